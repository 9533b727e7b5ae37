import { useInstantSearch, useRange, useRefinementList } from 'react-instantsearch';
import { facets, priceAttribute, type Facet } from './facets.ts';

/** As many values of a facet are known; others are found by searching in it. The service gives no more at once. */
const most = 100;

type List = ReturnType<typeof useRefinementList>;

/** A facet with its values, and what can be done with them. */
export interface FacetGroup extends Pick<List, 'items' | 'refine' | 'searchForItems' | 'isFromSearch'> {
  facet: Facet;
}

/**
 * Every facet of the page. They are kept here, and not where they are shown, since the place changes with the width of the screen
 * and what is chosen must not be lost with it.
 */
export function useFacets(): FacetGroup[] {
  return facets.map(useFacet);
}

/** The least and the greatest price of what is found, in US dollars. */
export interface Prices {
  min: number;
  max: number;
}

/** What the results cost, whatever price is chosen; undefined where none of them has a price. Kept where facets are. */
export function usePrices(): Prices | undefined {
  useRange({ attribute: priceAttribute });
  const { results } = useInstantSearch();
  return (results.getFacetStats(priceAttribute) as Prices | null | undefined) ?? undefined;
}

/** The values by how many results have them; one's own choice does not move them. */
function useFacet(facet: Facet): FacetGroup {
  const { items, refine, searchForItems, isFromSearch } = useRefinementList({
    attribute: facet.attribute,
    operator: 'or',
    limit: most,
    sortBy: ['count:desc', 'name:asc'],
  });
  return { facet, items, refine, searchForItems, isFromSearch };
}
