import type { ContentIndex } from '../content-index/port.ts';
import type { Inclusion, SearchScope } from '../inclusion/port.ts';
import { withDeadline } from '../kernel/deadline.ts';
import { BadRequestError, NotFoundError, UnavailableError } from '../kernel/errors.ts';
import { Lru } from '../kernel/lru.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import { buildSearch } from './build-search.ts';
import { countWords } from './count-words.ts';
import { facets } from './facets.ts';
import type { Highlights, Search, SearchHit, SearchRequest, SearchResult } from './port.ts';
import { scopeQuery } from './scope-query.ts';

interface Answer {
  timed_out: boolean;
  hits: { total: { value: number }; hits: { _source: SearchHit; highlight?: Record<string, string[]> }[] };
  aggregations: Record<string, { values: { buckets: { key: string; doc_count: number }[] } }>;
}

/** The engine's `max_result_window`. */
const window = 10_000;
const rememberedScopes = 1_000;
/** How long the database has to say what a scope holds now, where they are known from before, ms. */
const patience = 1_000;
/** Each word is looked for in every field, and the engine takes 1,024 clauses in a query. */
const mostWords = 32;

/** The room's port, on the content index. */
export class OpenSearchSearch implements Search {
  readonly #contentIndex: ContentIndex;
  readonly #inclusion: Pick<Inclusion, 'searchScope'>;
  readonly #request: RequestTemplate;
  /** What was read last, by scope: with the database away, search goes on with it. */
  readonly #lastKnown = new Lru<SearchScope>(rememberedScopes);

  /** @param deps.request `queries/search.json` */
  constructor(deps: {
    contentIndex: ContentIndex;
    inclusion: Pick<Inclusion, 'searchScope'>;
    request: RequestTemplate;
  }) {
    this.#contentIndex = deps.contentIndex;
    this.#inclusion = deps.inclusion;
    this.#request = deps.request;
  }

  refresh(): Promise<void> {
    return this.#contentIndex.refresh();
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    if (request.page * request.pageSize > window) {
      throw new BadRequestError(`results past the ${String(window)}th cannot be paged to: narrow the search`);
    }
    if (countWords(request.text) > mostWords) {
      throw new BadRequestError(`a search takes at most ${String(mostWords)} words`);
    }
    const within = request.scope === undefined ? undefined : await this.#within(request.scope);
    if (within?.filters.length === 0) {
      if (request.scope !== undefined && 'catalogUuid' in request.scope) {
        throw new NotFoundError('there is no catalog with this uuid');
      }
      return { count: 0, hits: [], facets: Object.fromEntries(facets.map((facet) => [facet, {}])) };
    }
    const scope = within === undefined ? undefined : await scopeQuery(this.#contentIndex, within);
    const answer = await this.#contentIndex.search<Answer>(buildSearch(this.#request, request, scope));
    if (answer.timed_out) {
      throw new UnavailableError('opensearch', 'the search took too long');
    }
    return {
      count: answer.hits.total.value,
      hits: answer.hits.hits.map(({ _source, highlight }) =>
        request.highlight === true ? { ..._source, highlights: highlightsOf(highlight) } : _source,
      ),
      facets: Object.fromEntries(
        facets.map((facet) => [
          facet,
          Object.fromEntries(
            (answer.aggregations[facet]?.values.buckets ?? []).map(({ key, doc_count }) => [key, doc_count]),
          ),
        ]),
      ),
    };
  }

  /**
   * What the database says now; where it is away, or says nothing, what it said last.
   * @throws UnavailableError when it never said any
   */
  async #within(scope: NonNullable<SearchRequest['scope']>): Promise<SearchScope> {
    const name = JSON.stringify(scope);
    const known = this.#lastKnown.get(name);
    const current = this.#inclusion.searchScope(scope).then((within) => {
      this.#lastKnown.set(name, within);
      return within;
    });
    if (known === undefined) {
      return current;
    }
    const orKnown = current.catch((error: unknown) => {
      if (error instanceof UnavailableError) {
        return known;
      }
      throw error;
    });
    return withDeadline(orKnown, patience, () => known);
  }
}

/** The one part of each field. */
function highlightsOf(parts: Record<string, string[]> = {}): Highlights {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([field, [part]]) => (part === undefined ? [] : [[field, part]])),
  );
}
