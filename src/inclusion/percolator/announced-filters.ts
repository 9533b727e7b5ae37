import type { Terms } from '../../content-index/port.ts';
import type { Projection } from '../../replication/port.ts';
import type { FilterTest } from '../filter/filter-test.ts';
import { isTestable } from '../filter/selection.ts';
import type { Registrable } from './percolator.ts';

/** A filter that percolation may not see yet, and that is asked here for as long. */
export interface AnnouncedFilter {
  queryId: number;
  revision: number;
  test: FilterTest;
}

const noTerms: Terms = new Map();

/** Whether it can be: it compares values, and sees every item as everybody does. */
export function canBeAnnounced({ compiled, usesText, sights }: Registrable): boolean {
  return !usesText && sights.length === 0 && isTestable(compiled);
}

/**
 * What percolation found of an item, as filters that are announced have it: of those it may have seen the revision before.
 * @param found query id → revision as evaluated; written to
 */
export function askAnnounced(
  announced: readonly AnnouncedFilter[],
  projection: Projection,
  found: Map<number, number>,
): Map<number, number> {
  for (const { queryId, revision, test } of announced) {
    if ((found.get(queryId) ?? 0) < revision) {
      found.delete(queryId);
      if (test({ projection, terms: noTerms })) {
        found.set(queryId, revision);
      }
    }
  }
  return found;
}
