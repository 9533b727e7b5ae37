import { Lru } from '../../kernel/lru.ts';
import type { CatalogContext } from '../../inclusion/port.ts';
import type { PlatformAddresses, Replication } from '../../replication/port.ts';
import { knowsRestricted, shownIn, type Version } from '../versions.ts';
import { completeContent, prepareContent, type PreparedContent } from './present-catalog-content.ts';

/** Items that are kept as text, some 15 kB each. */
const remembered = 1_000;

/**
 * Items as members of catalogs, as JSON text. What does not depend on the catalog is written once and kept; each time the database is asked
 * whether what is kept is what it has, so that no answer is older than its request.
 */
export class CatalogItems {
  readonly #replication: Pick<Replication, 'read' | 'readVersions'>;
  readonly #addresses: PlatformAddresses;
  readonly #prepared = new Lru<{ version: string; content: PreparedContent | null }>(remembered);

  constructor(deps: { replication: Pick<Replication, 'read' | 'readVersions'>; addresses: PlatformAddresses }) {
    this.#replication = deps.replication;
    this.#addresses = deps.addresses;
  }

  /** One text an item that this version of the API shows, in the order of the ids. */
  async write(contentIds: readonly number[], catalog: CatalogContext, version: Version): Promise<string[]> {
    // What a query allows changes what its catalogs' courses look like, and so does the clock then.
    const prepared =
      knowsRestricted(version) && catalog.allowedRuns.length > 0
        ? shownIn(version, await this.#replication.read(contentIds), catalog.allowedRuns).map((item) =>
            prepareContent(item, this.#addresses),
          )
        : await this.#prepare(contentIds);
    return prepared.map((content) => completeContent(content, catalog, this.#addresses));
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
