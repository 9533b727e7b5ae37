import type { ContentIndex } from '../../content-index/port.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import { OpenSearchRefusal } from '../../platform/opensearch/opensearch.ts';
import { buildSearch, type SearchPlan } from '../build-search.ts';
import type { SearchAnswer } from '../present-result.ts';
import { fuse } from './fuse.ts';
import type { Meaning, Place } from './meaning.ts';
import { nearest, nearQuery } from './near-query.ts';

interface Keyed {
  timed_out: boolean;
  hits: { hits: { _score: number; _source: { content_key: string } }[] };
}

/** Finds what means the same as the words of a search, for those whose words find little. */
export class ByMeaning {
  readonly #meaning: Meaning;
  readonly #contentIndex: Pick<ContentIndex, 'searchAll'>;
  readonly #templates: { search: RequestTemplate; nearest: RequestTemplate };
  readonly #logger: Logger;

  constructor(deps: {
    meaning: Meaning;
    contentIndex: Pick<ContentIndex, 'searchAll'>;
    templates: { search: RequestTemplate; nearest: RequestTemplate };
    logger: Logger;
  }) {
    this.#meaning = deps.meaning;
    this.#contentIndex = deps.contentIndex;
    this.#templates = deps.templates;
    this.#logger = deps.logger;
  }

  /**
   * What of a search comes first, by its words and by what they mean, as keys; and `ask`, which is asked with these.
   * @returns what `ask` answers; 'nothing' where nothing means the same; 'unavailable' where models or vectors are not to be had: the index
   *   may be of a definition without them
   */
  async find<Answer>(
    plan: SearchPlan,
    ask: (meant: readonly string[]) => Promise<Answer>,
  ): Promise<Answer | 'nothing' | 'unavailable'> {
    try {
      const places = await this.#meaning.placeText(plan.request.text);
      if (places.length === 0) {
        return 'nothing';
      }
      const [words, meanings] = await this.#rank(plan, places);
      return meanings.length === 0 ? 'nothing' : await ask(fuse(words, meanings));
    } catch (error) {
      if (error instanceof UnavailableError || error instanceof OpenSearchRefusal) {
        this.#logger.warn({ err: error }, 'search by meaning is not available');
        return 'unavailable';
      }
      throw error;
    }
  }

  /** The first by words, whatever narrows them and whoever pinned what; and the nearest. */
  async #rank(plan: SearchPlan, places: readonly Place[]): Promise<[string[], string[]]> {
    const { text, locale, show, strict, allWords, filter, chosen } = plan.request;
    const { search, nearest: near } = this.#templates;
    const asked = {
      ...{ text, page: 1, pageSize: nearest, facets: [] },
      ...definedOf({ locale, show, strict, allWords }),
    };
    const unpinned = plan.steered === undefined ? {} : { steered: { ...plan.steered, pinned: [] } };
    const runs = { ...(filter === undefined ? {} : { filter }), ...(chosen === undefined ? {} : { chosen }) };
    const [first, ...others] = await this.#contentIndex.searchAll<SearchAnswer & Keyed>([
      buildSearch(search, { ...plan, ...unpinned, request: asked }),
      ...places.map((place) =>
        nearQuery(near, { ...plan, request: { ...asked, ...runs } }, { place, meaning: this.#meaning }),
      ),
    ]);
    if (first === undefined || [first, ...others].some((answer) => answer.timed_out)) {
      throw new UnavailableError('opensearch', 'the search took too long');
    }
    const found = others.flatMap(({ hits }) => hits.hits).sort((one, other) => other._score - one._score);
    return [
      first.hits.hits.map(({ _source }) => _source.content_key),
      found.slice(0, nearest).map(({ _source }) => _source.content_key),
    ];
  }
}

function definedOf<Members extends object>(members: Members): Partial<Members> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<Members>;
}
