import type { Queryable, Tx } from '../../kernel/database.ts';
import type { CourseChanges } from './course-changes.ts';

/**
 * Kinds of marks, each with an id. What programs and pathways inherit is to be worked out: `parent` of this one, `query` of all of this query.
 * Which courses are shown through their runs: `course` in which queries this one, `runs` in this query.
 */
type Kind = 'parent' | 'query' | 'course' | 'runs';

/** The marks of one derivation: those of items, and those of queries. */
export interface MarkKinds {
  items: 'parent' | 'course';
  queries: 'query' | 'runs';
}

/** What is to be worked out anew: all rows of these items, or of these queries. */
export interface Pending {
  items: number[];
  queries: number[];
}

/**
 * Marks what is above these items, in the transaction that changes their direct memberships and as its last step: the mark
 * is held until the commit, so whoever takes it away sees the change.
 * @param decided programs and pathways that were decided themselves: their parts may have changed
 */
export async function markParents(
  tx: Tx,
  { changedKeys, decided }: { changedKeys: readonly string[]; decided: readonly number[] },
): Promise<void> {
  const rows =
    changedKeys.length === 0
      ? []
      : await tx.rows<{ parent_id: number }>('SELECT DISTINCT parent_id FROM content_relation WHERE child_key IN (?)', [
          changedKeys,
        ]);
  await markItems(tx, 'parent', [...rows.map(({ parent_id }) => parent_id), ...decided]);
}

/**
 * Marks courses, as `markParents` marks programs. A course that enters or leaves a query matters only where a run of it is a member: one that is
 * becoming a member at this moment is not seen, but its writer marks the course whatever else is.
 */
export async function markCourses(tx: Tx, { ofRuns, changed, changedQueries, fresh }: CourseChanges): Promise<void> {
  const found = [
    ...(ofRuns.size === 0
      ? []
      : await tx.rows<{ id: number }>('SELECT id FROM content WHERE content_key IN (?)', [[...ofRuns]])),
    ...(changed.length === 0
      ? []
      : await tx.rows<{ id: number }>(
          `SELECT STRAIGHT_JOIN DISTINCT c.id FROM content c JOIN content r ON r.parent_key = c.content_key
           JOIN membership m ON m.content_id = r.id AND m.query_id IN (?) WHERE c.id IN (?)`,
          [[...changedQueries], changed],
        )),
    ...(fresh.length === 0
      ? []
      : await tx.rows<{ id: number }>(
          `SELECT STRAIGHT_JOIN DISTINCT c.id FROM content c JOIN content r ON r.parent_key = c.content_key WHERE c.id IN (?)`,
          [fresh],
        )),
  ];
  await markItems(
    tx,
    'course',
    found.map(({ id }) => id),
  );
}

/** Marks these programs and pathways, or these courses. */
export function markItems(tx: Tx, kind: MarkKinds['items'], contentIds: readonly number[]): Promise<void> {
  return mark(tx, [kind], contentIds);
}

/** Marks all that these queries' members are parts or runs of: a row for each of both, however many members changed. */
export function markQueries(tx: Tx, queryIds: readonly number[]): Promise<void> {
  return mark(tx, ['query', 'runs'], queryIds);
}

/** By kind and id, so that two transactions that mark the same wait for each other and never lock each other out. */
async function mark(tx: Tx, kinds: readonly Kind[], some: readonly number[]): Promise<void> {
  const ids = [...new Set(some)].sort((a, b) => a - b);
  if (ids.length > 0) {
    await tx.run('INSERT IGNORE INTO inherit_pending (kind, id) VALUES ?', [
      kinds.flatMap((kind) => ids.map((id) => [kind, id])),
    ]);
  }
}

/** Every mark of these kinds. */
export async function readMarks(on: Queryable, kinds: MarkKinds): Promise<Pending> {
  return pendingOf(
    kinds,
    await on.rows('SELECT kind, id FROM inherit_pending WHERE kind IN (?)', [[kinds.items, kinds.queries]]),
  );
}

