import type { ContentIndex } from '../content-index/port.ts';
import type { FilterScope, Inclusion } from '../inclusion/port.ts';
import { UnavailableError } from '../kernel/errors.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import { alikeQuery } from './alike-query.ts';
import { assertTakes } from './assert-takes.ts';
import { isBlank, type SearchPlan } from './build-search.ts';
import { isCounted } from './facet-aggregations.ts';
import { Finder } from './finder.ts';
import { emptyResult, presentResult, valuesOf } from './present-result.ts';
import type {
  FacetValue,
  FacetValuesRequest,
  RelatedRequest,
  Search,
  SearchHit,
  SearchRequest,
  SearchResult,
  SuggestRequest,
  Suggestions,
} from './port.ts';
import { scopeQuery } from './scope-query.ts';
import { Scopes } from './scopes.ts';
import { noSuggestions, Suggester } from './suggester.ts';
import { markBeginning, valuePattern } from './value-pattern.ts';

interface SearchTemplates {
  /** `queries/search.json` */
  search: RequestTemplate;
  /** `queries/suggest-titles.json` */
  titles: RequestTemplate;
  /** `queries/suggest-values.json` */
  values: RequestTemplate;
}

/** The room's port, on the content index. */
export class OpenSearchSearch implements Search {
  readonly #contentIndex: ContentIndex;
  readonly #scopes: Scopes;
  readonly #finder: Finder;
  readonly #suggester: Suggester;

  constructor(deps: {
    contentIndex: ContentIndex;
    inclusion: Pick<Inclusion, 'searchScope'>;
    requests: SearchTemplates;
  }) {
    this.#contentIndex = deps.contentIndex;
    this.#scopes = new Scopes(deps.inclusion);
    this.#finder = new Finder({ contentIndex: deps.contentIndex, template: deps.requests.search });
    this.#suggester = new Suggester(deps);
  }

  refresh(): Promise<void> {
    return this.#contentIndex.refresh();
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    const [result] = await this.searchAll([request]);
    if (result === undefined) {
      throw new UnavailableError('opensearch', 'the search was not answered');
    }
    return result;
  }

  async searchAll(requests: readonly SearchRequest[]): Promise<SearchResult[]> {
    requests.forEach(assertTakes);
    const clauses = await this.#clausesOf(requests.map(({ scope }) => scope));
    const plans = requests.map((request, index): SearchPlan | undefined => planOf(request, clauses[index]));
    const found = await this.#finder.find(plans.filter((plan) => plan !== undefined));
    return plans.map((plan, index): SearchResult => {
      const answer = plan === undefined ? undefined : found.get(plan);
      const request = requests[index];
      return answer === undefined || request === undefined
        ? emptyResult(requests[index]?.facets)
        : presentResult(answer.answer, request, answer.relaxed);
    });
  }

  async facetValues({ facet, value, limit, ...within }: FacetValuesRequest): Promise<FacetValue[]> {
    const request: SearchRequest = { ...within, page: 1, pageSize: 0, valuesPerFacet: limit };
    assertTakes(request);
    const [clause] = await this.#clausesOf([within.scope]);
    const plan = planOf(request, clause);
    if (plan === undefined || !isCounted(facet)) {
      return [];
    }
    const asked: SearchPlan = { ...plan, values: { facet, pattern: isBlank(value) ? undefined : valuePattern(value) } };
    const answer = (await this.#finder.find([asked])).get(asked);
    return Object.entries(answer === undefined ? {} : valuesOf(answer.answer, facet)).flatMap(([one, count]) => {
      const highlighted = markBeginning(one, value);
      return highlighted === undefined ? [] : [{ value: one, highlighted, count }];
    });
  }

  async related({ contentKey, limit, ...within }: RelatedRequest): Promise<SearchHit[]> {
    const [clause] = await this.#clausesOf([within.scope]);
    const one = { text: '', page: 1, facets: [], ...within };
    const plan = planOf({ ...one, pageSize: 1, filter: { attribute: 'content_key', in: [contentKey] } }, clause);
    const [item] = plan === undefined ? [] : await this.#hitsOf(plan);
    if (plan === undefined || item === undefined) {
      return [];
    }
    const filter = { not: { attribute: 'content_key', in: [contentKey] } } as const;
    return this.#hitsOf({ ...plan, request: { ...one, pageSize: limit, filter }, words: alikeQuery(item) });
  }

  async #hitsOf(plan: SearchPlan): Promise<SearchHit[]> {
    const found = (await this.#finder.find([plan])).get(plan);
    return found === undefined ? [] : presentResult(found.answer, plan.request, null).hits;
  }

  async suggest(request: SuggestRequest): Promise<Suggestions> {
    assertTakes({ ...request, page: 1, pageSize: request.limit });
    const [clause] = await this.#clausesOf([request.scope]);
    return clause === 'nothing' ? noSuggestions : this.#suggester.suggest(request, clause);
  }

  /** What each scope is in the engine's words; those that are the same are read once. */
  async #clausesOf(scopes: readonly (FilterScope | undefined)[]): Promise<(object | 'nothing' | undefined)[]> {
    const read = new Map<string, Promise<object | 'nothing'>>();
    return Promise.all(
      scopes.map((scope) => {
        if (scope === undefined) {
          return Promise.resolve(undefined);
        }
        const name = JSON.stringify(scope);
        const known = read.get(name) ?? this.#clauseOf(scope);
        read.set(name, known);
        return known;
      }),
    );
  }

  async #clauseOf(scope: FilterScope): Promise<object | 'nothing'> {
    const within = await this.#scopes.read(scope);
    return within === 'nothing' ? within : scopeQuery(this.#contentIndex, within);
  }
}

function planOf(request: SearchRequest, clause: object | 'nothing' | undefined): SearchPlan | undefined {
  return clause === 'nothing' ? undefined : { request, scope: clause, relaxed: null };
}
