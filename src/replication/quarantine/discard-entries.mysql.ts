import type { Queryable, Tx } from '../../kernel/database.ts';

/** Of these ids; with `days` those of them that came last as many days ago, and before. @returns what there was, by id */
export async function deleteEntries(
  tx: Tx,
  ids: readonly number[],
  { days }: { days?: number } = {},
): Promise<{ id: number; content_key: string | null; body_hash: Buffer }[]> {
  const rows = await tx.rows<{ id: number; content_key: string | null; body_hash: Buffer }>(
    `SELECT id, content_key, body_hash FROM quarantine
     WHERE id IN (?)${days === undefined ? '' : ' AND last_seen_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY'} ORDER BY id FOR UPDATE`,
    days === undefined ? [ids] : [ids, days],
  );
  if (rows.length > 0) {
    await tx.run('DELETE FROM quarantine WHERE id IN (?)', [rows.map(({ id }) => id)]);
  }
  return rows;
}

/** Ids of documents that came last as many days ago, and before. The table is small, so that no index is needed. */
export async function listOldEntries(
  on: Queryable,
  { days, limit }: { days: number; limit: number },
): Promise<number[]> {
  const rows = await on.rows<{ id: number }>(
    'SELECT id FROM quarantine WHERE last_seen_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY ORDER BY id LIMIT ?',
    [days, limit],
  );
  return rows.map(({ id }) => id);
}
