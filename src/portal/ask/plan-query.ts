import {
  attributes,
  longTexts,
  markedLists,
  markedTexts,
  type Attribute,
  type CatalogScope,
  type ContentRequest,
  type FacetValuesRequest,
  type MarkedList,
  type MarkedText,
  type Order,
} from '../content-search.ts';
import type { Filter } from '../filter/filter.ts';
import { attributeOf, everyFacet, localeAttribute, scopeMembers, tagsAttribute, titlesAttribute } from '../names.ts';
import type { FacetSearch, PortalQuery } from '../wire/portal-query.ts';
import { splitFilter } from './split-filter.ts';

/** How one search is carried out. */
export interface QueryPlan {
  query: PortalQuery;
  /** Undefined: nothing can be found, and nothing needs to be asked. */
  request: ContentRequest | undefined;
  /** Facets as the portal names them, with the index's name. */
  facets: ReadonlyMap<string, Attribute>;
  /** Facets that are no attributes of the index: `metadata_language`, `enterprise_catalog_query_titles`. */
  special: ReadonlySet<string>;
  /** Parameters and attributes that the answer does not take into account. */
  unsupported: readonly string[];
}

/** How the values of one facet are searched. */
export interface FacetSearchPlan {
  query: PortalQuery;
  request: FacetValuesRequest | undefined;
  unsupported: readonly string[];
}

/** Past it nothing can be paged to. */
export const window = 10_000;

/** Of so many most frequent values of a facet the first by alphabet are given where that is asked for; the most that the protocol gives. */
const mostValues = 1_000;

/** Titles that results are counted by: each is a filter more in the search. */
const mostTitles = 50;

/** @param allowed what the caller's key keeps every search to @param order of the index that is asked @throws BadRequestError */
export function planQuery(query: PortalQuery, allowed: Filter, order?: Order): QueryPlan {
  const names = query.facets === 'every' ? everyFacet : query.facets;
  const { within, scope, unknown } = withinOf(query, allowed);
  const facets = new Map(names.flatMap((name) => pairOf(name, countedAs(name, scope))));
  const titles = names.includes(titlesAttribute) ? titleScopes(within?.scope) : undefined;
  const special = new Set(names.filter((name) => name === localeAttribute || (name === titlesAttribute && titles)));
  const unsupported = [
    ...query.unsupported,
    ...unknown,
    ...names.filter((name) => !facets.has(name) && !special.has(name)),
    ...unmarked('attributesToHighlight', query.attributesToHighlight),
    ...unmarked('attributesToSnippet', query.attributesToSnippet),
    ...query.attributesToRetrieve
      .filter((name) => isPartLeftOut(name) || scopeMembers.has(name) || name === tagsAttribute)
      .map((name) => `attributesToRetrieve (${name})`),
  ];
  if (within === undefined) {
    return { query, request: undefined, facets, special, unsupported };
  }
  const isInReach = (query.page + 1) * query.hitsPerPage <= window;
  const pageSize = isInReach ? query.hitsPerPage : 0;
  const isAlphabetical = query.sortFacetValuesBy === 'alpha';
  return {
    query,
    request: {
      ...within,
      page: isInReach ? query.page + 1 : 1,
      pageSize,
      facets: [...new Set(facets.values())],
      valuesPerFacet: isAlphabetical ? mostValues : Math.max(query.maxValuesPerFacet, 1),
      ...(pageSize === 0 || query.text.trim() === ''
        ? {}
        : { highlight: { attributes: markedOf(query), whole: true } }),
      documents: pageSize > 0,
      ...(titles === undefined ? {} : { parts: titles }),
      ...(order === undefined ? {} : { sort: order }),
    },
    facets,
    special,
    unsupported: isInReach ? unsupported : [...unsupported, `page (only ${String(window)} results can be paged to)`],
  };
}

/** @throws BadRequestError */
export function planFacetSearch(
  query: PortalQuery,
  { facet, text, most }: FacetSearch,
  allowed: Filter,
): FacetSearchPlan {
  const { within, scope, unknown } = withinOf(query, allowed);
  const attribute = searchedFacet(facet, scope);
  const limit = query.sortFacetValuesBy === 'alpha' && most > 0 ? mostValues : most;
  return {
    query,
    request:
      within === undefined || attribute === undefined ? undefined : { ...within, facet: attribute, value: text, limit },
    unsupported: [...query.unsupported, ...unknown, ...(attribute === undefined ? [facet] : [])],
  };
}

/** Undefined for what the index does not have, and for numbers and moments, which are not counted by value. */
function searchedFacet(name: string, scope: CatalogScope | undefined): Attribute | undefined {
  const attribute = countedAs(name, scope);
  return attribute !== undefined && ['keyword', 'boolean'].includes(attributes[attribute]) ? attribute : undefined;
}

/** What an attribute is counted as. Tags are counted in academies that key and search name, as titles are; elsewhere they are not. */
function countedAs(name: string, scope: CatalogScope | undefined): Attribute | undefined {
  return name === tagsAttribute && scope?.academyUuids === undefined ? undefined : attributeOf(name);
}

/**
 * The catalogs of each title of a query that key and search name, within what they open. Undefined where they name none: whose titles
 * there are is nobody's business who does not know them.
 */
function titleScopes(scope: CatalogScope | undefined): ReadonlyMap<string, CatalogScope> | undefined {
  const titles = scope?.queryTitles ?? [];
  return titles.length === 0 || titles.length > mostTitles
    ? undefined
    : new Map(titles.map((title) => [title, { ...scope, queryTitles: [title] }]));
}

function withinOf(query: PortalQuery, allowed: Filter) {
  const { scope, locale, filter, unknown } = splitFilter([...allowed, ...query.filter, ...query.refinements]);
  const isNowhere =
    locale === undefined || Object.values(scope ?? {}).some((list: readonly string[]) => list.length === 0);
  return {
    within: isNowhere
      ? undefined
      : {
          ...(scope === undefined ? {} : { scope }),
          locale,
          ...(query.typos ? {} : { strict: true }),
          ...(query.fewerWords ? {} : { allWords: true }),
          ...(query.synonyms ? {} : { synonyms: 'off' as const }),
          ...(query.rules ? {} : { pins: 'off' as const }),
          text: query.text,
          filter,
        },
    scope,
    unknown,
  };
}

function pairOf(name: string, attribute: Attribute | undefined): [string, Attribute][] {
  return attribute === undefined ? [] : [[name, attribute]];
}

/** Where the search is to mark words: what is to be highlighted, or cut. */
function markedOf({ attributesToHighlight, attributesToSnippet }: PortalQuery): (MarkedText | MarkedList)[] {
  const wanted = new Set([...attributesToHighlight, ...attributesToSnippet].map(markedName));
  const isNamed = (name: string): boolean => wanted.has(name);
  return [...marked.filter((name) => wanted.has('*') || isNamed(name)), ...longTexts.filter(isNamed)];
}

/** Attributes in which no words are marked, as the answer names them. */
function unmarked(parameter: string, names: readonly string[]): string[] {
  return names
    .filter((name) => markedName(name) !== '*' && ![...marked, ...longTexts].some((one) => one === markedName(name)))
    .map((name) => `${parameter} (${name})`);
}

/** `-partners.name`: attributes are left out as a whole. */
function isPartLeftOut(name: string): boolean {
  return name.startsWith('-') && name.includes('.');
}

/** What `*` means; long texts must be named. */
const marked = [...markedTexts, ...markedLists];

/** `partners.name` and `title:20` are of `partners` and `title`. */
function markedName(name: string): string {
  return name.replace(/[.:].*$/s, '');
}
