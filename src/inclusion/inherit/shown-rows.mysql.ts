import type { Queryable } from '../../kernel/database.ts';
import type { Pair, Side } from './derived-rows.mysql.ts';

/**
 * A run belongs to the course that it had when it was decided last. While it has another one and waits to be decided, that is `moved_from`:
 * so only decisions change what is read here, and they leave marks.
 */
const runsOf = [
  'r.parent_key = c.content_key AND r.moved_from IS NULL',
  // By itself, since an index answers it.
  'r.moved_from = c.content_key',
] as const;

/** These courses and their runs. */
export async function readCoursesAndRuns(on: Queryable, courses: readonly number[]): Promise<number[]> {
  const runs = await on.rows<{ id: number }>(
    runsOf
      .map((condition) => `SELECT STRAIGHT_JOIN r.id FROM content c JOIN content r ON ${condition} WHERE c.id IN (?)`)
      .join(' UNION '),
    runsOf.map(() => courses),
  );
  return [...courses, ...runs.map(({ id }) => id)];
}

/**
 * Which queries show which courses through a run alone: a run is a direct member, and the course is not. A member is never a run that the query
 * may not see. A course counts once it was decided, and stays while it is removed: search does not find it then, and it may come back.
 *
 * The order of the tables is ours, as it is for what is inherited.
 */
export async function readShown(on: Queryable, side: Side): Promise<Pair[]> {
  const ids = 'items' in side ? side.items : side.queries;
  if (ids.length === 0) {
    return [];
  }
  const statements =
    'items' in side
      ? runsOf.map(
          (condition) =>
            `${columns} FROM content c JOIN content r ON ${condition} JOIN membership m ON m.content_id = r.id ${without} AND c.id IN (?)`,
        )
      : [
          `${columns} FROM membership m JOIN content r ON r.id = m.content_id
           JOIN content c ON c.content_key = COALESCE(r.moved_from, r.parent_key) ${without} AND m.query_id IN (?)`,
        ];
  const rows = await on.rows<{ query_id: number; content_id: number }>(
    statements.join(' UNION '),
    statements.map(() => ids),
  );
  return rows.map(({ query_id, content_id }) => [query_id, content_id]);
}

const columns = 'SELECT STRAIGHT_JOIN DISTINCT m.query_id, c.id AS content_id';
const without = `LEFT JOIN membership own ON own.query_id = m.query_id AND own.content_id = c.id
  WHERE own.query_id IS NULL AND c.decided_revision > 0`;
