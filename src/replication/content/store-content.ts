import type { AuditEntry, AuditLog, Author } from '../../kernel/audit.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import type { ItemClaim, StoredDocument, StoreResult } from '../port.ts';
import { claimAgain, insertContent, updateContent } from './write-content.mysql.ts';
import { lockContentRows, readContentRows, type ContentRow } from './content-row.mysql.ts';
import { readDatabaseClock } from './database-clock.mysql.ts';
import { formItem, readItem, type ItemForm, type RawItem } from './item-form.ts';

/** Documents in one transaction: short locks, and a batch that must be run again costs little. */
const batch = 100;

export interface StoreDeps {
  database: Database;
  audit: AuditLog;
  defaultPartner: string;
  /** How long the storing process has for deciding before a worker takes over. */
  claimSeconds: number;
  /** The moment by which availability and the like are decided, ms; the database's own clock unless a test moves it. */
  now: (databaseNow: Date) => number;
}

/** See `Replication.store` in port.ts. */
export async function storeContent(
  deps: StoreDeps,
  documents: readonly unknown[],
  author: Author | null,
): Promise<StoreResult> {
  const results: (StoredDocument | undefined)[] = documents.map(() => undefined);
  const claims = new Map<number, ItemClaim>();
  let pending: { position: number; item: RawItem }[] = [];
  const flush = async (): Promise<void> => {
    const stored = await storeBatch(
      deps,
      pending.map(({ item }) => item),
      author,
    );
    for (const [index, { document, claim }] of stored.entries()) {
      results[pending[index]?.position ?? -1] = document;
      if (claim !== undefined) {
        // A key that came twice: the later claim has the later state.
        claims.set(claim.contentId, claim);
      }
    }
    pending = [];
  };
  for (const [position, document] of documents.entries()) {
    const read = readItem(document);
    if ('errors' in read) {
      results[position] = { contentKey: read.contentKey, outcome: 'refused', errors: read.errors };
      continue;
    }
    if (pending.length === batch || pending.some(({ item }) => item.contentKey === read.item.contentKey)) {
      await flush();
    }
    pending.push({ position, item: read.item });
  }
  await flush();
  return {
    documents: results.filter((result) => result !== undefined),
    claims: [...claims.values()],
  };
}

interface Stored {
  document: StoredDocument;
  claim?: ItemClaim;
}

/** Keys within a batch differ. */
async function storeBatch(deps: StoreDeps, items: readonly RawItem[], author: Author | null): Promise<Stored[]> {
  if (items.length === 0) {
    return [];
  }
  const known = byKey(
    await readContentRows(
      deps.database,
      items.map(({ contentKey }) => contentKey),
    ),
  );
  const stored = new Map<string, Stored>();
  const open: RawItem[] = [];
  for (const item of items) {
    const row = known.get(item.contentKey);
    // The gate compares with what was decided: the same document again, undecided, is work that its writer left behind.
    if (row !== undefined && isSame(row, item) && row.decided_revision === row.revision) {
      stored.set(item.contentKey, { document: describe(row, item, 'unchanged') });
    } else {
      open.push(item);
    }
  }
  if (open.length > 0) {
    const forms = new Map<string, ItemForm>();
    const written = await deps.database.transaction((tx) => writeBatch(tx, deps, open, { author, forms }), {
      retryDuplicates: true,
    });
    for (const [key, one] of written) {
      stored.set(key, one);
    }
  }
  return items.flatMap(({ contentKey }) => stored.get(contentKey) ?? []);
}

async function writeBatch(
  tx: Tx,
  deps: StoreDeps,
  items: readonly RawItem[],
  { author, forms }: { author: Author | null; forms: Map<string, ItemForm> },
): Promise<Map<string, Stored>> {
  const keys = items.map(({ contentKey }) => contentKey);
  const before = byKey(await lockContentRows(tx, keys));
  const now = await readDatabaseClock(tx);
  const dueAt = new Date(now.getTime() + deps.claimSeconds * 1_000);
  const cause = author === null ? 'import' : 'item';
  const formOf = (item: RawItem): ItemForm => {
    const form =
      forms.get(item.contentKey) ?? formItem(item, { now: deps.now(now), defaultPartner: deps.defaultPartner });
    forms.set(item.contentKey, form);
    return form;
  };

  await insertContent(
    tx,
    items.filter(({ contentKey }) => !before.has(contentKey)).map((item) => formOf(item).write),
    { now, dueAt, cause },
  );
  const touched = new Set<string>();
  for (const item of items) {
    const row = before.get(item.contentKey);
    if (row === undefined) {
      continue;
    }
    const same = isSame(row, item);
    const undecided = row.decided_revision !== row.revision;
    if (same && !undecided) {
      continue;
    }
    const form = formOf(item);
    const revise = row.deleted === 1 || !row.document_hash.equals(form.write.documentHash);
    if (same && !revise) {
      await claimAgain(tx, row.id, dueAt);
      continue;
    }
    // One revision stands for one form, always: an undecided row whose form moved on with the clock is revised too.
    await updateContent(tx, row.id, form.write, { now, dueAt, revise: revise || undecided, touch: !same, cause });
    if (!same) {
      touched.add(item.contentKey);
    }
  }

  const after = byKey(await readContentRows(tx, keys));
  if (author !== null) {
    const written = keys.filter((key) => !before.has(key) || touched.has(key));
    await deps.audit.append(
      tx,
      author,
      written.map((key) => auditEntry(key, before.get(key), after.get(key))),
    );
  }
  return new Map(
    items.flatMap((item): [string, Stored][] => {
      const row = after.get(item.contentKey);
      if (row === undefined) {
        return [];
      }
      const outcome = !before.has(item.contentKey) ? 'created' : touched.has(item.contentKey) ? 'changed' : 'unchanged';
      const document = describe(row, item, outcome, forms.get(item.contentKey));
      const undecided = row.decided_revision !== row.revision;
      return [[item.contentKey, undecided ? { document, claim: claimOf(row, formOf(item)) } : { document }]];
    }),
  );
}

/** An item that was gone comes as a new one. Where the hashes are the same, only what nobody decides on has changed. */
function auditEntry(contentKey: string, before: ContentRow | undefined, after: ContentRow | undefined): AuditEntry {
  const hash = (row: ContentRow | undefined): string | null =>
    row === undefined || row.deleted === 1 ? null : row.document_hash.toString('hex');
  return { action: 'content.store', subject: contentKey, customer: null, before: hash(before), after: hash(after) };
}

function isSame(row: ContentRow, item: RawItem): boolean {
  return row.deleted === 0 && row.raw_hash.equals(item.rawHash);
}

function describe(
  row: ContentRow,
  item: RawItem,
  outcome: 'created' | 'changed' | 'unchanged',
  form?: ItemForm,
): StoredDocument {
  return {
    contentKey: item.contentKey,
    outcome,
    contentId: row.id,
    revision: row.revision,
    faults: form?.faults ?? [],
    undecided: row.decided_revision !== row.revision,
  };
}

function claimOf(row: ContentRow, form: ItemForm): ItemClaim {
  return {
    contentId: row.id,
    contentKey: row.content_key,
    contentType: row.type,
    uuid: row.uuid,
    revision: row.revision,
    ticket: row.document_ticket,
    state: { projection: form.projection, search: form.search, restricted: form.restricted },
  };
}

function byKey(rows: readonly ContentRow[]): Map<string, ContentRow> {
  return new Map(rows.map((row) => [row.content_key, row]));
}
