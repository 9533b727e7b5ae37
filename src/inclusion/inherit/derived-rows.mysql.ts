import { randomInt } from 'node:crypto';
import type { Queryable, Tx } from '../../kernel/database.ts';

/** Tables of pairs that are worked out from direct ones. */
export type DerivedTable = 'inherited_membership' | 'shown_course';

/** [query id, content id] */
export type Pair = readonly [number, number];

/** Rows of one side: the pairs of these items, or those of these queries. */
export type Side = { items: readonly number[] } | { queries: readonly number[] };

/** Holds these items still, by id: one that is being decided, and may not have seen what it is part of, is waited for. */
export async function shareItems(tx: Tx, contentIds: readonly number[]): Promise<void> {
  if (contentIds.length > 0) {
    await tx.rows('SELECT id FROM content WHERE id IN (?) ORDER BY id LOCK IN SHARE MODE', [contentIds]);
  }
}

/** How many direct members a query has, counted up to `limit`. */
export async function countMembers(on: Queryable, queryId: number, limit: number): Promise<number> {
  const [row] = await on.rows<{ count: number }>(
    'SELECT COUNT(*) AS count FROM (SELECT 1 FROM membership WHERE query_id = ? LIMIT ?) some',
    [queryId, limit],
  );
  return row?.count ?? 0;
}

/** Its pairs as they are stored. */
export async function readStored(on: Queryable, table: DerivedTable, side: Side): Promise<Pair[]> {
  const [column, ids] = 'items' in side ? ['content_id', side.items] : (['query_id', side.queries] as const);
  if (ids.length === 0) {
    return [];
  }
  const rows = await on.rows<{ query_id: number; content_id: number }>(
    `SELECT query_id, content_id FROM ${table} WHERE ${column} IN (?)`,
    [ids],
  );
  return rows.map(({ query_id, content_id }) => [query_id, content_id]);
}

/**
 * Says that rows of these queries are others now, for those who keep them. At random: a database that was restored would come to
 * the same number again.
 */
export async function stampDerived(tx: Tx, queryIds: readonly number[]): Promise<void> {
  if (queryIds.length > 0) {
    const version = randomInt(2 ** 48 - 1);
    await tx.later(
      'INSERT INTO derived_version (query_id, version) VALUES ? ON DUPLICATE KEY UPDATE version = VALUES(version)',
      [queryIds.map((id) => [id, version])],
    );
  }
}

const pairsOfOneStatement = 2_000;

export async function insertDerived(tx: Tx, table: DerivedTable, pairs: readonly Pair[]): Promise<void> {
  for (let start = 0; start < pairs.length; start += pairsOfOneStatement) {
    const some = pairs.slice(start, start + pairsOfOneStatement);
    await tx.later(
      `INSERT IGNORE INTO ${table} (query_id, content_id, since)
       VALUES ${some.map(() => '(?, ?, UTC_TIMESTAMP(3))').join(', ')}`,
      some.flat(),
    );
  }
}

/** @param side whose rows they are: one statement for each of its items or queries */
export async function deleteDerived(
  tx: Tx,
  table: DerivedTable,
  { pairs, side }: { pairs: readonly Pair[]; side: Side },
): Promise<void> {
  const [own, other] = 'items' in side ? ([1, 0] as const) : ([0, 1] as const);
  const columns = ['query_id', 'content_id'] as const;
  for (const [id, some] of Map.groupBy(pairs, (pair) => pair[own])) {
    await tx.later(`DELETE FROM ${table} WHERE ${columns[own]} = ? AND ${columns[other]} IN (?)`, [
      id,
      some.map((pair) => pair[other]),
    ]);
  }
}
