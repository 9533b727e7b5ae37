import type { Author } from '../kernel/audit.ts';
import { claimById, claimUndecided, readClaims } from './content/claim-content.ts';
import { reviseOlderForms } from './content/form-anew.mysql.ts';
import { findContent, locateContent } from './content/find-content.ts';
import { readExtent, readIdsToIndex, readSettled } from './content/indexed-items.mysql.ts';
import { listContent, listNamedContent, readContent, readCurrent, readVersions } from './content/list-content.ts';
import { formVersion } from './content/item-form.ts';
import { refreshDue } from './content/refresh-due.ts';
import { removeContent } from './content/remove-content.ts';
import { reviseItems } from './content/revise-items.mysql.ts';
import { rewriteDocuments } from './content/rewrite-documents.mysql.ts';
import { staleForms } from './content/stale-forms.ts';
import { formAnew } from './content/stale-forms.mysql.ts';
import { storeContent, type StoreDeps } from './content/store-content.ts';
import { seenItems } from './content/variants.ts';
import { contentFeed } from './feed/read-changes.mysql.ts';
import { readContentFeed } from './feed/read-feed.ts';
import { tellUntold } from './feed/tell-untold.mysql.ts';
import { readContentHistory } from './heard/read-history.ts';
import type {
  ChosenItems,
  ContentChanges,
  ContentHistory,
  ContentItem,
  ContentPage,
  ContentSource,
  ItemClaim,
  NewTranslation,
  QuarantineCounts,
  QuarantineEntry,
  QuarantinedDocument,
  RefreshCause,
  RefreshJob,
  Replication,
  Retry,
  SeenItem,
  SettledItem,
  Sight,
  Source,
  StoreOptions,
  StoreResult,
  Translation,
  TranslationOutcome,
} from './port.ts';
import { discardOldEntries, discardQuarantined } from './quarantine/discard-quarantined.ts';
import { countQuarantine, listQuarantine, readQuarantined } from './quarantine/read-quarantine.ts';
import { retryQuarantined } from './quarantine/retry-quarantined.ts';
import { storeTranslations } from './translations/store-translations.ts';
import { pendingSources, translated, translationsOf } from './translations/translated.ts';
import { readUnheardSeconds } from './upstream/poll/unheard.ts';
import { readRefresh, refreshContent } from './upstream/refresh-jobs.ts';

export interface ReplicationDeps extends StoreDeps {
  /** Whether there is an upstream to ask. */
  hasUpstream: boolean;
  /** How long the feed of content is kept. */
  historyDays: number;
  /** How long a document waits in quarantine after it came last; 0: for ever. */
  quarantineDays: number;
}

const dropEveryMilliseconds = 600_000;

/** The room's port, on its real stores. */
export class MysqlReplication implements Replication {
  readonly #deps: ReplicationDeps;
  /** When what is too old was looked for the last time. */
  #droppedAt = -Infinity;

  constructor(deps: ReplicationDeps) {
    this.#deps = deps;
  }

