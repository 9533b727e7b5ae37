import type { Tx } from '../../kernel/database.ts';
import type { StoredForm } from './form-gate.ts';
import { readBodies, type Body } from './read-bodies.mysql.ts';

export interface DueRow extends Body, StoredForm {
  id: number;
  decided: number;
}

/** Locks up to `limit` items whose transition is due at `now`; those that another process holds are passed over. */
export async function lockDueContent(tx: Tx, now: Date, limit: number): Promise<DueRow[]> {
  const due = await tx.rows<Omit<DueRow, keyof Body>>(
    `SELECT id, uuid, type, document_hash, revision = decided_revision AS decided FROM content WHERE next_transition_at <= ?
     ORDER BY next_transition_at LIMIT ? FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );
  const bodies = await readBodies(
    tx,
    due.map(({ id }) => id),
  );
  return due.flatMap((row) => {
    const body = bodies.get(row.id);
    return body === undefined ? [] : [{ ...row, ...body }];
  });
}

/** Nothing changed but the moment to look again, and which version of the program has looked. */
export async function moveTransition(
  tx: Tx,
  id: number,
  { next, formVersion }: { next: Date | null; formVersion: number },
): Promise<void> {
  await tx.run('UPDATE content SET next_transition_at = ?, form_version = ? WHERE id = ?', [next, formVersion, id]);
}
