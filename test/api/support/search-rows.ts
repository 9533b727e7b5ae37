import type { Row } from './content-rows.ts';
import { askers, type Actor } from './actors.ts';

const searchers: Actor[] = [...askers, 'other admin', 'other learner', 'staff without a role'];

/** Who may search: whoever may see one customer's catalogs; what he finds is kept to those. */
export function searchRows(): Record<string, Row> {
  return {
    searchByFilter: { may: searchers, method: 'POST', path: () => '/api/v1/search', body: () => ({}) },
    searchFacetValues: { may: searchers, path: () => '/api/v1/search/facets/partners' },
    relatedItems: { may: searchers, path: () => '/api/v1/search/related/OWN+1' },
    suggest: { may: searchers, path: () => '/api/v1/search/suggest' },
  };
}
