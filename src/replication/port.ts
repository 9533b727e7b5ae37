import type { Author } from '../kernel/audit.ts';
import type { Tx } from '../kernel/database.ts';
import type { Fault } from '../kernel/errors.ts';
import type { RunDrift } from './drift/drift-reports.ts';
import type { SearchFields } from '../content-index/port.ts';
import type { ChosenItems, SettledItem } from './content/indexed-items.mysql.ts';
import type { ContentChanges } from './feed/models.ts';
import type { ContentHistory } from './heard/models.ts';
import type { Projection } from './projection/project.ts';
import type { NewTranslation, Source, Translation, TranslationOutcome } from './translations/models.ts';
import type {
  ContentSource,
  QuarantineCounts,
  QuarantineEntry,
  QuarantinedDocument,
  Retry,
} from './quarantine/models.ts';

/** What the other rooms may ask of replication: the language of items (fields, values), and the items themselves. */
export {
  fields,
  fieldByName,
  foldCase,
  keywordToken,
  readBoolean,
  readInstant,
  readNumber,
} from './projection/fields.ts';
export { documentOf } from './content/document-of.ts';
export type { ChosenItems, SettledItem } from './content/indexed-items.mysql.ts';
export { visibleContent } from './content/visible-content.ts';
export { publishedSchemas } from './contract/published-schemas.ts';
export { contentTypes } from './contract/raw-content.ts';
export { enrollmentUrl, enrolmentOf, withCampaign, xapiActivityId } from './links/content-address.ts';
export type { Enrolment, PlatformAddresses } from './links/content-address.ts';
export type { Field, FieldName } from './projection/fields.ts';
export { withoutTexts } from './projection/project.ts';
export type { Projection };
export type { DriftChange } from './drift/profile.ts';
export type { RunDrift } from './drift/drift-reports.ts';
export type * from './feed/models.ts';
export type * from './heard/models.ts';
export type * from './quarantine/models.ts';
export { translatedMembers } from './translations/models.ts';
export type * from './translations/models.ts';

/**
 * A changed item and the right to decide it: whoever stored or claimed it decides its memberships, until the deadline in
 * its row passes; then a worker takes over. `ticket` is the claim's number and the version of the document to write.
 */
export interface ItemClaim {
  contentId: number;
  contentKey: string;
  contentType: string;
  uuid: string | null;
  revision: number;
  ticket: number;
  /** Its memberships are those of this revision: filters see it as they did, and only its document is to be written. */
  decided: boolean;
  /** `removed`: the item is gone; it leaves every query and its document becomes a tombstone. */
  state: ItemState | 'removed';
}

/** What filters and searches see of an item. */
export interface ItemState {
  projection: Projection;
  search: SearchFields;
  /** It has runs, or is one, that only queries which name them see; those see another projection of it. */
  restricted: boolean;
}

/** How a query sees one item: with these restricted runs. Of a run that is seen, the list is that run. */
export interface Sight {
  contentKey: string;
  /** Sorted. */
  runs: readonly string[];
}

/** An item as one such query sees it, of the revision that its row had when it was read. */
export interface SeenItem {
  contentId: number;
  revision: number;
  sight: Sight;
  /** Of its restricted runs those that the sight allows; such a run itself. */
  allowed: readonly string[];
  projection: Projection;
}

export type StoreOutcome = 'created' | 'changed' | 'unchanged';

/** One document's fate, in the order given. `contentKey` is null when the document has none that can be read. */
export type StoredDocument =
  | {
      contentKey: string;
      outcome: StoreOutcome;
      contentId: number;
      revision: number;
      faults: FieldFault[];
      undecided: boolean;
    }
  | { contentKey: string | null; outcome: 'refused'; errors: Fault[] };

/** A value that could not be read as its field's type, and counts as missing. */
export interface FieldFault {
  field: string;
  /** The value as JSON, cut short. */
  value: string;
  detail: string;
}

export interface StoreOptions {
  author: Author | null;
  source?: ContentSource;
  via?: string | null;
  askedAt?: Date | undefined;
  beforeWrite?: (contentKeys: readonly string[]) => Promise<void>;
  whileStoring?: ((items: number) => WhileStoring | undefined) | undefined;
}

