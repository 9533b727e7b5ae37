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

/** Whether stored searches find as many items in both, and count every facet alike. */
export function storedSearches(template: RequestTemplate, searches: readonly StoredSearch[]): ContentCheck {
  return {
    name: 'searches',
    run: async ({ serving, candidate, unlike }) => {
      const differences: Omit<ContentDifference, 'check'>[] = [];
      for (const { name, ...within } of searches) {
        const body = leavingOut(
          buildSearch(template, {
            request: { ...within, page: 1, pageSize: 0 },
            scope: undefined,
            relaxed: null,
          }),
          unlike,
        );
        const [one, other] = await Promise.all([ask(serving, body), ask(candidate, body)]);
        for (const counted of Object.keys(one)) {
          if (!isDeepStrictEqual(one[counted], other[counted])) {
            differences.push({ subject: `${name}: ${counted}`, serving: one[counted], candidate: other[counted] });
          }
        }
      }
      return differences;
    },
  };
}

/** What the search found, by what was counted: `results`, and each facet's values. */
async function ask(snapshot: Snapshot, body: object): Promise<Record<string, unknown>> {
  const answer = await snapshot.search<SearchAnswer>(body);
  return {
    results: answer.hits.total.value,
    ...Object.fromEntries(facets.map((facet) => [facet, valuesOf(answer, facet)])),
  };
}
