import type { ContentIndex } from '../content-index/port.ts';
import type { FilterScope, Inclusion } from '../inclusion/port.ts';
import { NotFoundError, UnavailableError } from '../kernel/errors.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import { alikeQuery } from './alike-query.ts';
import { askedOnce } from './asked-once.ts';
import { assertTakes } from './assert-takes.ts';
import { isBlank, type ScopeClause, type SearchPlan } from './build-search.ts';
import { isCounted } from './facet-aggregations.ts';
import { Finder, type MeaningFinder } from './finder.ts';
import type { Parts } from './count-parts.ts';
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
  Within,
} from './port.ts';
import { scopeQuery } from './scope-query.ts';
import { Scopes } from './scopes.ts';
import { noSynonyms, type CompiledSteering, type Steered } from './steer/steered.ts';
import { noSuggestions, Suggester } from './suggester.ts';
import { Tags, type Tagged } from './tags.ts';
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
  readonly #tags: Tags;
  readonly #finder: Finder;
  readonly #suggester: Suggester;
  readonly #steering: { read(): Promise<CompiledSteering> };

  constructor(deps: {
    contentIndex: ContentIndex;
    inclusion: Pick<Inclusion, 'searchScope' | 'contentOfTags'>;
    /** What operators say about searches. */
    steering: { read(): Promise<CompiledSteering> };
    requests: SearchTemplates;
    /** Undefined where search by meaning is off. */
    byMeaning: MeaningFinder | undefined;
  }) {
    this.#contentIndex = deps.contentIndex;
    this.#scopes = new Scopes(deps.inclusion);
    this.#tags = new Tags(deps.inclusion);
    this.#finder = new Finder({
      contentIndex: deps.contentIndex,
      template: deps.requests.search,
      byMeaning: deps.byMeaning,
    });
    this.#suggester = new Suggester(deps);
    this.#steering = deps.steering;
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
    return this.searchUnder(requests, () => this.#steering.read());
  }

  /** As `searchAll`, under these rules of operators, which may be a draft. */
  async searchUnder(
    requests: readonly SearchRequest[],
    rules: () => CompiledSteering | Promise<CompiledSteering>,
  ): Promise<SearchResult[]> {
    requests.forEach(assertTakes);
    const scopes = requests.map(({ scope }) => scope);
    const [clauses, parts, tagged, steering] = await Promise.all([
      this.#clausesOf(scopes),
      this.#partsOf(requests),
      this.#tags.resolve(requests),
      rules(),
    ]);
    const plans = tagged.map((one, index) => {
      const { request } = one;
      const plan = planOf(one, clauses[index], steeredOf(request, steering));
      return plan === undefined || request.parts === undefined ? plan : { ...plan, parts: known(request.parts, parts) };
    });
    const found = await this.#finder.find(plans.filter((plan) => plan !== undefined));
    return plans.map((plan, index): SearchResult => {
      const answer = plan === undefined ? undefined : found.get(plan);
      return plan === undefined || answer === undefined
        ? emptyResult(requests[index]?.facets)
        : presentResult(answer.answer, { ...plan, relaxed: answer.relaxed, meaning: answer.meaning });
    });
  }

  async facetValues({ facet, value, limit, ...within }: FacetValuesRequest): Promise<FacetValue[]> {
    const request: SearchRequest = { ...within, page: 1, pageSize: 0, facets: [facet], valuesPerFacet: limit };
    assertTakes(request);
    const [[clause], [tagged], steering] = await Promise.all([
      this.#clausesOf([within.scope]),
      this.#tags.resolve([request]),
      this.#steering.read(),
    ]);
    const plan = planOf(tagged ?? { request }, clause, steeredOf(request, steering));
    if (plan === undefined || !isCounted(facet)) {
      return [];
    }
    const asked: SearchPlan = { ...plan, values: { facet, pattern: isBlank(value) ? undefined : valuePattern(value) } };
    const answer = (await this.#finder.find([asked])).get(asked);
    const found = Object.entries(answer === undefined ? {} : valuesOf(answer.answer, facet)).flatMap(([one, count]) => {
      const highlighted = markBeginning(one, value);
      return highlighted === undefined ? [] : [{ value: one, highlighted, count }];
    });
    return found.slice(0, limit);
  }

  async related({ contentKey, limit, ...within }: RelatedRequest): Promise<SearchHit[]> {
    const [[clause], steering] = await Promise.all([this.#clausesOf([within.scope]), this.#steering.read()]);
    const one = { text: '', page: 1, facets: [], ...within };
    // What is hidden for every text; nothing is searched for that something could be pinned to.
    const steered = steeredOf({ ...within, text: undefined, pins: 'off' }, steering);
    const asked = { ...one, pageSize: 1, filter: { attribute: 'content_key', in: [contentKey] } } as const;
    const plan = planOf({ request: asked }, clause, steered);
    const [item] = plan === undefined ? [] : await this.#hitsOf(plan);
    if (plan === undefined || item === undefined) {
      return [];
    }
    const filter = { not: { attribute: 'content_key', in: [contentKey] } } as const;
    return this.#hitsOf({ ...plan, request: { ...one, pageSize: limit, filter }, words: alikeQuery(item) });
  }

  async #hitsOf(plan: SearchPlan): Promise<SearchHit[]> {
    const found = (await this.#finder.find([plan])).get(plan);
    return found === undefined ? [] : presentResult(found.answer, plan).hits;
  }

  async suggest(request: SuggestRequest): Promise<Suggestions> {
    assertTakes({ ...request, page: 1, pageSize: request.limit });
    const [[clause], steering] = await Promise.all([this.#clausesOf([request.scope]), this.#steering.read()]);
    const steered = steeredOf(request, steering);
    return clause === 'nothing' ? noSuggestions : this.#suggester.suggest(request, clause, steered);
  }

  /** What each scope is in the engine's words; those that are the same are read once. */
  async #clausesOf(scopes: readonly (FilterScope | undefined)[]): Promise<(ScopeClause | 'nothing' | undefined)[]> {
    const read = askedOnce((scope: FilterScope) => this.#clauseOf(scope));
    return Promise.all(scopes.map((scope) => (scope === undefined ? Promise.resolve(undefined) : read(scope))));
  }

  /** The clause of each part by the part's scope, as a text; where there is no such catalog there is none. */
  async #partsOf(requests: readonly SearchRequest[]): Promise<Parts> {
    const scopes = new Map(
      requests.flatMap(({ parts = [] }) => [...parts].map(([, scope]) => [JSON.stringify(scope), scope] as const)),
    );
    const read = await Promise.all(
      [...scopes].map(async ([name, scope]) => [name, await this.#clauseOf(scope).catch(nothingWhereNoneIs)] as const),
    );
    return new Map(read.flatMap(([name, clause]) => (clause === 'nothing' ? [] : [[name, clause.query] as const])));
  }

  async #clauseOf(scope: FilterScope): Promise<ScopeClause | 'nothing'> {
    const within = await this.#scopes.read(scope);
    return within === 'nothing'
      ? within
      : { query: await scopeQuery(this.#contentIndex, within), shown: within.shownIds };
  }
}

function planOf(tagged: Tagged, clause: ScopeClause | 'nothing' | undefined, steered: Steered): SearchPlan | undefined {
  return clause === 'nothing' ? undefined : { ...tagged, scope: clause, relaxed: null, steered };
}

/** Of the parts that are asked for those that are there. */
function known(asked: ReadonlyMap<string, FilterScope>, parts: Parts): Parts {
  return new Map(
    [...asked].flatMap(([name, scope]) => {
      const clause = parts.get(JSON.stringify(scope));
      return clause === undefined ? [] : [[name, clause] as const];
    }),
  );
}

function nothingWhereNoneIs(error: unknown): 'nothing' {
  if (error instanceof NotFoundError) {
    return 'nothing';
  }
  throw error;
}

/** What operators say about one search. A scope of several customers has none whose rules would hold. */
function steeredOf(
  { text, locale = 'en', scope, customer, synonyms, pins }: Omit<Within, 'text'> & { text: string | undefined },
  steering: CompiledSteering,
): Steered {
  const [only, ...others] = scope?.enterpriseUuids ?? [];
  const steered = steering.of({ text, locale, customer: customer ?? (others.length === 0 ? only : undefined) });
  return {
    ...steered,
    ...(synonyms === 'off' ? { synonyms: noSynonyms } : {}),
    ...(pins === 'off' ? { pinned: [] } : {}),
  };
}
