import type { Tx } from '../../kernel/database.ts';
import { recordChanges } from '../feed/record-changes.mysql.ts';
import type { ItemClaim } from '../port.ts';
import { claimById } from './claim-content.ts';
import { readDatabaseClock } from './database-clock.mysql.ts';
import { lockDueContent, moveTransition } from './due-content.mysql.ts';
import { stopsForm } from './form-gate.ts';
import { formItem, formVersion, readItem } from './item-form.ts';
import { countGates } from './stored.ts';
import type { StoreDeps } from './store-content.ts';
import { updateContent, writeBodies, type ContentUpdate, type FormGate } from './write-content.mysql.ts';

/** See `Replication.refreshDue` in port.ts. */
export async function refreshDue(deps: StoreDeps, limit: number): Promise<{ examined: number; claims: ItemClaim[] }> {
  const { stopped, ...due } = await deps.database.transaction((tx) => moveDue(tx, deps, limit));
  countGates(deps, stopped);
  return due;
}

async function moveDue(
  tx: Tx,
  deps: StoreDeps,
  limit: number,
): Promise<{ examined: number; claims: ItemClaim[]; stopped: { stoppedBy: FormGate }[] }> {
  const now = await readDatabaseClock(tx);
  const moment = deps.now(now);
  const rows = await lockDueContent(tx, new Date(moment), limit);
  const dueAt = new Date(now.getTime() + deps.claimSeconds * 1_000);
  const updates: ContentUpdate[] = [];
  const stopped: { stoppedBy: FormGate }[] = [];
  for (const row of rows) {
    const read = readItem(JSON.parse(row.raw), deps.contract);
    if ('errors' in read) {
      // It kept the contract when it came; a stricter contract must not make it due for ever.
      await moveTransition(tx, row.id, { next: null, formVersion });
      continue;
    }
    const form = formItem(read.item, { now: moment, defaultPartner: deps.defaultPartner });
    const isSame = row.document_hash.equals(form.write.documentHash);
    const stoppedBy = isSame || row.decided === 1 ? stopsForm(row, form) : 'none';
    stopped.push({ stoppedBy });
    if (isSame) {
      await moveTransition(tx, row.id, { next: form.write.nextTransitionAt, formVersion });
    } else {
      updates.push({ id: row.id, write: form.write, stoppedBy, another: false });
    }
  }
  await updateContent(tx, updates, { now, dueAt, cause: 'clock', source: null, askedAt: null });
  await writeBodies(tx, updates);
  const moved = await claimById(
    tx,
    updates.map(({ id }) => id),
  );
  await recordChanges(
    tx,
    moved.map(({ contentId, revision }) => ({ contentId, kind: 'status', source: 'clock', revision, fields: null })),
    now,
  );
  const idle = new Set(updates.filter(({ stoppedBy }) => stoppedBy === 'document').map(({ id }) => id));
  return { examined: rows.length, claims: moved.filter(({ contentId }) => !idle.has(contentId)), stopped };
}
