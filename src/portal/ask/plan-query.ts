import {
  markedLists,
  markedTexts,
  type Attribute,
  type ContentRequest,
  type ContentSort,
  type FacetValuesRequest,
  type MarkedList,
  type MarkedText,
} from '../content-search.ts';
import type { Filter } from '../filter/filter.ts';
import { attributeOf, everyFacet } from '../names.ts';
import type { FacetSearch, PortalQuery } from '../wire/portal-query.ts';
import { splitFilter } from './split-filter.ts';

/** How one search is carried out. */
export interface QueryPlan {
  query: PortalQuery;
  /** Undefined: nothing can be found, and nothing needs to be asked. */
  request: ContentRequest | undefined;
  /** Facets as the portal names them, with the index's name. */
  facets: ReadonlyMap<string, Attribute>;
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

/** @param allowed what the caller's key keeps every search to @throws BadRequestError */
export function planQuery(query: PortalQuery, allowed: Filter, sort?: ContentSort): QueryPlan {
  const names = query.facets === 'every' ? everyFacet : query.facets;
  const facets = new Map(names.flatMap((name) => pairOf(name, attributeOf(name))));
  const { within, unknown } = withinOf(query, allowed);
  const unsupported = [...query.unsupported, ...unknown, ...names.filter((name) => !facets.has(name))];
  if (within === undefined) {
    return { query, request: undefined, facets, unsupported };
  }
  const isInReach = (query.page + 1) * query.hitsPerPage <= window;
  const pageSize = isInReach ? query.hitsPerPage : 0;
  return {
    query,
    request: {
      ...within,
      ...(sort === undefined ? {} : { sort }),
      page: isInReach ? query.page + 1 : 1,
      pageSize,
      facets: [...new Set(facets.values())],
      valuesPerFacet: Math.max(query.maxValuesPerFacet, 1),
      ...(pageSize === 0 || query.text.trim() === ''
        ? {}
        : { highlight: { attributes: markedOf(query), whole: query.attributesToSnippet.length === 0 } }),
      documents: pageSize > 0,
    },
    facets,
    unsupported: isInReach ? unsupported : [...unsupported, `page (only ${String(window)} results can be paged to)`],
  };
}

/** @throws BadRequestError */
export function planFacetSearch(
  query: PortalQuery,
  { facet, text, most }: FacetSearch,
  allowed: Filter,
): FacetSearchPlan {
  const attribute = attributeOf(facet);
  const { within, unknown } = withinOf(query, allowed);
  return {
    query,
    request:
      within === undefined || attribute === undefined
        ? undefined
        : { ...within, facet: attribute, value: text, limit: most },
    unsupported: [...query.unsupported, ...unknown, ...(attribute === undefined ? [facet] : [])],
  };
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
          text: query.text,
          filter,
        },
    unknown,
  };
}

function pairOf(name: string, attribute: Attribute | undefined): [string, Attribute][] {
  return attribute === undefined ? [] : [[name, attribute]];
}

/** Where the search is to mark words: what is to be highlighted, or cut. */
function markedOf({ attributesToHighlight, attributesToSnippet }: PortalQuery): (MarkedText | MarkedList)[] {
  const wanted = new Set(
    [...attributesToHighlight, ...attributesToSnippet].map((name) => name.replace(/[.:].*$/s, '')),
  );
  return [...markedTexts, ...markedLists].filter((name) => wanted.has('*') || wanted.has(name));
}
