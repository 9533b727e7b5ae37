import { recordChanges } from '../feed/record-changes.mysql.ts';
import type { ItemClaim } from '../port.ts';
import { claimById } from './claim-content.ts';
import { readDatabaseClock } from './database-clock.mysql.ts';
import { lockDueContent, moveTransition } from './due-content.mysql.ts';
import { formItem, readItem } from './item-form.ts';
import type { StoreDeps } from './store-content.ts';
import { updateContent, writeBodies, type ContentUpdate } from './write-content.mysql.ts';

/** See `Replication.refreshDue` in port.ts. */
export async function refreshDue(deps: StoreDeps, limit: number): Promise<{ examined: number; claims: ItemClaim[] }> {
  return deps.database.transaction(async (tx) => {
    const now = await readDatabaseClock(tx);
    const moment = deps.now(now);
    const rows = await lockDueContent(tx, new Date(moment), limit);
    const dueAt = new Date(now.getTime() + deps.claimSeconds * 1_000);
    const revised: ContentUpdate[] = [];
    for (const row of rows) {
      const read = readItem(JSON.parse(row.raw), deps.contract);
      if ('errors' in read) {
        // It kept the contract when it came; a stricter contract must not make it due for ever.
        await moveTransition(tx, row.id, null);
        continue;
      }
      const form = formItem(read.item, { now: moment, defaultPartner: deps.defaultPartner });
      if (row.document_hash.equals(form.write.documentHash)) {
        await moveTransition(tx, row.id, form.write.nextTransitionAt);
      } else {
        revised.push({ id: row.id, write: form.write, revise: true, another: false });
      }
    }
    await updateContent(tx, revised, { now, dueAt, cause: 'clock', source: null });
    await writeBodies(tx, revised);
    const claims = await claimById(
      tx,
      revised.map(({ id }) => id),
    );
    await recordChanges(
      tx,
      claims.map(({ contentId, revision }) => ({ contentId, kind: 'status', source: 'clock', revision, fields: null })),
      now,
    );
    return { examined: rows.length, claims };
  });
}
