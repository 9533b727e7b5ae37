import { setImmediate } from 'node:timers/promises';
import type { Tx } from '../../kernel/database.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import { recordHeard } from '../heard/record-heard.mysql.ts';
import type { ItemClaim, StoredDocument, WhileStoring } from '../port.ts';
import { readEntriesOf, releaseEntries, takeEntries } from '../quarantine/quarantine-row.mysql.ts';
import { readSearchedTexts, withTexts } from '../translations/searched-texts.ts';
import { BatchForms } from './batch-forms.ts';
import {
  findContentIds,
  lockContentRows,
  readContentRows,
  readSeenRows,
  type ContentRow,
} from './content-row.mysql.ts';
import { readDatabaseClock } from './database-clock.mysql.ts';
import { fieldsChanged } from './fields-changed.ts';
import { stopsForm } from './form-gate.ts';
import type { ItemForm, RawItem } from './item-form.ts';
import { isLate } from './is-late.ts';
import { readBodies } from './read-bodies.mysql.ts';
import { recordStored } from './record-stored.ts';
import { countGates, heardOf, type Retried, type Stored } from './stored.ts';
import type { SourcedOptions, StoreDeps } from './store-content.ts';
import { claimAgain, insertContent, updateContent, writeBodies, type ContentUpdate } from './write-content.mysql.ts';

const notRetried: Retried = new Map();

/** Documents in one transaction: short locks, and a batch that must be run again costs little. */
const batch = 100;

/**
 * Stores documents whose keys differ, and takes what was under these keys out of quarantine. What is stored already costs one look at all of
 * them, without a lock; the others go in transactions of 100.
 * @returns what became of each, in order; those of `retried` that were superseded meanwhile are left out
 */
export async function storeBatch(
  deps: StoreDeps,
  items: readonly RawItem[],
  {
    author,
    source,
    via = null,
    askedAt,
    beforeWrite,
    whileStoring,
    retried = notRetried,
  }: SourcedOptions & { retried?: Retried },
): Promise<Stored[]> {
  if (items.length === 0) {
    return [];
  }
  const doing = whileStoring?.(items.length);
  const [seen, formsOfFew] = await Promise.all([
    readSeenRows(
      deps.database,
      items.map(({ contentKey }) => contentKey),
    ),
    doing && formsAhead(deps, items),
  ]);
  const known = byKey(seen);
  const stored = new Map<string, Stored>();
  const open: RawItem[] = [];
  for (const item of items) {
    const row = known.get(item.contentKey);
    // The gate compares with what was decided: the same document again, undecided, is work that its writer left behind.
    const settled = row !== undefined && isSame(row, item) && row.decided_revision === row.revision;
    // With something in quarantine it is judged under the row's lock: a retry may be putting that over the row now.
    if (settled && row.quarantined === 0 && !retried.has(item)) {
      stored.set(item.contentKey, { fate: 'settled', document: describe(row, item, 'unchanged'), stoppedBy: 'raw' });
    } else {
      open.push(item);
    }
  }
  for (let start = 0; start < open.length; start += batch) {
    const some = open.slice(start, start + batch);
    await beforeWrite?.(some.map(({ contentKey }) => contentKey).filter((key) => known.has(key)));
    const forms = formsOfFew ?? new BatchForms(deps);
    if (doing !== undefined) {
      const now = seen[0]?.now ?? (await readDatabaseClock(deps.database));
      const changes = some.filter((item) => !isDecidedAs(known.get(item.contentKey), forms.of(item, now)));
      await doing.begin(changes.map((item) => forms.of(item, now)));
    }
    const write = (decides?: WhileStoring): Promise<Map<string, Stored>> =>
      deps.database.transaction(
        async (tx) => {
          const results = await writeBatch(tx, deps, some, {
            ...{ author, source, askedAt, decides },
            ...{ known, forms, retried },
          });
          if (retried.size === 0) {
            await recordHeard(tx, heardOf(results.values()), { source, via });
          }
          return results;
        },
        { retryDuplicates: true },
      );
    for (const [key, one] of await withoutWhatFails(write, doing)) {
      stored.set(key, one);
    }
  }
  countGates(deps, [...stored.values()]);
  return items.flatMap(({ contentKey }) => stored.get(contentKey) ?? []);
}