/** What is done of items while they are stored. */
export interface WhileStoring {
  /** Some may get these states; claims have the same projections, not equal ones. Resolves when the transaction may begin. */
  begin(states: readonly ItemState[]): Promise<void>;
  /** They are written, and may be decided before they are committed. Those that are not are left as they are; those of a transaction that is run again, too. */
  decide(tx: Tx, claims: readonly ItemClaim[]): Promise<void>;
}

export interface StoreResult {
  documents: StoredDocument[];
  /** What the caller must hand to inclusion now: everything of this call that is not decided yet. */
  claims: ItemClaim[];
  /**
   * Keys of documents that upstream gave, older by their own word than one that it gave before, or asked for before it said that the item is
   * gone: they were passed over, and count as unchanged.
   */
  older: string[];
}

/** An item as the v1 API shows it. */
export interface ContentItem {
  contentId: number;
  contentKey: string;
  contentType: string;
  parentKey: string | null;
  /** The upstream document as it was received. */
  raw: Record<string, unknown>;
  normalized: Record<string, unknown>;
  modifiedAt: Date;
  /** Names what is stored: another text, another version. Opaque. */
  version: string;
}

/** A part of a list of content. Removed items and restricted runs are left out. */
export interface ContentPage {
  /** For each run its course, each once. */
  coerceToCourse: boolean;
  /** The id before the page, or the number of named items before it; the page begins `offset` items later. */
  after: number;
  offset: number;
  limit: number;
}

/** Who says that items changed; each has its share of every round, so that a burst of one leaves room for the others. */
export const refreshSources = ['route', 'script', 'refresh_metadata', 'poll'] as const;
export type RefreshSource = (typeof refreshSources)[number];

/**
 * What became of a key: `older` upstream gave a later version before, or said since that it is gone; `missing` it does not have it, `removed` any more; `refused` it breaks the contract; `failed` it could not be
 * had.
 */
export type RefreshOutcome = 'changed' | 'unchanged' | 'older' | 'missing' | 'removed' | 'refused' | 'failed';

/** `partly`: some keys were refused or failed; `failed`: there is no upstream. */
export type RefreshState = 'running' | 'done' | 'partly' | 'failed';

export interface RefreshCause {
  source: RefreshSource;
  author: Author;
  /** What it is done for, up to 40 characters: one job at a time runs for it. */
  subject?: string;
  /** How many items may have vanished is a share of this; of the keys where it is left out. */
  outOf?: number;
}

/** `changes`: what upstream changed since the last run; `full`: everything, and what it does not have any more. */
export const pollKinds = ['changes', 'full'] as const;
export type PollKind = (typeof pollKinds)[number];

/** `partly`: some pages could not be had; `paused`: somebody has to look at it. */
export type PollState = 'open' | 'paused' | 'done' | 'partly' | 'stopped';

