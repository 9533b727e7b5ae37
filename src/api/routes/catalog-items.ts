import { Lru } from '../../kernel/lru.ts';
import type { CatalogContext } from '../../inclusion/port.ts';
import type { PlatformAddresses, Replication } from '../../replication/port.ts';
import { knowsRestricted, shownIn, type Version } from '../versions.ts';
import { completeContent, prepareContent, type PreparedContent } from './present-catalog-content.ts';

/** Characters of items that are kept, some 15,000 each, and nearly as many bytes. */
const remembered = 64_000_000;

/** An item as JSON text. `language`: in which it has texts that were asked for; null: only its own. */
export interface WrittenItem {
  text: string;
  language: string | null;
}

interface Kept {
  version: string;
  /** Null for what is not shown. */
  content: PreparedContent | null;
}

function charactersOf({ version, content }: Kept): number {
  const runs = content?.runs ?? [];
  return runs.reduce((sum, { text }) => sum + text.length, version.length + (content?.text.length ?? 0));
}

type Reader = Pick<Replication, 'read' | 'readVersions' | 'translated'>;

/**
 * Items as members of catalogs, as JSON text. What does not depend on catalog and language is written once and kept; each time the database is asked
 * whether what is kept is what it has, so that no answer is older than its request.
 */
export class CatalogItems {
  readonly #replication: Reader;
  readonly #addresses: PlatformAddresses;
  readonly #prepared = new Lru<Kept>(remembered, charactersOf);

  constructor(deps: { replication: Reader; addresses: PlatformAddresses }) {
    this.#replication = deps.replication;
    this.#addresses = deps.addresses;
  }

  /**
   * One text an item that this version of the API shows, in the order of the ids.
   * @param language with their texts in it, as far as they have any
   */
  async write(
    contentIds: readonly number[],
    catalog: CatalogContext,
    version: Version,
    language?: string,
  ): Promise<WrittenItem[]> {
    const prepared = await this.#prepareFor(contentIds, catalog, version, language);
    return prepared.map((item) => ({
      text: completeContent(item.content, catalog, this.#addresses),
      language: item.language,
    }));
  }

  async #prepareFor(
    contentIds: readonly number[],
    catalog: CatalogContext,
    version: Version,
    language: string | undefined,
  ): Promise<{ content: PreparedContent; language: string | null }[]> {
    // What a query allows changes what its catalogs' courses look like, and so does the clock then.
    const isOwnView = knowsRestricted(version) && catalog.allowedRuns.length > 0;
    if (!isOwnView && language === undefined) {
      return (await this.#prepare(contentIds)).map((content) => ({ content, language: null }));
    }
    const items = shownIn(version, await this.#replication.read(contentIds), catalog.allowedRuns);
    const shown =
      language === undefined
        ? items.map((item) => ({ item, language: null }))
        : await this.#replication.translated(items, language);
    return shown.map(({ item, ...rest }) => ({ content: prepareContent(item, this.#addresses), ...rest }));
  }

  async #prepare(contentIds: readonly number[]): Promise<PreparedContent[]> {
    const versions = await this.#replication.readVersions(contentIds);
    const known = new Map<number, PreparedContent | null>();
    for (const [id, version] of versions) {
      const kept = this.#prepared.get(String(id));
      if (kept?.version === version) {
        known.set(id, kept.content);
      }
    }
    const missing = contentIds.filter((id) => !known.has(id));
    for (const item of await this.#replication.read(missing)) {
      const [shown] = shownIn('v1', [item]);
      const content = shown === undefined ? null : prepareContent(shown, this.#addresses);
      known.set(item.contentId, content);
      this.#prepared.set(String(item.contentId), { version: item.version, content });
    }
    return contentIds.flatMap((id) => known.get(id) ?? []);
  }
}
