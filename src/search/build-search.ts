import type { ContentOfTags } from '../inclusion/port.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import { anyOf } from './any-of.ts';
import { attributeNames, type Attribute } from './attributes.ts';
import { countParts, type Parts } from './count-parts.ts';
import { facetAggregations } from './facet-aggregations.ts';
import { facets, type Choice } from './facets.ts';
import { anyOfValues, filterQuery, type Filter } from './filter.ts';
import type { MarkedList, MarkedText, Relaxed, SearchRequest, Within } from './port.ts';
import { searchAfter } from './search-cursor.ts';
import { sortOrders } from './sort-orders.ts';
import { unsteered, type Steered } from './steer/steered.ts';
import { summaryMembers } from './summary.ts';
import { textQuery } from './text-query.ts';
import { best, constant } from './word-query.ts';
import { normal } from './words.ts';

/** What is in a scope, and which of these items are shown in it though they are not discoverable elsewhere; content ids. */
export interface ScopeClause {
  query: object;
  shown: readonly number[];
}

/** A request and what was found out about it. */
export interface SearchPlan {
  request: SearchRequest;
  /** What the search is kept to; undefined is everything that is not restricted. */
  scope: ScopeClause | undefined;
  relaxed: Relaxed | null;
  /** An item has all the words as they are. */
  isSpelled?: boolean;
  /** What operators say about it; nothing unless told. */
  steered?: Steered;
  /** Keys of items that come first, also those that the words do not find: see `meaning/`. */
  meant?: readonly string[];
  /** What is asked for in place of the request's text. */
  words?: object;
  /** Values of one facet are wanted, those that match this. */
  values?: { facet: Attribute; pattern: string | undefined };
  /** What results are counted by beside; without those of which nothing is known. */
  parts?: Parts;
  /** Keys of what carries one of the tags that are chosen: see `tags.ts`. */
  tagged?: readonly string[];
  /** The tags that results are counted by, with the keys of what carries them; none unless told. */
  tags?: ContentOfTags;
  /** What stands in place of the request's filter and counts where several searches are one: see `build-fold.ts`. */
  folded?: { within: readonly object[]; beside: readonly object[]; aggregations: object };
}

/** The request body of one search. Pure. */
export function buildSearch(template: RequestTemplate, plan: SearchPlan): object {
  const { request, scope, relaxed, isSpelled = false, values, folded, meant = [], steered = unsteered } = plan;
  const chosen = choiceClauses(request.chosen ?? {}, plan.tagged);
  const filter = request.filter === undefined ? [] : [filterQuery(request.filter)];
  // How much the words find is asked apart from the filter, to know whether they find enough. Without words it need not be.
  const isPlain = isBlank(request.text);
  const { synonyms } = steered;
  const locale = request.locale ?? 'en';
  const words = textQuery(normal(request.text), { locale, relaxed, isSpelled, synonyms });
  const found = isPlain ? { match_all: {} } : words;
  const beside = folded?.beside ?? (isPlain ? [] : filter);
  const after = request.cursor === undefined ? undefined : searchAfter(request, steered);
  return template({
    from: after === undefined ? (request.page - 1) * request.pageSize : 0,
    size: request.pageSize,
    after,
    text: plan.words ?? withFirst(found, { pinned: steered.pinned, meant }),
    within: [...withinClauses(request, scope), ...(folded?.within ?? (isPlain ? filter : []))],
    hidden: [...hiddenTypes(request), ...hiddenItems(steered.hidden)],
    choice: { bool: { filter: [...beside, ...chosen.values()] } },
    highlighted: highlightedFields(request),
    marking: isPlain ? { match_none: {} } : words,
    aggregations: {
      ...(isPlain
        ? {}
        : foundByWords(request.text, steered.pinned.length + meant.length === 0 ? { match_all: {} } : words)),
      ...(folded?.aggregations ??
        facetAggregations({
          facets: values === undefined ? (request.facets ?? facets) : [values.facet],
          chosen,
          beside,
          size: request.valuesPerFacet ?? 100,
          ...(plan.tags === undefined ? {} : { tags: plan.tags }),
          ...(values?.pattern === undefined ? {} : { pattern: values.pattern }),
        })),
      ...(plan.parts === undefined || folded !== undefined
        ? {}
        : {
            parts: {
              filter: { bool: { filter: [...beside, ...chosen.values()] } },
              aggs: { values: countParts(plan.parts) },
            },
          }),
    },
    sort: sortOrders[request.sort ?? 'relevance'],
    explain: request.explain === true ? true : undefined,
    source: request.documents === true ? everythingShown : summary(request),
  });
}

