import type { SearchPass } from '../access/port.ts';
import type { Customers } from '../kernel/customers.ts';
import { NotFoundError, ServiceError } from '../kernel/errors.ts';
import { allowedCustomers, allowedFilter, openIndex, type ServedIndices } from './ask/allowed-filter.ts';
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
  readonly #served: ServedIndices;

  constructor(deps: { search: ContentSearch; analytics: SearchNotes } & ServedIndices) {
    this.#search = deps.search;
    this.#analytics = deps.analytics;
    this.#served = deps;
  }

  get index(): string {
    return this.#served.indices[0] ?? '';
  }

  async answer(
    queries: readonly PortalQuery[],
    pass: SearchPass,
    userToken: string,
  ): Promise<Record<string, unknown>[]> {
    const start = performance.now();
    const allowed = allowedFilter(pass);
    const orders = queries.map(({ index }) => openIndex(pass, index, this.#served));
    const plans = queries.map((query, at): QueryPlan | FacetSearchPlan =>
      query.facetSearch === undefined
        ? planQuery(query, allowed, orders[at])
        : planFacetSearch(query, query.facetSearch, allowed),
    );
    const requests = plans.flatMap((plan) => ('facets' in plan && plan.request !== undefined ? [plan.request] : []));
    const [results, values] = await Promise.all([
      this.#searchAll(requests),
      Promise.all(plans.map(async (plan) => ('facets' in plan ? [] : this.#facetValues(plan)))),
    ]);
    const milliseconds = Math.max(Math.round(performance.now() - start), 1);
    const resultOf = ({ request }: QueryPlan): ContentResult =>
      (request === undefined ? undefined : results.get(request)) ?? nothing;
    const enough = plans.findIndex((plan) => 'facets' in plan && isEnough(plan, resultOf(plan)));
    const isLeftOut = (at: number): boolean => enough !== -1 && at > enough;
    const found = plans.map((plan, at): FoundByPlan | undefined =>
      'facets' in plan && !isLeftOut(at) ? { plan, result: resultOf(plan) } : undefined,
    );
    const queryIds = noteSearches(this.#analytics, found, { allowed, pass, userToken });
    return plans.map((plan, at) => {
      const how = { milliseconds, isLeftOut: isLeftOut(at) };
      return 'facets' in plan
        ? presentAnswer(plan, found[at]?.result ?? nothing, { queryId: queryIds[at], ...how })
        : presentFacetValues(plan, how.isLeftOut ? [] : (values[at] ?? []), how);
    });
  }

  readEvents(body: unknown, pass: SearchPass): { events: DecodedEvent[]; may: Customers } {
    const faultOfIndex = (index: string): string | undefined => {
      try {
        openIndex(pass, index, this.#served);
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

  /** What each finds; nothing of it where a catalog is named that is not there. */
  async #searchAll(requests: readonly ContentRequest[]): Promise<ReadonlyMap<ContentRequest, ContentResult>> {
    try {
      const results = requests.length === 0 ? [] : await this.#search.searchAll(requests);
      return new Map(requests.map((request, at) => [request, results[at] ?? nothing]));
    } catch (error) {
      if (!(error instanceof NotFoundError)) {
        throw error;
      }
      // Nothing is in such a catalog, and the others are answered.
      const scopes = [...Map.groupBy(requests, ({ scope }) => JSON.stringify(scope)).values()];
      const apart = scopes.length === 1 ? [] : await Promise.all(scopes.map((some) => this.#searchAll(some)));
      return new Map(apart.flatMap((some) => [...some]));
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

/** Whether the searches behind it are left out; they are asked together nevertheless, which takes no longer than one. */
function isEnough({ query: { onlyIfNeeded, hitsPerPage } }: QueryPlan, { count }: ContentResult): boolean {
  return onlyIfNeeded && count >= hitsPerPage;
}
