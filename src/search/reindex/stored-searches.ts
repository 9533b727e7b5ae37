import { isDeepStrictEqual } from 'node:util';
import type { Snapshot } from '../../content-index/port.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import { buildSearch } from '../build-search.ts';
import { facets } from '../facets.ts';
import type { Within } from '../port.ts';
import { valuesOf, type SearchAnswer } from '../present-result.ts';
import { leavingOut } from './leaving-out.ts';
import type { ContentCheck, ContentDifference } from './models.ts';

/** A search as `queries/stored-searches.json` has it. */
export interface StoredSearch extends Pick<Within, 'text' | 'chosen' | 'filter' | 'locale' | 'show'> {
  name: string;
}

/** How many of the first results are looked at, and which share of the old index's must be among the new one's. */
const first = 10;
const leastKept = 0.7;

/** Whether stored searches find as many items in both, count every facet alike, and begin with about the same items. */
export function storedSearches(template: RequestTemplate, searches: readonly StoredSearch[]): ContentCheck {
  return {
    name: 'searches',
    run: async ({ serving, candidate, unlike }) => {
      const differences: Omit<ContentDifference, 'check'>[] = [];
      for (const { name, ...within } of searches) {
        const body = leavingOut(
          buildSearch(template, {
            request: { ...within, page: 1, pageSize: first },
            scope: undefined,
            relaxed: null,
          }),
          unlike,
        );
        const [one, other] = await Promise.all([ask(serving, body), ask(candidate, body)]);
        for (const counted of Object.keys(one.counts)) {
          const [before, after] = [one.counts[counted], other.counts[counted]];
          if (!isDeepStrictEqual(before, after)) {
            differences.push({ subject: `${name}: ${counted}`, serving: before, candidate: after });
          }
        }
        if (one.first.filter((key) => other.first.includes(key)).length < leastKept * one.first.length) {
          differences.push({ subject: `${name}: first results`, serving: one.first, candidate: other.first });
        }
      }
      return differences;
    },
  };
}

/** What the search found, by what was counted: `results`, and each facet's values; and the keys of its first results. */
async function ask(snapshot: Snapshot, body: object): Promise<{ counts: Record<string, unknown>; first: string[] }> {
  const answer = await snapshot.search<SearchAnswer>(body);
  return {
    counts: {
      results: answer.hits.total.value,
      ...Object.fromEntries(facets.map((facet) => [facet, valuesOf(answer, facet)])),
    },
    first: answer.hits.hits.map(({ _source }) => _source.content_key),
  };
}