/** One poll of upstream. */
export interface PollRun {
  id: number;
  kind: PollKind;
  /** The moment of the clock that it is of. */
  tick: Date;
  state: PollState;
  /** What upstream changed since then was asked for; null: everything. */
  since: Date | null;
  counts: Readonly<Record<string, number>>;
  /** What went wrong, or why it waits. */
  error: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

export interface RefreshProblem {
  contentKey: string;
  outcome: RefreshOutcome | 'waiting';
  detail: string;
}

/** Upstream being asked for items. Numbers are of keys. */
export interface RefreshJob {
  uuid: string;
  source: RefreshSource;
  subject: string | null;
  state: RefreshState;
  requested: number;
  waiting: number;
  /** Upstream gave them: `changed`, `older`, `refused`, and those that are as they were. */
  fetched: number;
  changed: number;
  /** What came is older than what upstream told before, and was passed over. */
  older: number;
  missing: number;
  removed: number;
  refused: number;
  failed: number;
  /** Why it failed as a whole. */
  error: string | null;
  /** The first hundred keys of which something is to be told. */
  problems: RefreshProblem[];
  createdAt: Date;
  finishedAt: Date | null;
}

/** `abandoned`: it has been silent for five minutes, so its process died; told when the next of its kind begins. */
export type SyncRunState = 'running' | 'done' | 'partly' | 'failed' | 'abandoned';

/** One run of a job: an import, a poll, a reconciliation, a rebuild. */
export interface SyncRun {
  id: number;
  kind: string;
  state: SyncRunState;
  /** Host and process. */
  process: string;
  startedAt: Date;
  /** When it last said how far it is. */
  beatAt: Date;
  finishedAt: Date | null;
  counts: Readonly<Record<string, number>>;
  error: string | null;
}

/** A part of the list of runs, the latest first. */
export interface SyncRunPage {
  kind?: string;
  /** The id that the page begins below; without, it begins `offset` runs later. */
  before?: number;
  offset: number;
  limit: number;
}

/** The record of jobs. */
export interface SyncRunRecords {
  list(page: SyncRunPage): Promise<{ count: number; runs: SyncRun[] }>;
  read(id: number): Promise<SyncRun | undefined>;
}

/** What full runs found changed in upstream's fields. */
export interface Drift {
  /** The latest first. */
  list(limit: number): Promise<RunDrift[]>;
}

export interface Replication {
  /**
   * Stores raw upstream documents. A document that breaks the contract is refused alone: it waits in quarantine, and the last good
   * version stays in force; a later good one of the same key takes it out. Unchanged ones write nothing; one that is unchanged but
   * was never decided (its writer died) is claimed again.
   * With `leave` nothing is claimed: the workers decide.
   * @param options.author who the audit log names; null where a run's own record (`sync_run`) tells of it
   * @param options.source by which way they came; without, `import` or `api`, as there is an author or not
   * @param options.via with what they came, see `Heard`
   * @param options.askedAt when upstream was asked for them, or before that, by the database's clock: what it has said since to be gone
   * stays gone. Without, it comes back
   * @param options.beforeWrite is told the keys of stored items that are about to be written anew
   * @param options.whileStoring is asked, when so many items are looked up, what it wants to do of them meanwhile. Items that cannot be stored with it
   * are stored without
   * @throws UnavailableError when the database does not answer; then nothing of the current hundred is stored
   */
  store(documents: readonly unknown[], options: StoreOptions & { leave?: boolean }): Promise<StoreResult>;
  /** What waits in quarantine, by id; from the one that came first. */
  listQuarantine(page: {
    after: number;
    offset: number;
    limit: number;
  }): Promise<{ count: number; entries: QuarantineEntry[] }>;
  readQuarantined(id: number): Promise<QuarantinedDocument | undefined>;
  /**
   * Tries what is in quarantine again, with the contract as it is now: these entries, or up to `limit` past the id `after`. What keeps
   * it is stored like any document.
   * @returns what became of each, by id; none when there is nothing left
   */
  retryQuarantined(
    which: { ids: readonly number[] } | { after: number; limit: number },
    author: Author,
  ): Promise<Retry>;
  /** Forgets these entries: the last good version of each stays in force. @returns the ids of those that were there */
  discardQuarantined(ids: readonly number[], author: Author): Promise<number[]>;
  countQuarantine(): Promise<QuarantineCounts>;
  /**
   * Seconds since the beginning of the last poll that was given everything of a content type, by type; since upstream was polled first,
   * where none was. Empty where it never was.
   */
  unheardSeconds(): Promise<Readonly<Record<string, number>>>;
  /** Texts of items in other languages; each is refused alone. @returns what became of each, in order */
  storeTranslations(translations: readonly NewTranslation[], author: Author): Promise<TranslationOutcome[]>;
  /** Of one item, by language. */
  translationsOf(item: ContentItem): Promise<Translation[]>;
  /** Items with their texts in a language, as far as there are any; `language` is null where there are none. */
  translated(
    items: readonly ContentItem[],
    language: string,
  ): Promise<{ item: ContentItem; language: string | null }[]>;
  /** Of `limit` items past the id `after`, what is not translated or has changed since; `last` is null at the end. */
  pendingSources(page: {
    language: string;
    after: number;
    limit: number;
  }): Promise<{ sources: Source[]; last: number | null }>;
  /**
   * These items changed: asks upstream for them, with a course for its runs, stores what comes and has it decided; workers do it, and it
   * outlives this process. Each time that an item is asked for serves all who waited for it.
   * @returns the job; the one that is running where the subject has one
   * @throws RefusedError when one of these can be no key
   */
  refreshContent(contentKeys: readonly string[], cause: RefreshCause): Promise<RefreshJob>;
  /** A job of the last 30 days. */
  readRefresh(uuid: string): Promise<RefreshJob | undefined>;
  /**
   * Marks items as gone. Unknown and already removed keys are left out of the answer.
   * @param author as in `store`
   * @param said.source who says so; `api` unless told otherwise
   * @param said.asOf since when they are gone, by the database's clock; now unless told otherwise. An answer of upstream that was asked for
   * before that brings none back
   */
  remove(
    contentKeys: readonly string[],
    author: Author | null,
    said?: { source: ContentSource; asOf?: Date },
  ): Promise<ItemClaim[]>;
  /** Claims up to `limit` undecided items that nobody holds: left behind, or refused by an engine that was down. */
  claimUndecided(limit: number): Promise<ItemClaim[]>;
  /** The claims of these items as somebody else holds them: to do what he does, at the same time. Those that are gone are left out. */
  readClaims(contentIds: readonly number[]): Promise<ItemClaim[]>;
  /**
   * Projects anew the items whose answer may change by the clock (`next_transition_at`), up to `limit`.
   * `examined` counts the items that were due, `claims` are those whose form really changed.
   */
  refreshDue(limit: number): Promise<{ examined: number; claims: ItemClaim[] }>;
  /** Of the items that are there and have restricted runs: how each of these sights sees them. Others are left out. */
  seenItems(sights: readonly Sight[]): Promise<SeenItem[]>;
  /**
   * What was stored, moved with the clock and was removed, in the order of the commits; restricted runs included.
   * @param options.since the token of a change: what came after it; `now`: the end; undefined: from the oldest that is kept
   * @throws BadRequestError for what is no token of this feed and database
   * @throws GoneError when what came after it is no longer kept
   */
  contentChanges(options: { since: string | undefined; limit: number }): Promise<ContentChanges>;
  /** Of these ids the items that are there, by id. */
  readCurrent(contentIds: readonly number[]): Promise<Map<number, ContentItem>>;
  /** When an item came last, from where, and what that changed. By content key or uuid; removed items too. */
  contentHistory(keyOrUuid: string): Promise<ContentHistory | undefined>;
  /** Gives changes their places in the feed, and drops what is too old of it and of quarantine. For a worker, now and then. */
  tend(): Promise<void>;
  /** Tells in the feed what programs of a version before have written. */
  tellUntold(): Promise<void>;
  /** Items that an older program formed become due, to be formed anew by a worker. For the start of a process. */
  reviseOlderForms(): Promise<void>;
  /** These items, as far as they are decided, become undecided: what was decided by their documents may be wrong. */
  reviseItems(contentIds: readonly number[]): Promise<void>;
  /** Of these items those whose stored projection is not what their raw documents give now. Undecided and due ones are left out. */
  staleForms(contentIds: readonly number[]): Promise<number[]>;
  /** A worker forms these items anew from their raw documents, and decides those that come out otherwise. */
  formAnew(contentIds: readonly number[]): Promise<void>;
  /** A worker writes the documents of these items anew; nothing is decided. */
  rewriteDocuments(contentIds: readonly number[]): Promise<void>;
  /**
   * The items of which an index must have something, as they are stored, decided or not, by id; claimed by nobody. Of those that are gone,
   * those that went within a day. `last` is undefined at the end.
   */
  itemsToIndex(chosen: ChosenItems): Promise<{ items: ItemClaim[]; last: number | undefined }>;
  /** The decided ones of these, by id: their documents were written. */
  settledItems(chosen: ChosenItems): Promise<SettledItem[]>;
  /** How many items there are, and the last id of any. */
  extent(): Promise<{ count: number; last: number }>;
  /**
   * By content key, uuid (any spelling) or id; undefined when there is none. `coerceToCourse` gives a run's course, `removed` an item
   * that is removed too, as it was last.
   */
  find(keyOrUuid: string, options: { coerceToCourse: boolean; removed?: true }): Promise<ContentItem | undefined>;
  /** Where `find` finds it and in which version, without reading its documents. */
  locate(
    keyOrUuid: string,
    options: { coerceToCourse: boolean },
  ): Promise<{ contentId: number; version: string } | undefined>;
  /** The items of these ids, by id, restricted runs included; whoever shows them asks `visibleContent`. */
  read(contentIds: readonly number[]): Promise<ContentItem[]>;
  /** The versions of these items as they are now, without reading their documents. */
  readVersions(contentIds: readonly number[]): Promise<Map<number, string>>;
  /** All content, by id. */
  list(page: ContentPage): Promise<{ count: number; items: ContentItem[] }>;
  /** What these keys and uuids name, each item once, in their order; `unknown` are those that name nothing. */
  listNamed(
    identifiers: readonly string[],
    page: ContentPage,
  ): Promise<{ count: number; items: ContentItem[]; unknown: string[] }>;
}
