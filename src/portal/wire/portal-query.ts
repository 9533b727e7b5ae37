import type { Filter } from '../filter/filter.ts';

/** One search as the portal asks for it, in whichever form it came. */
export interface PortalQuery {
  index: string;
  /** The words; empty finds everything. */
  text: string;
  /** Whether words that find little may be taken for misspelt ones. */
  typos: boolean;
  /** Whether some of the words are enough where nothing has them all. */
  fewerWords: boolean;
  /** Whether words that operators say mean the same find each other. */
  synonyms: boolean;
  /** Whether items that operators pinned come first. */
  rules: boolean;
  /** `filters` and `numericFilters`. */
  filter: Filter;
  /** `facetFilters`: what was chosen of facets. They hold like the filter; libraries leave out one facet at a time to count it. */
  refinements: Filter;
  /** From 0. */
  page: number;
  hitsPerPage: number;
  /** Attributes whose values are counted; `every`: all that there are. */
  facets: readonly string[] | 'every';
  maxValuesPerFacet: number;
  sortFacetValuesBy: 'count' | 'alpha';
  /** Names, or names to leave out after a `-`; `*` among them: all. */
  attributesToRetrieve: readonly string[];
  attributesToHighlight: readonly string[];
  /** `attribute` or `attribute:words`. */
  attributesToSnippet: readonly string[];
  highlightPreTag: string;
  highlightPostTag: string;
  snippetEllipsisText: string;
  /** Whether marked lists are without the values in which nothing was found. */
  onlyMarkedValues: boolean;
  /** Whether the answer is to name itself, so that clicks can be told of it. */
  clickAnalytics: boolean;
  /** Whether it counts as a search: not where a page only asks for more about another one. */
  analytics: boolean;
  /** What the page tells searchers apart by; empty where it does not. */
  userToken: string;
  /** Members of the answer that are wanted; `*` among them: all. */
  responseFields: readonly string[];
  /** Where values of one facet are searched, and not content. */
  facetSearch: FacetSearch | undefined;
  /** What was asked, URL-encoded: it stands in the answer. */
  params: string;
  /** Whether it is left out where a search before it in the request finds as many as it wants. */
  onlyIfNeeded: boolean;
  /** Parameters that were sent, would change the answer, and do not. */
  unsupported: readonly string[];
}

export interface FacetSearch {
  facet: string;
  /** The beginning of a word of the value; empty: any. */
  text: string;
  most: number;
}
