import type { Queryable } from '../../kernel/database.ts';
import type { Pair, Side } from './derived-rows.mysql.ts';

/** The parts of these programs and pathways that are stored. */
export async function readParts(on: Queryable, parents: readonly number[]): Promise<number[]> {
  const parts = await on.rows<{ id: number }>(
    `SELECT DISTINCT c.id FROM content_relation r JOIN content c ON c.content_key = r.child_key WHERE r.parent_id IN (?)`,
    [parents],
  );
  return parts.map(({ id }) => id);
}

/**
 * What is inherited, worked out from the direct rows: a program that has courses, all of them members; a pathway with a member
 * among its parts, unless the query keeps pathways out.
 *
 * The order of the tables is ours: left to choose, MariaDB began with the queries that take pathways and read every membership of the
 * database for it, for two hundred parents or for one query. Parents and queries are looked up for what is left when members are
 * counted, not for each of them: half the time.
 */
export async function readInherited(on: Queryable, side: Side): Promise<Pair[]> {
  const [from, condition, ids] =
    'items' in side
      ? ([fromParents, 'r.parent_id IN (?)', side.items] as const)
      : ([fromQueries, 'm.query_id IN (?)', side.queries] as const);
  if (ids.length === 0) {
    return [];
  }
  const rows = await on.rows<{ query_id: number; parent_id: number }>(
    `SELECT STRAIGHT_JOIN some.query_id, some.parent_id
     FROM (SELECT STRAIGHT_JOIN m.query_id, r.parent_id, COUNT(*) AS members ${from} WHERE ${condition}
           GROUP BY m.query_id, r.parent_id ORDER BY NULL) some
     JOIN content p ON p.id = some.parent_id JOIN catalog_query q ON q.id = some.query_id
     WHERE p.deleted_at IS NULL AND ((p.type = 'learnerpathway' AND q.includes_pathways = 1) OR (p.type = 'program'
       AND some.members = (SELECT COUNT(*) FROM content_relation every WHERE every.parent_id = some.parent_id)))`,
    [ids],
  );
  return rows.map(({ query_id, parent_id }) => [query_id, parent_id]);
}

const fromParents = `FROM content_relation r JOIN content c ON c.content_key = r.child_key JOIN membership m ON m.content_id = c.id`;

const fromQueries = `FROM membership m JOIN content c ON c.id = m.content_id JOIN content_relation r ON r.child_key = c.content_key`;
