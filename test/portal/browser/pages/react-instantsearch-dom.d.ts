/** The library has no types of its own: what the page uses of it. */
declare module 'react-instantsearch-dom' {
  import type { ComponentType, ReactNode } from 'react';

  export interface SearchState {
    query?: string;
    page?: number;
    refinementList?: Record<string, string[] | ''>;
  }

  export const InstantSearch: ComponentType<{
    searchClient: unknown;
    indexName: string;
    searchState: SearchState;
    onSearchStateChange: (state: SearchState) => void;
    children: ReactNode;
  }>;
  export const Configure: ComponentType<Record<string, unknown>>;
  export const SearchBox: ComponentType;
  export const Stats: ComponentType;
  export const ClearRefinements: ComponentType;
  export const Pagination: ComponentType;
  export const RefinementList: ComponentType<{ attribute: string; operator: 'or'; searchable: boolean; limit: number }>;
  export const Hits: ComponentType<{ hitComponent: ComponentType<{ hit: object }> }>;
  export const Highlight: ComponentType<{ attribute: string; hit: object }>;
}