/**
 * How many items the words find, whether one is called so, and whether one is called something that begins so; whatever narrows the results.
 * @param matched what the words find, without what is there because it is pinned or meant
 */
function foundByWords(text: string, matched: object): object {
  const title = normal(text).trim();
  return {
    matched: { filter: matched },
    called: { filter: { term: { 'title.exact': title } } },
    begun: { filter: { prefix: { 'title.exact': title } } },
  };
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** More than any words are worth, and whole numbers that the engine's scores hold exactly. */
const worthOfPinned = 1_000_000;
const worthOfMeant = 500_000;

/**
 * Pinned items are found whatever the words, above everything else, and below them those that are meant; the scope and the filters hold
 * for all of them.
 */
function withFirst(found: object, first: { pinned: readonly string[]; meant: readonly string[] }): object {
  const clauses = [...inOrder(first.pinned, worthOfPinned), ...inOrder(first.meant, worthOfMeant)];
  return clauses.length === 0 ? found : best([found, ...clauses]);
}

function inOrder(keys: readonly string[], worth: number): object[] {
  return keys.map((key, index) => constant({ term: { content_key: key } }, worth - index));
}

/** Clauses for items that are left out. */
export function hiddenItems(keys: readonly string[]): object[] {
  return keys.length === 0 ? [] : [{ terms: { content_key: keys } }];
}

/** What keeps a search to what may be seen. */
export function withinClauses({ show }: Pick<Within, 'show'>, scope: ScopeClause | undefined): object[] {
  return [scope?.query ?? openToAll, ...(show === 'everything' ? [] : [shownClause(scope?.shown ?? [])])];
}

function shownClause(shown: readonly number[]): object {
  const discoverable = { term: { is_discoverable: true } };
  return shown.length === 0 ? discoverable : anyOf([discoverable, { terms: { content_id: shown } }]);
}

/** Restricted content has a projection without fields: only a filter that forces it in may show it. */
const openToAll = { exists: { field: 'filter.present' } };

const everythingShown = { excludes: ['filter', 'tombstone', 'stamp', 'content_id', 'search_error', 'meaning'] };

function summary({ locale, show }: Pick<Within, 'locale' | 'show'>): object {
  return {
    includes: [
      ...summaryMembers,
      ...(locale === 'es' ? ['es.title', 'es.short_description'] : []),
      ...(show === 'everything' ? ['undiscoverable_reasons'] : []),
    ],
  };
}

/** @param tagged what stands for the tags that are chosen */
function choiceClauses(choice: Choice, tagged: readonly string[] = []): Map<string, object> {
  return new Map(
    attributeNames.flatMap((name): [string, object][] => {
      const values = choice[name] ?? [];
      if (values.length === 0) {
        return [];
      }
      return [[name, name === 'academy_tags' ? anyOfValues('content_key', tagged) : anyOfValues(name, values)]];
    }),
  );
}

/** Learners choose courses; a run is found through its course, unless it is asked for. */
export function hiddenTypes({ chosen, filter }: Pick<Within, 'chosen' | 'filter'>): object[] {
  const asked = chosen?.content_type?.includes('courserun') === true || (filter !== undefined && asksForRuns(filter));
  return asked ? [] : [{ term: { content_type: 'courserun' } }];
}

function asksForRuns(filter: Filter): boolean {
  if ('all' in filter) {
    return filter.all.some(asksForRuns);
  }
  if ('any' in filter) {
    return filter.any.some(asksForRuns);
  }
  return 'in' in filter && filter.attribute === 'content_type' && filter.in.includes('courserun');
}

const lists: Record<MarkedList, string> = {
  partners: 'partners.text',
  subjects: 'subjects.text',
  skill_names: 'skill_names.text',
  program_titles: 'program_titles.text',
};

/** A title whole, of descriptions the part where most of the words stand; of lists the values that have some. */
function highlightedFields({ highlight, locale }: SearchRequest): object {
  return Object.fromEntries(
    (highlight?.attributes ?? []).flatMap((attribute): [string, object][] => {
      if (isList(attribute)) {
        return [[lists[attribute], whole]];
      }
      const how = attribute === 'title' || highlight?.whole === true ? whole : {};
      return locale === 'es' && attribute !== 'additional_information'
        ? [
            [attribute, how],
            [`es.${attribute}`, how],
          ]
        : [[attribute, how]];
    }),
  );
}

const whole = { number_of_fragments: 0 };

function isList(attribute: MarkedText | MarkedList): attribute is MarkedList {
  return attribute in lists;
}
