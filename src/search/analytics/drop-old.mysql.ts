import type { Queryable, Tx } from '../../kernel/database.ts';

/**
 * Drops searches from before a moment that the rollups have as they are, the oldest first, with what was told of them.
 * @returns how many
 */
export async function dropSearches(tx: Tx, before: Date, limit: number): Promise<number> {
  const rows = await tx.rows<{ id: number }>(
    'SELECT id FROM search_event WHERE at < ? AND due_at IS NULL ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED',
    [before, limit],
  );
  if (rows.length > 0) {
    const ids = rows.map(({ id }) => id);
    await tx.run('DELETE FROM search_feedback WHERE event_id IN (?)', [ids]);
    await tx.run('DELETE FROM search_event WHERE id IN (?)', [ids]);
  }
  return rows.length;
}

/** Drops who was seen before a day. @returns how many */
export async function dropSeen(on: Queryable, before: string, limit: number): Promise<number> {
  const { affectedRows } = await on.run('DELETE FROM search_seen WHERE day < ? ORDER BY day LIMIT ?', [before, limit]);
  return affectedRows;
}
