import type { Tx } from '../../kernel/database.ts';

export interface DueRow {
  id: number;
  document_hash: Buffer;
  raw: string;
}

/** Locks up to `limit` items whose transition is due at `now`; those that another process holds are passed over. */
export async function lockDueContent(tx: Tx, now: Date, limit: number): Promise<DueRow[]> {
  const due = await tx.rows<{ id: number; document_hash: Buffer }>(
    `SELECT id, document_hash FROM content WHERE next_transition_at <= ?
     ORDER BY next_transition_at LIMIT ? FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );
  if (due.length === 0) {
    return [];
  }
  const bodies = await tx.rows<{ content_id: number; raw: string }>(
    'SELECT content_id, raw FROM content_body WHERE content_id IN (?)',
    [due.map(({ id }) => id)],
  );
  const raws = new Map(bodies.map(({ content_id, raw }) => [content_id, raw]));
  return due.flatMap(({ id, document_hash }) => {
    const raw = raws.get(id);
    return raw === undefined ? [] : [{ id, document_hash, raw }];
  });
}

/** Nothing changed but the moment to look again. */
export async function moveTransition(tx: Tx, id: number, next: Date | null): Promise<void> {
  await tx.run('UPDATE content SET next_transition_at = ? WHERE id = ?', [next, id]);
}