/** For whoever waits: while the engines are asked. In vain where it is stored already. */
async function formsAhead(deps: StoreDeps, items: readonly RawItem[]): Promise<BatchForms> {
  // When the requests are sent.
  await setImmediate();
  const forms = new BatchForms(deps);
  forms.makeAhead(items);
  return forms;
}

/** What cannot be decided is stored all the same: whoever decides it then tells why not. @throws UnavailableError */
async function withoutWhatFails<T>(
  write: (decides?: WhileStoring) => Promise<T>,
  decides: WhileStoring | undefined,
): Promise<T> {
  try {
    return await write(decides);
  } catch (error) {
    if (decides === undefined || error instanceof UnavailableError) {
      throw error;
    }
    return write();
  }
}

async function writeBatch(
  tx: Tx,
  deps: StoreDeps,
  wanted: readonly RawItem[],
  {
    author,
    source,
    askedAt,
    decides,
    known,
    forms,
    retried,
  }: Pick<SourcedOptions, 'author' | 'source' | 'askedAt'> & {
    decides: WhileStoring | undefined;
    known: ReadonlyMap<string, ContentRow>;
    forms: BatchForms;
    retried: Retried;
  },
): Promise<Map<string, Stored>> {
  const wantedKeys = wanted.map(({ contentKey }) => contentKey);
  const ids = await findContentIds(tx, wantedKeys, known);
  // Texts are long, and those of an item that comes again as it is are not looked at.
  const comeAgain = wanted.filter((item) => isSame(known.get(item.contentKey), item));
  const again = new Set(comeAgain.map(({ contentKey }) => known.get(contentKey)?.id));
  const [rows, bodies, translations, entries, now] = await Promise.all([
    lockContentRows(tx, ids),
    readBodies(
      tx,
      ids.filter((id) => !again.has(id)),
    ),
    readSearchedTexts(tx, ids),
    readEntriesOf(tx, wantedKeys),
    readDatabaseClock(tx),
  ]);
  const before = byKey(rows);
  const comesLate = (item: RawItem): boolean => isLate(before.get(item.contentKey), item, { source, askedAt });
  const inTime = wanted.filter((item) => !comesLate(item));
  const items = await release(tx, inTime, { retried, entries });
  const late = wanted.flatMap((item): [string, Stored][] => {
    const row = before.get(item.contentKey);
    return row === undefined || retried.has(item) || !comesLate(item)
      ? []
      : [[item.contentKey, { fate: 'older', document: describe(row, item, 'unchanged') }]];
  });
  if (items.length === 0) {
    return new Map(late);
  }
  const changedSince = items
    .filter((item) => !isSame(before.get(item.contentKey), item))
    .flatMap(({ contentKey }) => before.get(contentKey)?.id ?? [])
    .filter((id) => again.has(id));
  for (const [id, body] of await readBodies(tx, changedSince)) {
    bodies.set(id, body);
  }
  const keys = items.map(({ contentKey }) => contentKey);
  const dueAt = new Date(now.getTime() + deps.claimSeconds * 1_000);
  const cause = author === null ? 'import' : 'item';
  const asked = source === 'upstream' ? (askedAt ?? null) : null;
  const formOf = (item: RawItem): ItemForm => forms.of(item, now);

  const created = items.filter(({ contentKey }) => !before.has(contentKey)).map(formOf);
  await insertContent(
    tx,
    created.map(({ write }) => write),
    { now, dueAt, cause, source, askedAt: asked },
  );
  const touched = new Set<string>();
  const moved = new Set<string>();
  const updates: ContentUpdate[] = [];
  const fields = new Map<string, string[]>();
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
    if (same && row.document_hash.equals(form.write.documentHash)) {
      await claimAgain(tx, row.id, dueAt);
      continue;
    }
    const body = same || row.deleted_at !== null ? undefined : bodies.get(row.id);
    if (body !== undefined) {
      fields.set(item.contentKey, fieldsChanged(body.raw, item.raw));
    }
    // One revision stands for one projection, always: an undecided row whose form moved on with the clock is revised too.
    const stoppedBy = body === undefined || undecided ? 'none' : stopsForm({ ...row, ...body }, form);
    updates.push({ id: row.id, write: form.write, stoppedBy, another: !same });
    (same ? moved : touched).add(item.contentKey);
  }
  await updateContent(tx, updates, { now, dueAt, cause, source, askedAt: asked });
  await writeBodies(tx, updates);

  const after = byKey(await readContentRows(tx, keys));
  const outcomeOf = (key: string): 'created' | 'changed' | 'unchanged' =>
    !before.has(key) ? 'created' : touched.has(key) ? 'changed' : 'unchanged';
  await recordStored(tx, {
    ...{ audit: deps.audit, author, source, now },
    written: [...after.values()]
      .map((row) => ({ row, key: row.content_key }))
      .map(({ row, key }) => ({
        ...{ row, before: before.get(key), fields: fields.get(key) },
        change: outcomeOf(key) === 'unchanged' ? (moved.has(key) ? 'moved' : 'none') : 'stored',
      })),
  });
  const gates = new Map(updates.map(({ id, stoppedBy }) => [id, stoppedBy]));
  const claims = withTexts(
    translations,
    items.flatMap((item) => {
      const row = after.get(item.contentKey);
      const isWork = row !== undefined && (row.decided_revision !== row.revision || gates.get(row.id) === 'projection');
      return isWork ? [claimOf(row, formOf(item))] : [];
    }),
  );
  await decides?.decide(tx, claims);
  const claimed = new Map(claims.map((claim) => [claim.contentKey, claim]));
  return new Map([
    ...late,
    ...items.flatMap((item): [string, Stored][] => {
      const row = after.get(item.contentKey);
      if (row === undefined) {
        return [];
      }
      const document = describe(row, item, outcomeOf(item.contentKey), forms.get(item.contentKey));
      const claim = claimed.get(item.contentKey);
      const stoppedBy = gates.get(row.id) ?? (claim === undefined ? 'raw' : 'none');
      return [[item.contentKey, { fate: 'taken', document, stoppedBy, ...(claim === undefined ? {} : { claim }) }]];
    }),
  ]);
}