  async store(
    documents: readonly unknown[],
    { leave = false, ...given }: StoreOptions & { leave?: boolean },
  ): Promise<StoreResult> {
    const options = { source: given.author === null ? ('import' as const) : ('api' as const), ...given };
    if (!leave) {
      return storeContent(this.#deps, documents, options);
    }
    return { ...(await storeContent({ ...this.#deps, claimSeconds: 0 }, documents, options)), claims: [] };
  }

  refreshContent(contentKeys: readonly string[], cause: RefreshCause): Promise<RefreshJob> {
    return refreshContent(this.#deps, contentKeys, cause);
  }

  readRefresh(uuid: string): Promise<RefreshJob | undefined> {
    return readRefresh(this.#deps.database, uuid);
  }

  listQuarantine(page: { after: number; offset: number; limit: number }): Promise<{
    count: number;
    entries: QuarantineEntry[];
  }> {
    return listQuarantine(this.#deps.database, page);
  }

  readQuarantined(id: number): Promise<QuarantinedDocument | undefined> {
    return readQuarantined(this.#deps.database, id);
  }

  retryQuarantined(
    which: { ids: readonly number[] } | { after: number; limit: number },
    author: Author,
  ): Promise<Retry> {
    return retryQuarantined(this.#deps, which, author);
  }

  discardQuarantined(ids: readonly number[], author: Author): Promise<number[]> {
    return discardQuarantined(this.#deps, ids, author);
  }

  countQuarantine(): Promise<QuarantineCounts> {
    return countQuarantine(this.#deps.database);
  }

  unheardSeconds(): Promise<Readonly<Record<string, number>>> {
    return readUnheardSeconds(this.#deps.database);
  }

  storeTranslations(translations: readonly NewTranslation[], author: Author): Promise<TranslationOutcome[]> {
    return storeTranslations(this.#deps, translations, author);
  }

  translationsOf(item: ContentItem): Promise<Translation[]> {
    return translationsOf(this.#deps.database, item);
  }

  translated(
    items: readonly ContentItem[],
    language: string,
  ): Promise<{ item: ContentItem; language: string | null }[]> {
    return translated(this.#deps.database, items, language);
  }

  pendingSources(page: {
    language: string;
    after: number;
    limit: number;
  }): Promise<{ sources: Source[]; last: number | null }> {
    return pendingSources(this.#deps.database, page);
  }

  remove(
    contentKeys: readonly string[],
    author: Author | null,
    { source, asOf }: { source: ContentSource; asOf?: Date } = { source: 'api' },
  ): Promise<ItemClaim[]> {
    return removeContent(this.#deps, contentKeys, { author, source, asOf });
  }

  contentChanges(options: { since: string | undefined; limit: number }): Promise<ContentChanges> {
    return readContentFeed(this.#deps.database, options);
  }

  readCurrent(contentIds: readonly number[]): Promise<Map<number, ContentItem>> {
    return readCurrent(this.#deps.database, contentIds);
  }

  async tend(): Promise<void> {
    await contentFeed.number(this.#deps.database);
    if (performance.now() - this.#droppedAt > dropEveryMilliseconds) {
      await contentFeed.dropOld(this.#deps.database, this.#deps.historyDays);
      await discardOldEntries(this.#deps, this.#deps.quarantineDays);
      this.#droppedAt = performance.now();
    }
  }

  contentHistory(keyOrUuid: string): Promise<ContentHistory | undefined> {
    return readContentHistory(this.#deps.database, keyOrUuid);
  }

  tellUntold(): Promise<void> {
    return tellUntold(this.#deps.database);
  }

  claimUndecided(limit: number): Promise<ItemClaim[]> {
    return claimUndecided(this.#deps, limit);
  }

  readClaims(contentIds: readonly number[]): Promise<ItemClaim[]> {
    return readClaims(this.#deps, contentIds);
  }

  refreshDue(limit: number): Promise<{ examined: number; claims: ItemClaim[] }> {
    return refreshDue(this.#deps, limit);
  }

  seenItems(sights: readonly Sight[]): Promise<SeenItem[]> {
    return seenItems(this.#deps, sights);
  }

  reviseOlderForms(): Promise<void> {
    return reviseOlderForms(this.#deps.database, formVersion);
  }

  reviseItems(contentIds: readonly number[]): Promise<void> {
    return reviseItems(this.#deps.database, contentIds);
  }

  staleForms(contentIds: readonly number[]): Promise<number[]> {
    return staleForms(this.#deps, contentIds);
  }

  formAnew(contentIds: readonly number[]): Promise<void> {
    return formAnew(this.#deps.database, contentIds);
  }

  rewriteDocuments(contentIds: readonly number[]): Promise<void> {
    return rewriteDocuments(this.#deps.database, contentIds);
  }

  itemsToIndex(chosen: ChosenItems): Promise<{ items: ItemClaim[]; last: number | undefined }> {
    return this.#deps.database.transaction(async (tx) => {
      const ids = await readIdsToIndex(tx, chosen);
      return { items: await claimById(tx, ids), last: ids.at(-1) };
    });
  }

  async settledItems(chosen: ChosenItems): Promise<SettledItem[]> {
    return 'ids' in chosen && chosen.ids.length === 0 ? [] : readSettled(this.#deps.database, chosen);
  }

  extent(): Promise<{ count: number; last: number }> {
    return readExtent(this.#deps.database);
  }

  locate(
    keyOrUuid: string,
    options: { coerceToCourse: boolean },
  ): Promise<{ contentId: number; version: string } | undefined> {
    return locateContent(this.#deps.database, keyOrUuid, options);
  }

  find(keyOrUuid: string, options: { coerceToCourse: boolean; removed?: true }): Promise<ContentItem | undefined> {
    return findContent(this.#deps.database, keyOrUuid, options);
  }

  read(contentIds: readonly number[]): Promise<ContentItem[]> {
    return readContent(this.#deps.database, contentIds);
  }

  readVersions(contentIds: readonly number[]): Promise<Map<number, string>> {
    return readVersions(this.#deps.database, contentIds);
  }

  list(page: ContentPage): Promise<{ count: number; items: ContentItem[] }> {
    return listContent(this.#deps.database, page);
  }

  listNamed(
    identifiers: readonly string[],
    page: ContentPage,
  ): Promise<{ count: number; items: ContentItem[]; unknown: string[] }> {
    return listNamedContent(this.#deps.database, identifiers, page);
  }
}
