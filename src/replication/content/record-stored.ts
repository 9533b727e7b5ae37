import type { AuditEntry, AuditLog, Author } from '../../kernel/audit.ts';
import type { Tx } from '../../kernel/database.ts';
import { recordChanges, type NewChange } from '../feed/record-changes.mysql.ts';
import type { ContentSource } from '../port.ts';
import type { ContentRow } from './content-row.mysql.ts';

/** What the transaction did to one item. `moved`: its document is the same, and formed otherwise, since time has passed. */
export interface WrittenItem {
  /** As it is now. */
  row: ContentRow;
  before: ContentRow | undefined;
  change: 'stored' | 'moved' | 'none';
  /** Members of its document that changed; undefined where there was none before. */
  fields: readonly string[] | undefined;
}

/** Tells the feed and the audit log what a transaction wrote. @param author null where a run's own record tells of it */
export async function recordStored(
  tx: Tx,
  {
    audit,
    author,
    source,
    now,
    written,
  }: {
    audit: AuditLog;
    author: Author | null;
    source: ContentSource;
    now: Date;
    written: readonly WrittenItem[];
  },
): Promise<void> {
  const inOrder = written.toSorted((one, other) => one.row.id - other.row.id);
  await recordChanges(
    tx,
    inOrder.flatMap((item) => changeOf(item, source)),
    now,
  );
  if (author !== null) {
    await audit.append(tx, author, inOrder.filter(({ change }) => change === 'stored').map(auditEntry));
  }
}

function changeOf({ row, change, fields }: WrittenItem, source: ContentSource): NewChange[] {
  const item = { contentId: row.id, revision: row.revision };
  switch (change) {
    case 'none':
      return [];
    case 'moved':
      return [{ ...item, kind: 'status', source: 'clock', fields: null }];
    case 'stored':
      // The same document may be formed otherwise by a newer program.
      return fields?.length === 0
        ? [{ ...item, kind: 'status', source, fields: null }]
        : [{ ...item, kind: 'stored', source, fields: fields ?? null }];
  }
}

/** An item that was gone comes as a new one. Where the hashes are the same, only what nobody decides on has changed. */
function auditEntry({ row, before }: WrittenItem): AuditEntry {
  const hash = (one: ContentRow | undefined): string | null =>
    one === undefined || one.deleted_at !== null ? null : one.document_hash.toString('hex');
  return { action: 'content.store', subject: row.content_key, customer: null, before: hash(before), after: hash(row) };
}
