import type { Queryable, Tx } from '../../kernel/database.ts';

/** Whose inherited memberships are to be worked out anew: those of a program or pathway, or all of a query. */
export interface Pending {
  parents: number[];
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
  await markPrograms(tx, [...rows.map(({ parent_id }) => parent_id), ...decided]);
}

/** Marks these programs and pathways. */
export async function markPrograms(tx: Tx, contentIds: readonly number[]): Promise<void> {
  await mark(tx, 'parent', contentIds);
}

/** Marks all that these queries' members are parts of: a row for each, however many members changed. */
export async function markQueries(tx: Tx, queryIds: readonly number[]): Promise<void> {
  await mark(tx, 'query', queryIds);
}

/** By id, so that two transactions that mark the same wait for each other and never lock each other out. */
async function mark(tx: Tx, kind: 'parent' | 'query', some: readonly number[]): Promise<void> {
  const ids = [...new Set(some)].sort((a, b) => a - b);
  if (ids.length > 0) {
    await tx.run('INSERT IGNORE INTO inherit_pending (kind, id) VALUES ?', [ids.map((id) => [kind, id])]);
  }
}

/** Every mark. */
export async function readMarks(on: Queryable): Promise<Pending> {
  return pendingOf(await on.rows('SELECT kind, id FROM inherit_pending'));
}

/**
 * A look at the marks that are to be taken, without a lock. The mark of a query that is being decided waits until it is: each part of its
 * difference sets it anew.
 */
export async function peekPending(on: Queryable, limits: { parents: number; queries: number }): Promise<Pending> {
  return pendingOf(
    await on.rows(
      `(SELECT kind, id FROM inherit_pending WHERE kind = 'parent' ORDER BY id LIMIT ?)
       UNION ALL (SELECT p.kind, p.id FROM inherit_pending p LEFT JOIN catalog_query q ON q.id = p.id
         WHERE p.kind = 'query' AND q.undecided IS NULL ORDER BY p.id LIMIT ?)`,
      [limits.parents, limits.queries],
    ),
  );
}

function pendingOf(rows: readonly { kind: 'parent' | 'query'; id: number }[]): Pending {
  const idsOf = (kind: string): number[] => rows.filter((row) => row.kind === kind).map(({ id }) => id);
  return { parents: idsOf('parent'), queries: idsOf('query') };
}

/**
 * Takes marks away. Waits for writers that hold one of them, so that what is read next has their changes; a writer that comes
 * now waits in turn, and sets the mark again.
 */
export async function takePending(tx: Tx, { parents, queries }: Pending): Promise<void> {
  for (const [kind, ids] of [
    ['parent', parents],
    ['query', queries],
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

/** Whether this transaction has the turn: only one at a time works out what is inherited, so two never write one pair. */
export async function takeTurn(tx: Tx, name: 'inherit'): Promise<boolean> {
  const rows = await tx.rows('SELECT name FROM turn WHERE name = ? FOR UPDATE SKIP LOCKED', [name]);
  return rows.length > 0;
}
