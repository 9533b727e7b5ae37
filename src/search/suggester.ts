import type { ContentIndex } from '../content-index/port.ts';
import { UnavailableError } from '../kernel/errors.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import { hiddenItems, isBlank, withinClauses, type ScopeClause } from './build-search.ts';
import { escapeHtml } from './escape-html.ts';
import type { FacetValue, SuggestedTitle, SuggestRequest, Suggestions } from './port.ts';
import { rephrase } from './rephrase.ts';
import { sortOrders } from './sort-orders.ts';
import type { Steered } from './steer/steered.ts';
import type { Synonyms } from './steer/synonyms.ts';
import { titleQuery } from './title-query.ts';
import { markBeginning, valuePattern } from './value-pattern.ts';
import { normal } from './words.ts';

const named = ['partners', 'skill_names', 'subjects'] as const;
/** More kinds of content than there are. */
const kinds = 10;

interface TitleHit {
  _source: Omit<SuggestedTitle, 'highlighted'> & { es?: { title?: string } };
  highlight?: Record<string, string[]>;
}

interface Answer {
  timed_out: boolean;
  hits: {
    hits: { _source: { content_type: string }; inner_hits: { best: { hits: { hits: TitleHit[] } } } }[];
  };
  aggregations?: Record<string, { buckets: { key: string; doc_count: number }[] }>;
}

export const noSuggestions: Suggestions = { titles: {}, partners: [], skill_names: [], subjects: [] };

/**
 * Titles and names that somebody may be about to type, and below them those that say it by other words: two searches in one request, of
 * titles once more where none is like that.
 */
export class Suggester {
  readonly #contentIndex: Pick<ContentIndex, 'searchAll'>;
  readonly #requests: { titles: RequestTemplate; values: RequestTemplate };

  constructor(deps: {
    contentIndex: Pick<ContentIndex, 'searchAll'>;
    requests: { titles: RequestTemplate; values: RequestTemplate };
  }) {
    this.#contentIndex = deps.contentIndex;
    this.#requests = deps.requests;
  }

  /**
   * @param scope as of a search; undefined is everything that is not restricted
   * @param steered what operators say about it
   * @throws UnavailableError
   */
  async suggest(
    request: SuggestRequest,
    scope: ScopeClause | undefined,
    { hidden, synonyms }: Pick<Steered, 'hidden' | 'synonyms'>,
  ): Promise<Suggestions> {
    const asked: Asked = { ...request, synonyms, others: rephrase(normal(request.text), synonyms) };
    const within = [
      ...withinClauses(request, scope),
      ...(hidden.length === 0 ? [] : [{ bool: { must_not: hiddenItems(hidden) } }]),
    ];
    const [titles, values] = await this.#ask([this.#titles(asked, within, false), this.#values(asked, within)]);
    const isFound = (titles?.hits.hits.length ?? 0) > 0 || isBlank(request.text);
    const [found] = isFound ? [titles] : await this.#ask([this.#titles(asked, within, true)]);
    const namesOf = (facet: (typeof named)[number]): FacetValue[] => {
      const typed = valuesOf(values, facet, [request.text]);
      const known = new Set(typed.map(({ value }) => value));
      const said = valuesOf(values, saidName(facet), asked.others).filter(({ value }) => !known.has(value));
      return [...typed, ...said].slice(0, request.limit);
    };
    return {
      titles: titlesOf(found, request),
      partners: namesOf('partners'),
      skill_names: namesOf('skill_names'),
      subjects: namesOf('subjects'),
    };
  }

  async #ask(bodies: readonly object[]): Promise<Answer[]> {
    const answers = await this.#contentIndex.searchAll<Answer>(bodies);
    if (answers.some(({ timed_out }) => timed_out)) {
      throw new UnavailableError('opensearch', 'the search took too long');
    }
    return answers;
  }

  #titles({ text, limit, locale = 'en', synonyms }: Asked, within: object[], withTypos: boolean): object {
    const isPlain = isBlank(text);
    const query = isPlain ? { match_all: {} } : titleQuery(normal(text), { locale, withTypos, synonyms });
    const whole = { number_of_fragments: 0 };
    return this.#requests.titles({
      kinds,
      text: query,
      within,
      sort: sortOrders.relevance,
      limit,
      marking: isPlain ? { match_none: {} } : query,
      highlighted: locale === 'es' ? { title: whole, 'es.title': whole } : { title: whole },
    });
  }

  #values({ text, limit, others }: Asked, within: object[]): object {
    const include = valuePattern(normal(text));
    const said = valuePattern(...others);
    return this.#requests.values({
      within,
      aggregations: Object.fromEntries(
        named.flatMap((field): [string, object][] => [
          [field, { terms: { field, size: limit, ...(include === undefined ? {} : { include }) } }],
          // As many more as may be there already.
          ...(said === undefined
            ? []
            : [[saidName(field), { terms: { field, size: 2 * limit, include: said } }] satisfies [string, object]]),
        ]),
      ),
    });
  }
}

/** A request, and what its text may be said by. */
interface Asked extends SuggestRequest {
  synonyms: Synonyms;
  others: readonly string[];
}

/** What the values of a facet are called that say the text by other words. */
function saidName(facet: string): string {
  return `${facet}.said`;
}

/** Values in which a word begins like one of the texts. */
function valuesOf(answer: Answer | undefined, name: string, texts: readonly string[]): FacetValue[] {
  return (answer?.aggregations?.[name]?.buckets ?? []).flatMap(({ key, doc_count }) => {
    const highlighted = texts.map((text) => markBeginning(key, text)).find((marked) => marked !== undefined);
    return highlighted === undefined ? [] : [{ value: key, highlighted, count: doc_count }];
  });
}

/** By kind, those kinds first whose best title is the best. */
function titlesOf(answer: Answer | undefined, { locale }: SuggestRequest): Record<string, SuggestedTitle[]> {
  return Object.fromEntries(
    (answer?.hits.hits ?? []).map(({ _source: { content_type }, inner_hits }) => [
      content_type,
      inner_hits.best.hits.hits.map((hit) => toTitle(hit, locale === 'es')),
    ]),
  );
}

function toTitle({ _source: { es, ...own }, highlight }: TitleHit, inSpanish: boolean): SuggestedTitle {
  const spanish = inSpanish && es?.title !== undefined && es.title !== '' ? es.title : undefined;
  const title = spanish ?? own.title;
  const [marked] = highlight?.[spanish === undefined ? 'title' : 'es.title'] ?? [];
  return { ...own, title, highlighted: marked ?? escapeHtml(title) };
}
