import { randomBytes } from 'node:crypto';
import type { SearchPass } from '../access/port.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { allowedFilter, openIndex } from './ask/allowed-filter.ts';
import { foldRequests } from './ask/fold-requests.ts';
import { planFacetSearch, planQuery, type FacetSearchPlan, type QueryPlan } from './ask/plan-query.ts';
import type { ContentRequest, ContentResult, ContentSearch, FacetValue } from './content-search.ts';
import type { Portal } from './port.ts';
import { presentAnswer, presentFacetValues } from './present/present-answer.ts';
import type { PortalQuery } from './wire/portal-query.ts';

const nothing: ContentResult = { count: 0, hits: [], facets: {}, stats: {}, relaxed: null };

/** The room's port, on the port of search. */
export class SearchPortal implements Portal {
  readonly #search: ContentSearch;
  readonly #indices: readonly string[];

  /** @param deps.indices the names under which the index is asked for */
  constructor(deps: { search: ContentSearch; indices: readonly string[] }) {
    this.#search = deps.search;
    this.#indices = deps.indices;
  }

  get index(): string {
    return this.#indices[0] ?? '';
  }

  async answer(queries: readonly PortalQuery[], pass: SearchPass): Promise<Record<string, unknown>[]> {
    const start = performance.now();
    const allowed = allowedFilter(pass);
    const sorts = queries.map(({ index }) => openIndex(pass, index, this.#indices));
    const plans = queries.map((query, at): QueryPlan | FacetSearchPlan =>
      query.facetSearch === undefined
        ? planQuery(query, allowed, sorts[at])
        : planFacetSearch(query, query.facetSearch, allowed),
    );
    const { requests, places } = foldRequests(plans.map((plan) => ('facets' in plan ? plan.request : undefined)));
    const [results, values] = await Promise.all([
      this.#searchAll(requests),
      Promise.all(plans.map(async (plan) => ('facets' in plan ? [] : this.#facetValues(plan)))),
    ]);
    const milliseconds = Math.max(Math.round(performance.now() - start), 1);
    return plans.map((plan, at) => {
      if (!('facets' in plan)) {
        return presentFacetValues(plan, values[at] ?? [], milliseconds);
      }
      const place = places[at];
      const result = (place === undefined ? undefined : results[place]) ?? nothing;
      const hits = result.hits.slice(0, plan.request?.pageSize ?? 0);
      return presentAnswer(plan, { ...result, hits }, { queryId: randomBytes(16).toString('hex'), milliseconds });
    });
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
