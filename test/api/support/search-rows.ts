import type { Client } from '../../support/client.ts';
import type { Row } from './content-rows.ts';
import { course, listed } from '../../support/documents.ts';
import { askers, everyAdmin, type Actor } from './actors.ts';

const searchers: Actor[] = [...askers, 'other admin', 'other learner', 'staff without a role'];

/** Admins see what is searched for in their own customers' catalogs. */
const reporters: Actor[] = [...everyAdmin, 'own admin', 'other admin', 'staff without a role'];

/** Who may search: whoever may see one customer's catalogs; what he finds is kept to those. */
export function searchRows(operator: () => Client): Record<string, Row> {
  let queryId: string | null = null;
  return {
    searchByFilter: { may: searchers, method: 'POST', path: () => '/api/v1/search', body: () => ({}) },
    searchFacetValues: { may: searchers, path: () => '/api/v1/search/facets/partners' },
    relatedItems: { may: searchers, path: () => '/api/v1/search/related/OWN+1' },
    searchEvents: {
      may: searchers,
      method: 'POST',
      path: async () => {
        await operator().post('/api/v1/content-metadata/?refresh=true', listed(course('OWN+1')));
        const { body } = await operator().get<{ query_id: string | null }>('/api/v1/search?q=OWN%2B1');
        queryId = body.query_id;
        return '/api/v1/search/events';
      },
      body: () => ({ events: [{ query_id: queryId, type: 'click', content_key: 'OWN+1', position: 1 }] }),
    },
    searchReport: { may: reporters, path: () => '/api/v1/search-analytics/days' },
    searchReportCsv: { may: reporters, path: () => '/api/v1/search-analytics/top.csv' },
    suggest: { may: searchers, path: () => '/api/v1/search/suggest' },
  };
}

/** Who may say what searches are to find: operators. */
export function steeringRows(operator: () => Client): Record<string, Row> {
  const [synonym, pin] = ['/api/v1/search-synonyms/en/own/', '/api/v1/search-pins/own/'];
  const newSynonym = { rule: 'own, mine' };
  const newPin = { matches: 'exact', text: 'own', pinned: ['OWN+1'] };
  /** Makes sure of one, and gives its address. */
  const stored = (path: string, body: object) => async (): Promise<string> => {
    await operator().ask('PUT', path, { body });
    return path;
  };
  return {
    listSynonyms: { may: everyAdmin, path: () => '/api/v1/search-synonyms/' },
    putSynonym: { may: everyAdmin, method: 'PUT', path: () => synonym, body: () => newSynonym },
    deleteSynonym: { may: everyAdmin, method: 'DELETE', path: stored(synonym, newSynonym) },
    previewSynonyms: {
      may: everyAdmin,
      method: 'POST',
      path: () => '/api/v1/search-synonyms-preview/',
      body: () => ({ q: 'own' }),
    },
    listPins: { may: everyAdmin, path: () => '/api/v1/search-pins/' },
    putPin: { may: everyAdmin, method: 'PUT', path: () => pin, body: () => newPin },
    deletePin: { may: everyAdmin, method: 'DELETE', path: stored(pin, newPin) },
    previewPins: {
      may: everyAdmin,
      method: 'POST',
      path: () => '/api/v1/search-pins-preview/',
      body: () => ({ q: 'own' }),
    },
  };
}
