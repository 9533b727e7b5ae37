import type { Author } from '../kernel/audit.ts';
import { claimUndecided } from './content/claim-content.ts';
import { reviseOlderForms } from './content/form-anew.mysql.ts';
import { findContent } from './content/find-content.ts';
import { listContent, listNamedContent, readContent, readVersions } from './content/list-content.ts';
import { formVersion } from './content/item-form.ts';
import { refreshDue } from './content/refresh-due.ts';
import { removeContent } from './content/remove-content.ts';
import { reviseDecidedItems } from './content/revise-items.mysql.ts';
import { storeContent, type StoreDeps } from './content/store-content.ts';
import { seenItems } from './content/variants.ts';
import type {
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
  Sight,
  Source,
  StoreResult,
  Translation,
  TranslationOutcome,
} from './port.ts';
import { countQuarantine, listQuarantine, readQuarantined } from './quarantine/read-quarantine.ts';
import { retryQuarantined } from './quarantine/retry-quarantined.ts';
import { storeTranslations } from './translations/store-translations.ts';
import { pendingSources, translated, translationsOf } from './translations/translated.ts';
import { readRefresh, refreshContent } from './upstream/refresh-jobs.ts';

export interface ReplicationDeps extends StoreDeps {
  /** Whether there is an upstream to ask. */
  hasUpstream: boolean;
}

/** The room's port, on its real stores. */
export class MysqlReplication implements Replication {
  readonly #deps: ReplicationDeps;

  constructor(deps: ReplicationDeps) {
    this.#deps = deps;
  }

  async store(
    documents: readonly unknown[],
    {
      author,
      leave = false,
      source = author === null ? 'import' : 'api',
    }: { author: Author | null; leave?: boolean; source?: ContentSource },
  ): Promise<StoreResult> {
    if (!leave) {
      return storeContent(this.#deps, documents, { author, source });
    }
    const { documents: stored } = await storeContent({ ...this.#deps, claimSeconds: 0 }, documents, { author, source });
    return { documents: stored, claims: [] };
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

  countQuarantine(): Promise<QuarantineCounts> {
    return countQuarantine(this.#deps.database);
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

  remove(contentKeys: readonly string[], author: Author | null): Promise<ItemClaim[]> {
    return removeContent(this.#deps, contentKeys, author);
  }

  claimUndecided(limit: number): Promise<ItemClaim[]> {
    return claimUndecided(this.#deps, limit);
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

  reviseOlderDocuments(contentIds: readonly number[]): Promise<void> {
    return reviseDecidedItems(this.#deps.database, contentIds);
  }

  find(keyOrUuid: string, options: { coerceToCourse: boolean }): Promise<ContentItem | undefined> {
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
