import { randomBytes } from 'node:crypto';
import type { SearchPass } from '../access/port.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { allowedFilter, assertIndex } from './ask/allowed-filter.ts';
import { planFacetSearch, planQuery, type FacetSearchPlan, type QueryPlan } from './ask/plan-query.ts';
import type { ContentRequest, ContentResult, ContentSearch, FacetValue, Order } from './content-search.ts';
import type { Portal } from './port.ts';
import { presentAnswer, presentFacetValues } from './present/present-answer.ts';
import type { PortalQuery } from './wire/portal-query.ts';

const nothing: ContentResult = { count: 0, hits: [], facets: {}, stats: {}, relaxed: null };

/** The room's port, on the port of search. */
export class SearchPortal implements Portal {
  readonly #search: ContentSearch;
  readonly #indices: readonly string[];
  readonly #orders: Readonly<Record<string, Order>>;

  /**
   * @param deps.indices the names under which the index is asked for
   * @param deps.orders the order of those that are not for the usual one: what the protocol calls replicas
   */
  constructor(deps: { search: ContentSearch; indices: readonly string[]; orders: Readonly<Record<string, Order>> }) {
    this.#search = deps.search;
    this.#indices = deps.indices;
    this.#orders = deps.orders;
  }

  async answer(queries: readonly PortalQuery[], pass: SearchPass): Promise<Record<string, unknown>[]> {
    const start = performance.now();
    const allowed = allowedFilter(pass);
    for (const { index } of queries) {
      assertIndex(pass, index, this.#indices);
    }
    const plans = queries.map((query): QueryPlan | FacetSearchPlan =>
      query.facetSearch === undefined
        ? planQuery(query, allowed, this.#orders[query.index])
        : planFacetSearch(query, query.facetSearch, allowed),
    );
    const requests = plans.flatMap((plan) => ('facets' in plan && plan.request !== undefined ? [plan.request] : []));
    const [results, values] = await Promise.all([
      this.#searchAll(requests),
      Promise.all(plans.map(async (plan) => ('facets' in plan ? [] : this.#facetValues(plan)))),
    ]);
    const milliseconds = Math.max(Math.round(performance.now() - start), 1);
    return plans.map((plan, at) => {
      if (!('facets' in plan)) {
        return presentFacetValues(plan, values[at] ?? [], milliseconds);
      }
      const result = (plan.request === undefined ? undefined : results.get(plan.request)) ?? nothing;
      return presentAnswer(plan, result, { queryId: randomBytes(16).toString('hex'), milliseconds });
    });
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
