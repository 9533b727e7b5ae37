import type { ContentIndices, DocumentOutcome } from '../../content-index/port.ts';
import { IndexRebuild, type IndexRebuildDeps } from '../../kernel/rebuild/index-rebuild.ts';
import type { RebuildOptions } from '../../kernel/rebuild/models.ts';
import type { RebuildParts } from '../../kernel/rebuild/parts.ts';
import { documentOf, type ItemClaim, type Replication } from '../../replication/port.ts';
import { compareContent, type CompareDeps } from './compare-content.ts';
import { findMissing } from './find-missing.ts';
import type { ContentRebuildReport } from './models.ts';
import { PagesAhead } from './pages-ahead.ts';

export interface ContentRebuildDeps extends Omit<IndexRebuildDeps, 'parts'>, CompareDeps {
  contentIndices: ContentIndices;
  replication: Pick<Replication, 'itemsToIndex' | 'settledItems' | 'extent' | 'reviseItems'>;
  /**
   * Before the copy, where search by meaning is on: learns what texts mean from the items as they are now, or forgets other models' places.
   * @param alive called between two pages of items and two rounds of learning
   */
  prepare: (alive: () => Promise<void>) => Promise<unknown> | undefined;
  /** The index that serves from now on finds other items than the one before: memberships that were decided by that one are looked at. */
  lookAtMemberships: () => Promise<void>;
}

/** Documents are some ten kilobytes each, and a page is one request. */
const itemsOfOnePage = 250;
const bareTold = 50;

/**
 * Builds the content index anew while it is used: see `IndexRebuild`. Items come from their rows, not from the old index, so a fault of that
 * one is not copied. Tombstones stay behind, but those of a day.
 * @throws as `IndexRebuild.run`
 */
export async function rebuildContent(deps: ContentRebuildDeps, options: RebuildOptions): Promise<ContentRebuildReport> {
  const { contentIndices, replication, indices } = deps;
  const found: Pick<ContentRebuildReport, 'compared' | 'counts' | 'differences' | 'bare'> = {
    compared: 0,
    counts: {},
    differences: [],
    bare: [],
  };
  const write = async (index: string, items: readonly ItemClaim[]): Promise<number> => {
    const outcomes = await contentIndices.at(index).write(items.map(documentOf));
    const bare = items.flatMap(({ contentKey }, position) => bareOf(contentKey, outcomes[position]));
    found.bare.push(...bare.slice(0, bareTold - found.bare.length));
    return outcomes.filter(({ state }) => state === 'written' || state === 'bare').length;
  };
  const pages = new PagesAhead(replication, itemsOfOnePage);
  const parts: RebuildParts = {
    count: async () => (await replication.extent()).count,
    copyPage: async (index, after, alive) => {
      if (after === 0) {
        await deps.prepare(alive);
      }
      const { items, last } = await pages.read(after);
      return { last, copied: await write(index, items) };
    },
    copyRows: async (index, ids) => write(index, (await replication.itemsToIndex({ ids })).items),
    refresh: (index) => contentIndices.at(index).refresh(),
    missing: (index, alive) => findMissing(replication, contentIndices.at(index), alive),
    compare: async (pair, alive) => {
      const mayAdd = ((await indices.serving())?.version ?? indices.version) < indices.version;
      const { different, ...rest } = await compareContent(deps, { ...pair, mayAdd }, { ...options, alive });
      Object.assign(found, rest);
      return different;
    },
    revise: async (index, ids) => {
      await write(index, (await replication.itemsToIndex({ ids })).items);
      await replication.reviseItems(ids);
    },
    answersChanged: async () => {
      await deps.lookAtMemberships();
      return 0;
    },
  };
  const result = await new IndexRebuild({ ...deps, parts }, options).run();
  return { ...result, ...found, items: (await replication.extent()).count };
}

function bareOf(contentKey: string, outcome: DocumentOutcome | undefined): ContentRebuildReport['bare'] {
  return outcome !== undefined && 'reason' in outcome ? [{ contentKey, reason: outcome.reason }] : [];
}
