import type { Tx } from '../../kernel/database.ts';

/**
 * Why memberships changed. `item`, `filter`: what it says changed; `import`: the same, from a file; `clock`: time passed; `forced`:
 * the keys that a filter forces in, and nothing else of it; `reconcile`: a comparison or a lost index.
 */
export type Cause = 'item' | 'filter' | 'clock' | 'forced' | 'reconcile' | 'import';

/** Whether somebody wrote the filter: what it removes is what he wants. */
export function isAskedFor(cause: Cause): boolean {
  return cause === 'filter' || cause === 'forced';
}

/** Whether the filter may be another one than before, and so may say otherwise what it includes by inheritance. */
export function isWritten(cause: Cause): boolean {
  return isAskedFor(cause) || cause === 'import';
}

/** What one transaction changed in one query. */
export interface QueryChange {
  queryId: number;
  cause: Cause;
  entered: readonly number[];
  left: readonly number[];
}

const rowsOfOneStatement = 2_000;

/** Writes the history of what this transaction has changed. Positions come after the commit (`NumberedFeed`). */
export async function recordChanges(tx: Tx, changes: readonly QueryChange[]): Promise<void> {
  const real = changes.filter(({ entered, left }) => entered.length + left.length > 0);
  for (let start = 0; start < real.length; start += rowsOfOneStatement) {
    const some = real.slice(start, start + rowsOfOneStatement);
    await tx.later(
      `INSERT INTO membership_change (kind, cause, query_id, departed, at)
       VALUES ${some.map(() => `('changed', ?, ?, ?, UTC_TIMESTAMP(3))`).join(', ')}`,
      some.flatMap(({ cause, queryId, left }) => [cause, queryId, left.length]),
    );
    await insertPairsOfLast(
      tx,
      some.flatMap(({ entered, left }, index) => [
        ...entered.map((id): ChangedPair => [index, id, 1]),
        ...left.map((id): ChangedPair => [index, id, 0]),
      ]),
    );
  }
}

type ChangedPair = readonly [change: number, contentId: number, entered: 0 | 1];

/** @param pairs of the changes that were inserted last, by their places: InnoDB numbers the rows of one INSERT … VALUES in a row, from the first */
async function insertPairsOfLast(tx: Tx, pairs: readonly ChangedPair[]): Promise<void> {
  for (let start = 0; start < pairs.length; start += rowsOfOneStatement) {
    const some = pairs.slice(start, start + rowsOfOneStatement);
    await tx.later(
      `INSERT INTO membership_change_pair (change_id, content_id, entered) VALUES ${some.map(() => '(LAST_INSERT_ID() + ?, ?, ?)').join(', ')}`,
      some.flat(),
    );
  }
}

/** A query was evaluated for the first time: one row without pairs, from which its changes are counted. */
export async function recordBaseline(
  tx: Tx,
  { queryId, cause, members }: { queryId: number; cause: Cause; members: number },
): Promise<void> {
  await tx.later(
    `INSERT INTO membership_change (kind, cause, query_id, members, at) VALUES ('baseline', ?, ?, ?, UTC_TIMESTAMP(3))`,
    [cause, queryId, members],
  );
}
