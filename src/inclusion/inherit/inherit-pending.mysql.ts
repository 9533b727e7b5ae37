import type { Queryable, SqlValue, Tx } from '../../kernel/database.ts';
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

/** What changed in the transaction of items' writers. */
export interface ChangedItems {
  /** Items that entered or left a query. */
  changedKeys: readonly string[];
  /** Programs and pathways that were decided themselves: their parts may have changed. */
  decided: readonly number[];
  courses: CourseChanges;
}

/**
 * Marks what is above these items, in the transaction that changes their direct memberships and as its last step: the mark
 * is held until the commit, so whoever takes it away sees the change.
 *
 * A course that enters or leaves a query matters only where a run of it is a member: one that is becoming a member at this moment is not seen,
 * but its writer marks the course whatever else is.
 */
export async function markAbove(tx: Tx, { changedKeys, decided, courses }: ChangedItems): Promise<void> {
  const { ofRuns, changed, changedQueries, fresh } = courses;
  const withRuns = `SELECT STRAIGHT_JOIN 'course', c.id FROM content c JOIN content r ON r.parent_key = c.content_key`;
  const marks: [some: { length: number }, select: string, ...values: SqlValue[]][] = [
    [changedKeys, `SELECT 'parent', parent_id FROM content_relation WHERE child_key IN (?)`, changedKeys],
    [decided, `SELECT 'parent', id FROM content WHERE id IN (?)`, decided],
    [[...ofRuns], `SELECT 'course', id FROM content WHERE content_key IN (?)`, [...ofRuns]],
    [
      changed,
      `${withRuns} JOIN membership m ON m.content_id = r.id AND m.query_id IN (?) WHERE c.id IN (?)`,
      [...changedQueries],
      changed,
    ],
    [fresh, `${withRuns} WHERE c.id IN (?)`, fresh],
  ];
  const some = marks.filter(([{ length }]) => length > 0);
  if (some.length > 0) {
    await tx.later(
      // By kind and id, so that two transactions that mark the same wait for each other and never lock each other out.
      `INSERT IGNORE INTO inherit_pending (kind, id) ${some.map(([, select]) => select).join(' UNION ')} ORDER BY 1, 2`,
      some.flatMap(([, , ...values]) => values),
    );
  }
}

/** Marks these programs and pathways, or these courses. */
export function markItems(tx: Tx, kind: MarkKinds['items'], contentIds: readonly number[]): Promise<void> {
  return mark(tx, [kind], contentIds);
}

/** Marks all that these queries' members are parts or runs of: a row for each of both, however many members changed. */
export function markQueries(tx: Tx, queryIds: readonly number[]): Promise<void> {
  return mark(tx, ['query', 'runs'], queryIds);
}

/** By kind and id, as `markAbove` does. */
async function mark(tx: Tx, kinds: readonly Kind[], some: readonly number[]): Promise<void> {
  const ids = [...new Set(some)].sort((a, b) => a - b);
  if (ids.length > 0) {
    await tx.later('INSERT IGNORE INTO inherit_pending (kind, id) VALUES ?', [
      kinds.flatMap((kind) => ids.map((id) => [kind, id])),
    ]);
  }
}

/** Ids of what is marked, by kind. */
export type Marks = Readonly<Record<Kind, readonly number[]>>;

/** Every mark there is. */
export async function readMarks(on: Queryable): Promise<Marks> {
  return marksOf(await on.rows('SELECT kind, id FROM inherit_pending'));
}

const someItems = 'SELECT kind, id FROM inherit_pending WHERE kind = ? ORDER BY id LIMIT ?';
/** The mark of a query that is being decided waits until it is: each part of its difference sets it anew. */
const someQueries = `SELECT p.kind, p.id FROM inherit_pending p LEFT JOIN catalog_query q ON q.id = p.id
  WHERE p.kind = ? AND q.undecided IS NULL ORDER BY p.id LIMIT ?`;

/** A look at the marks that are to be taken, without a lock; at most so many of each kind. */
export async function peekPending(on: Queryable, most: { items: number; queries: number }): Promise<Marks> {
  return marksOf(
    await on.rows([someItems, someItems, someQueries, someQueries].map((some) => `(${some})`).join(' UNION ALL '), [
      'course',
      most.items,
      'parent',
      most.items,
      'query',
      most.queries,
      'runs',
      most.queries,
    ]),
  );
}

/** The queries whose mark of this kind is to be taken. */
export async function peekQueries(on: Queryable, kind: MarkKinds['queries']): Promise<number[]> {
  const rows = await on.rows<{ id: number }>(someQueries, [kind, everyQuery]);
  return rows.map(({ id }) => id);
}

/** More than there may be. */
const everyQuery = 10_000_000;

function marksOf(rows: readonly { kind: Kind; id: number }[]): Marks {
  const of = (wanted: Kind): number[] => rows.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  return { course: of('course'), parent: of('parent'), query: of('query'), runs: of('runs') };
}

/**
 * Takes marks away, in the order in which writers set them. Waits for writers that hold one of them, so that what is read next has their
 * changes; a writer that comes now waits in turn, and sets the mark again.
 */
export async function takePending(tx: Tx, marks: Marks): Promise<void> {
  const kinds = (['course', 'parent', 'query', 'runs'] as const).filter((kind) => marks[kind].length > 0);
  await Promise.all(
    kinds.map((kind) => tx.run('DELETE FROM inherit_pending WHERE kind = ? AND id IN (?)', [kind, marks[kind]])),
  );
}

/** Marks every program and pathway in the place of these queries: cheaper, where there are many. */
export async function markEveryParent(tx: Tx, queries: readonly number[]): Promise<void> {
  await tx.later(`DELETE FROM inherit_pending WHERE kind = 'query' AND id IN (?)`, [queries]);
  await tx.later(
    `INSERT IGNORE INTO inherit_pending (kind, id)
     SELECT DISTINCT 'parent', parent_id FROM content_relation ORDER BY parent_id`,
  );
}

/** Marks every course in the place of these queries. */
export async function markEveryCourse(tx: Tx, queries: readonly number[]): Promise<void> {
  await tx.later(`DELETE FROM inherit_pending WHERE kind = 'runs' AND id IN (?)`, [queries]);
  await tx.later(
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