/**
 * Empties quarantine of what is stored now; the rows are locked, so no retry comes between.
 * @param quarantine.entries those of the items' keys
 * @returns what is to be stored
 */
async function release(
  tx: Tx,
  items: readonly RawItem[],
  { retried, entries }: { retried: Retried; entries: readonly { id: number; content_key: string }[] },
): Promise<readonly RawItem[]> {
  if (retried.size === 0) {
    const keys = new Set(items.map(({ contentKey }) => contentKey));
    await releaseEntries(
      tx,
      entries.filter(({ content_key: key }) => keys.has(key)).map(({ id }) => id),
    );
    return items;
  }
  const taken = await takeEntries(tx, [...retried.values()]);
  return items.filter((item) => taken.has(retried.get(item)?.id ?? 0));
}

function isSame(row: ContentRow | undefined, item: RawItem): boolean {
  return row?.deleted_at === null && row.raw_hash.equals(item.rawHash);
}

/** Whether filters see it as they did. */
function isDecidedAs(row: ContentRow | undefined, { write }: ItemForm): boolean {
  return row?.decided_revision === row?.revision && row?.document_hash.equals(write.documentHash) === true;
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
    decided: row.decided_revision === row.revision,
    state: { projection: form.projection, search: form.search, restricted: form.restricted },
  };
}

function byKey<Row extends ContentRow>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.content_key, row]));
}
