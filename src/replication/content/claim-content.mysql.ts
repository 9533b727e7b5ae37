import type { Queryable, Tx } from '../../kernel/database.ts';

export interface ClaimedRow {
  id: number;
  content_key: string;
  type: string;
  uuid: string | null;
  revision: number;
  document_ticket: number;
  decided: number;
  deleted: number;
  normalized: string;
  projection: string;
}

/**
 * Takes up to `limit` items that nobody holds, those that are undecided before those that have no document yet of what they are: each gets a
 * deadline, a ticket and one more attempt.
 */
export async function takeWork(tx: Tx, limit: number, claimSeconds: number): Promise<number[]> {
  const undecided = await takeDue(tx, 'undecided', limit);
  const unindexed = undecided.length < limit ? await takeDue(tx, 'unindexed', limit - undecided.length) : [];
  const ids = [...new Set([...undecided, ...unindexed])];
  if (ids.length > 0) {
    await tx.later(
      `UPDATE content SET due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND, attempts = attempts + 1,
         document_ticket = document_ticket + 1 WHERE id IN (?)`,
      [claimSeconds, ids],
    );
  }
  return ids;
}

async function takeDue(tx: Tx, which: 'undecided' | 'unindexed', limit: number): Promise<number[]> {
  const rows = await tx.rows<{ id: number }>(
    `SELECT id FROM content WHERE ${which} = 1 AND due_at <= UTC_TIMESTAMP(3)
     ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

export function readClaimed(on: Queryable, ids: readonly number[]): Promise<ClaimedRow[]> {
  return on.rows<ClaimedRow>(
    `SELECT id, content_key, type, uuid, revision, document_ticket, revision = decided_revision AS decided,
       deleted_at IS NOT NULL AS deleted, normalized, projection
     FROM content JOIN content_body ON content_id = id WHERE id IN (?)`,
    [ids],
  );
}
