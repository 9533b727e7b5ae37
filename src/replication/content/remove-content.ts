import type { Author } from '../../kernel/audit.ts';
import { recordChanges } from '../feed/record-changes.mysql.ts';
import type { ContentSource, ItemClaim } from '../port.ts';
import { findContentIds, lockContentRows } from './content-row.mysql.ts';
import { readDatabaseClock } from './database-clock.mysql.ts';
import type { StoreDeps } from './store-content.ts';
import { markRemoved } from './write-content.mysql.ts';

/** See `Replication.remove` in port.ts. */
export function removeContent(
  deps: StoreDeps,
  contentKeys: readonly string[],
  { author, source, asOf }: { author: Author | null; source: ContentSource; asOf: Date | undefined },
): Promise<ItemClaim[]> {
  if (contentKeys.length === 0) {
    return Promise.resolve([]);
  }
  return deps.database.transaction(async (tx) => {
    const rows = (await lockContentRows(tx, await findContentIds(tx, contentKeys))).filter(
      ({ deleted_at }) => deleted_at === null,
    );
    const now = await readDatabaseClock(tx);
    const dueAt = new Date(now.getTime() + deps.claimSeconds * 1_000);
    for (const row of rows) {
      await markRemoved(tx, row.id, { now, dueAt, asOf: asOf ?? now });
    }
    await recordChanges(
      tx,
      rows.map(({ id, revision }) => ({
        contentId: id,
        kind: 'removed',
        source,
        revision: revision + 1,
        fields: null,
      })),
      now,
    );
    if (author !== null) {
      await deps.audit.append(
        tx,
        author,
        rows.map(({ content_key, document_hash }) => ({
          action: 'content.remove',
          subject: content_key,
          customer: null,
          before: document_hash.toString('hex'),
          after: null,
        })),
      );
    }
    return rows.map((row) => ({
      contentId: row.id,
      contentKey: row.content_key,
      contentType: row.type,
      uuid: row.uuid,
      revision: row.revision + 1,
      ticket: row.document_ticket + 1,
      decided: false,
      state: 'removed',
    }));
  });
}
