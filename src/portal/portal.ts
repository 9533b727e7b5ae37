import type { SearchPass } from '../access/port.ts';
import type { Customers } from '../kernel/customers.ts';
import { NotFoundError, ServiceError } from '../kernel/errors.ts';
import { allowedCustomers, allowedFilter, assertIndex } from './ask/allowed-filter.ts';
import { foldRequests } from './ask/fold-requests.ts';
import { planFacetSearch, planQuery, type FacetSearchPlan, type QueryPlan } from './ask/plan-query.ts';
import type { ContentRequest, ContentResult, ContentSearch, FacetValue, SearchNotes } from './content-search.ts';
import { noteSearches, type FoundByPlan } from './note-searches.ts';
import type { Portal } from './port.ts';
import { presentAnswer, presentFacetValues } from './present/present-answer.ts';
import { decodeEvents, type DecodedEvent } from './wire/decode-events.ts';
import type { PortalQuery } from './wire/portal-query.ts';

const nothing: ContentResult = { count: 0, hits: [], facets: {}, stats: {}, relaxed: null };

/** The room's port, on the port of search. */
export class SearchPortal implements Portal {
  readonly #search: ContentSearch;
  readonly #analytics: SearchNotes;
  readonly #indices: readonly string[];

  /** @param deps.indices the names under which the index is asked for */
  constructor(deps: { search: ContentSearch; analytics: SearchNotes; indices: readonly string[] }) {
    this.#search = deps.search;
    this.#analytics = deps.analytics;
    this.#indices = deps.indices;
  }

  async answer(
    queries: readonly PortalQuery[],
    pass: SearchPass,
    userToken: string,
  ): Promise<Record<string, unknown>[]> {
    const start = performance.now();
    const allowed = allowedFilter(pass);
    for (const { index } of queries) {
      assertIndex(pass, index, this.#indices);
    }
    const plans = queries.map((query): QueryPlan | FacetSearchPlan =>
      query.facetSearch === undefined ? planQuery(query, allowed) : planFacetSearch(query, query.facetSearch, allowed),
    );
    const { requests, places } = foldRequests(plans.map((plan) => ('facets' in plan ? plan.request : undefined)));
    const [results, values] = await Promise.all([
      this.#searchAll(requests),
      Promise.all(plans.map(async (plan) => ('facets' in plan ? [] : this.#facetValues(plan)))),
    ]);
    const milliseconds = Math.max(Math.round(performance.now() - start), 1);
    const found = plans.map((plan, at): FoundByPlan | undefined => {
      const place = places[at];
      const result = (place === undefined ? undefined : results[place]) ?? nothing;
      return 'facets' in plan
        ? { plan, result: { ...result, hits: result.hits.slice(0, plan.request?.pageSize ?? 0) } }
        : undefined;
    });
    const queryIds = noteSearches(this.#analytics, found, { allowed, pass, userToken });
    return plans.map((plan, at) => {
      const answered = found[at];
      return 'facets' in plan
        ? presentAnswer(plan, answered?.result ?? nothing, { queryId: queryIds[at], milliseconds })
        : presentFacetValues(plan, values[at] ?? [], milliseconds);
    });
  }

  readEvents(body: unknown, pass: SearchPass): { events: DecodedEvent[]; may: Customers } {
    const faultOfIndex = (index: string): string | undefined => {
      try {
        assertIndex(pass, index, this.#indices);
        return undefined;
      } catch (error) {
        if (error instanceof ServiceError) {
          return error.message;
        }
        throw error;
      }
    };
    return { may: allowedCustomers(pass), events: decodeEvents(body, faultOfIndex) };
  }

  async #searchAll(requests: readonly ContentRequest[]): Promise<ContentResult[]> {
    if (requests.length === 0) {
      return [];
    }
    try {
      return await this.#search.searchAll(requests);
    } catch (error) {
      if (!(error instanceof NotFoundError)) {
        throw error;
      }
      // One of them names a catalog that is not there: nothing is in it, and the others are answered.
      return requests.length === 1
        ? [nothing]
        : (await Promise.all(requests.map((request) => this.#searchAll([request])))).flat();
    }
  }

  async #facetValues({ request }: FacetSearchPlan): Promise<FacetValue[]> {
    try {
      return request === undefined || request.limit === 0 ? [] : await this.#search.facetValues(request);
    } catch (error) {
      if (error instanceof NotFoundError) {
        return [];
      }
      throw error;
    }
  }
}
