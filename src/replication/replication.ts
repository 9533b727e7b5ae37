import type { Author } from '../kernel/audit.ts';
import { claimUndecided } from './content/claim-content.ts';
import { reviseOlderForms } from './content/form-anew.mysql.ts';
import { findContent } from './content/find-content.ts';
import { listContent, readContent, readVersions } from './content/list-content.ts';
import { formVersion } from './content/item-form.ts';
import { refreshDue } from './content/refresh-due.ts';
import { removeContent } from './content/remove-content.ts';
import { storeContent, type StoreDeps } from './content/store-content.ts';
import { seenItems } from './content/variants.ts';
import type {
  ContentItem,
  ContentPage,
  ItemClaim,
  RefreshCause,
  RefreshJob,
  Replication,
  SeenItem,
  Sight,
  StoreResult,
} from './port.ts';
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
    { author, leave = false }: { author: Author | null; leave?: boolean },
  ): Promise<StoreResult> {
    if (!leave) {
      return storeContent(this.#deps, documents, author);
    }
    const { documents: stored } = await storeContent({ ...this.#deps, claimSeconds: 0 }, documents, author);
    return { documents: stored, claims: [] };
  }

  refreshContent(contentKeys: readonly string[], cause: RefreshCause): Promise<RefreshJob> {
    return refreshContent(this.#deps, contentKeys, cause);
  }

  readRefresh(uuid: string): Promise<RefreshJob | undefined> {
    return readRefresh(this.#deps.database, uuid);
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
}
