import type { Queryable, Tx } from '../../kernel/database.ts';
import type { Cause } from '../history/record-changes.mysql.ts';

/** A membership that nothing matches any more and that is kept until somebody decides. */
export interface HeldPair {
  queryId: number;
  contentId: number;
  cause: Cause;
}

const pairsOfOneStatement = 2_000;

/** Keeps memberships back from removal; those that are held already stay as they were. */
export async function holdPairs(tx: Tx, pairs: readonly HeldPair[]): Promise<void> {
  for (let start = 0; start < pairs.length; start += pairsOfOneStatement) {
    const some = pairs.slice(start, start + pairsOfOneStatement);
    await tx.later(
      `INSERT IGNORE INTO membership_held (query_id, content_id, cause, since)
       VALUES ${some.map(() => '(?, ?, ?, UTC_TIMESTAMP(3))').join(', ')}`,
      some.flatMap(({ queryId, contentId, cause }) => [queryId, contentId, cause]),
    );
  }
}

/** The item matches these queries again. */
export async function releaseHeld(tx: Tx, contentId: number, queryIds: readonly number[]): Promise<void> {
  if (queryIds.length > 0) {
    await tx.later('DELETE FROM membership_held WHERE content_id = ? AND query_id IN (?)', [contentId, queryIds]);
  }
}

/** These pairs of a query are members for good reason, or none any more. The caller holds the query. */
export async function clearHeld(tx: Tx, queryId: number, contentIds: readonly number[]): Promise<void> {
  // Most have none, and thousands of ids cost a millisecond to look for.
  const held =
    contentIds.length === 0 ? [] : await tx.rows('SELECT 1 FROM membership_held WHERE query_id = ? LIMIT 1', [queryId]);
  if (held.length > 0) {
    await tx.later('DELETE FROM membership_held WHERE query_id = ? AND content_id IN (?)', [queryId, contentIds]);
  }
}

/** Holds the items still, removed ones too, by id. */
export async function shareContent(tx: Tx, contentIds: readonly number[]): Promise<void> {
  await tx.rows('SELECT id FROM content WHERE id IN (?) ORDER BY id LOCK IN SHARE MODE', [contentIds]);
}

/** Which of these are held, and why. */
export function readHeldAmong(
  tx: Tx,
  queryId: number,
  contentIds: readonly number[],
): Promise<{ content_id: number; cause: Cause }[]> {
  return tx.rows('SELECT content_id, cause FROM membership_held WHERE query_id = ? AND content_id IN (?)', [
    queryId,
    contentIds,
  ]);
}

/** Query id → its held members; queries without any are left out. */
export async function readHeldIds(on: Queryable, queryIds: readonly number[]): Promise<Map<number, Set<number>>> {
  const rows = await on.rows<{ query_id: number; content_id: number }>(
    'SELECT query_id, content_id FROM membership_held WHERE query_id IN (?)',
    [queryIds],
  );
  return new Map(
    [...Map.groupBy(rows, ({ query_id }) => query_id)].map(([id, held]) => [
      id,
      new Set(held.map(({ content_id }) => content_id)),
    ]),
  );
}
