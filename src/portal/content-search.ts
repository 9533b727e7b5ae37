import type { FilterScope } from '../inclusion/port.ts';
import type {
  Attribute,
  Filter,
  Search,
  SearchAnalytics,
  SearchHit,
  SearchRequest,
  SearchResult,
  Sort,
} from '../search/port.ts';

export { attributes, fold, locales, longTexts, markedLists, markedTexts } from '../search/port.ts';
export type {
  Attribute,
  FacetValue,
  FacetValuesRequest,
  Feedback,
  Locale,
  MarkedList,
  MarkedText,
  Range,
  Stats,
} from '../search/port.ts';

/** What the portal's protocol needs of search, by names that tell it from the protocol's own. */
export type ContentSearch = Pick<Search, 'searchAll' | 'facetValues'>;

/** What searches are told to, to be counted. */
export type SearchNotes = Pick<SearchAnalytics, 'record'>;

export type CatalogScope = FilterScope;
export type ContentFilter = Filter;
export type Order = Sort;

/** A search that says itself what is counted, and how much of it. */
export type ContentRequest = SearchRequest & { facets: readonly Attribute[]; valuesPerFacet: number };

export type ContentHit = Pick<SearchHit, 'content_key' | 'content_type' | 'uuid' | 'highlights' | 'document'>;

export type ContentResult = Pick<SearchResult, 'count' | 'facets' | 'stats' | 'parts' | 'relaxed'> & {
  hits: ContentHit[];
};
