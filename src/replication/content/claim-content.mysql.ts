import type { Queryable, Tx } from '../../kernel/database.ts';

export interface ClaimedRow {
  id: number;
  content_key: string;
  type: string;
  uuid: string | null;
  revision: number;
  document_ticket: number;
  deleted: number;
  normalized: string;
  projection: string;
}

/** Takes up to `limit` undecided items that nobody holds: each gets a deadline, a ticket and one more attempt. */
export async function takeUndecided(tx: Tx, limit: number, claimSeconds: number): Promise<number[]> {
  const rows = await tx.rows<{ id: number }>(
    `SELECT id FROM content WHERE undecided = 1 AND due_at <= UTC_TIMESTAMP(3)
     ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED`,
    [limit],
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) {
    await tx.run(
      `UPDATE content SET due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND, attempts = attempts + 1,
         document_ticket = document_ticket + 1 WHERE id IN (?)`,
      [claimSeconds, ids],
    );
  }
  return ids;
}

export function readClaimed(on: Queryable, ids: readonly number[]): Promise<ClaimedRow[]> {
  return on.rows<ClaimedRow>(
    `SELECT id, content_key, type, uuid, revision, document_ticket, deleted_at IS NOT NULL AS deleted, normalized, projection
     FROM content JOIN content_body ON content_id = id WHERE id IN (?)`,
    [ids],
  );
}