const someItems = 'SELECT kind, id FROM inherit_pending WHERE kind = ? ORDER BY id LIMIT ?';
/** The mark of a query that is being decided waits until it is: each part of its difference sets it anew. */
const someQueries = `SELECT p.kind, p.id FROM inherit_pending p LEFT JOIN catalog_query q ON q.id = p.id
  WHERE p.kind = ? AND q.undecided IS NULL ORDER BY p.id LIMIT ?`;

/** The kinds of which there is a mark to be taken. */
export async function peekKinds(on: Queryable): Promise<ReadonlySet<Kind>> {
  const rows = await on.rows<{ kind: Kind }>(
    [someItems, someItems, someQueries, someQueries].map((some) => `(${some})`).join(' UNION ALL '),
    (['parent', 'course', 'query', 'runs'] as const).flatMap((kind) => [kind, 1]),
  );
  return new Set(rows.map(({ kind }) => kind));
}

/** A look at the marks that are to be taken, without a lock. */
export async function peekPending(
  on: Queryable,
  kinds: MarkKinds,
  limits: { items: number; queries: number },
): Promise<Pending> {
  return pendingOf(
    kinds,
    await on.rows(`(${someItems}) UNION ALL (${someQueries})`, [
      kinds.items,
      limits.items,
      kinds.queries,
      limits.queries,
    ]),
  );
}

function pendingOf(kinds: MarkKinds, rows: readonly { kind: Kind; id: number }[]): Pending {
  const idsOf = (kind: Kind): number[] => rows.filter((row) => row.kind === kind).map(({ id }) => id);
  return { items: idsOf(kinds.items), queries: idsOf(kinds.queries) };
}

/**
 * Takes marks away. Waits for writers that hold one of them, so that what is read next has their changes; a writer that comes
 * now waits in turn, and sets the mark again.
 */
export async function takePending(tx: Tx, kinds: MarkKinds, { items, queries }: Pending): Promise<void> {
  for (const [kind, ids] of [
    [kinds.items, items],
    [kinds.queries, queries],
  ] as const) {
    if (ids.length > 0) {
      await tx.run('DELETE FROM inherit_pending WHERE kind = ? AND id IN (?)', [kind, ids]);
    }
  }
}

/** Marks every program and pathway in the place of these queries: cheaper, where there are many. */
export async function markEveryParent(tx: Tx, queries: readonly number[]): Promise<void> {
  await tx.run(`DELETE FROM inherit_pending WHERE kind = 'query' AND id IN (?)`, [queries]);
  await tx.run(
    `INSERT IGNORE INTO inherit_pending (kind, id)
     SELECT DISTINCT 'parent', parent_id FROM content_relation ORDER BY parent_id`,
  );
}

/** Marks every course in the place of these queries. */
export async function markEveryCourse(tx: Tx, queries: readonly number[]): Promise<void> {
  await tx.run(`DELETE FROM inherit_pending WHERE kind = 'runs' AND id IN (?)`, [queries]);
  await tx.run(
    `INSERT IGNORE INTO inherit_pending (kind, id) SELECT 'course', id FROM content WHERE type = 'course' ORDER BY id`,
  );
}

/** Whether a third of all queries are marked `runs`. */
export async function isThirdMarked(on: Queryable): Promise<boolean> {
  const [row] = await on.rows<{ marked: number; queries: number }>(
    `SELECT (SELECT COUNT(*) FROM inherit_pending WHERE kind = 'runs') AS marked, (SELECT COUNT(*) FROM catalog_query) AS queries`,
  );
  return row !== undefined && row.marked * 3 >= row.queries;
}

/** Whether this transaction has the turn: only one at a time works out what is inherited, so two never write one pair. */
export async function takeTurn(tx: Tx, name: 'derive'): Promise<boolean> {
  const rows = await tx.rows('SELECT name FROM turn WHERE name = ? FOR UPDATE SKIP LOCKED', [name]);
  return rows.length > 0;
}
