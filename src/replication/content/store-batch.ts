import type { AuditEntry, Author } from '../../kernel/audit.ts';
import type { Tx } from '../../kernel/database.ts';
import type { ItemClaim, StoredDocument } from '../port.ts';
import { releaseKeys, takeEntries } from '../quarantine/quarantine-row.mysql.ts';
import { withTranslations } from '../translations/searched-texts.ts';
import { lockContentRows, readContentRows, readSeenRows, type ContentRow } from './content-row.mysql.ts';
import { readDatabaseClock } from './database-clock.mysql.ts';
import { formItem, type ItemForm, type RawItem } from './item-form.ts';
import type { StoreDeps } from './store-content.ts';
import { claimAgain, insertContent, updateContent } from './write-content.mysql.ts';

export interface Stored {
  document: StoredDocument;
  claim?: ItemClaim;
}

/** Of a document that is tried again, its place in quarantine: it is stored only while that still holds it. */
export type Retried = ReadonlyMap<RawItem, { id: number; bodyHash: Buffer }>;

const notRetried: Retried = new Map();

/**
 * Stores documents whose keys differ, in one transaction, and takes what was under these keys out of quarantine.
 * @returns what became of each, in order; those of `retried` that were superseded meanwhile are left out
 */
export async function storeBatch(
  deps: StoreDeps,
  items: readonly RawItem[],
  { author, retried = notRetried }: { author: Author | null; retried?: Retried },
): Promise<Stored[]> {
  if (items.length === 0) {
    return [];
  }
  const known = byKey(
    await readSeenRows(
      deps.database,
      items.map(({ contentKey }) => contentKey),
    ),
  );
  const stored = new Map<string, Stored>();
  const open: RawItem[] = [];
  for (const item of items) {
    const row = known.get(item.contentKey);
    // The gate compares with what was decided: the same document again, undecided, is work that its writer left behind.
    const settled = row !== undefined && isSame(row, item) && row.decided_revision === row.revision;
    // With something in quarantine it is judged under the row's lock: a retry may be putting that over the row now.
    if (settled && row.quarantined === 0 && !retried.has(item)) {
      stored.set(item.contentKey, { document: describe(row, item, 'unchanged') });
    } else {
      open.push(item);
    }
  }
  if (open.length > 0) {
    const forms = new Map<string, ItemForm>();
    const written = await deps.database.transaction((tx) => writeBatch(tx, deps, open, { author, forms, retried }), {
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
  wanted: readonly RawItem[],
  { author, forms, retried }: { author: Author | null; forms: Map<string, ItemForm>; retried: Retried },
): Promise<Map<string, Stored>> {
  const before = byKey(
    await lockContentRows(
      tx,
      wanted.map(({ contentKey }) => contentKey),
    ),
  );
  const items = await release(tx, wanted, retried);
  if (items.length === 0) {
    return new Map();
  }
  const keys = items.map(({ contentKey }) => contentKey);
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
  const claims = await withTranslations(
    tx,
    items.flatMap((item) => {
      const row = after.get(item.contentKey);
      return row === undefined || row.decided_revision === row.revision ? [] : [claimOf(row, formOf(item))];
    }),
  );
  const claimed = new Map(claims.map((claim) => [claim.contentKey, claim]));
  return new Map(
    items.flatMap((item): [string, Stored][] => {
      const row = after.get(item.contentKey);
      if (row === undefined) {
        return [];
      }
      const outcome = !before.has(item.contentKey) ? 'created' : touched.has(item.contentKey) ? 'changed' : 'unchanged';
      const document = describe(row, item, outcome, forms.get(item.contentKey));
      const claim = claimed.get(item.contentKey);
      return [[item.contentKey, claim === undefined ? { document } : { document, claim }]];
    }),
  );
}

/** Empties quarantine of what is stored now; the rows are locked, so no retry comes between. @returns what is to be stored */
async function release(tx: Tx, items: readonly RawItem[], retried: Retried): Promise<readonly RawItem[]> {
  if (retried.size === 0) {
    await releaseKeys(
      tx,
      items.map(({ contentKey }) => contentKey),
    );
    return items;
  }
  const taken = await takeEntries(tx, [...retried.values()]);
  return items.filter((item) => taken.has(retried.get(item)?.id ?? 0));
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

function byKey<Row extends ContentRow>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.content_key, row]));
}
