import type { Client } from '../../support/client.ts';
import { askers, everyAdmin, own, type Actor } from './actors.ts';
import type { Row } from './content-rows.ts';

/** The portal's protocol, by tokens, and the keys for it. */
export function portalRows(operator: () => Client): Record<string, Row> {
  const searchers: Actor[] = [...askers, 'other admin', 'other learner', 'staff without a role'];
  const index = '/1/indexes/enterprise_catalog';
  const newToken = (): object => ({ customer: own, expires_at: new Date(Date.now() + 60_000).toISOString() });
  return {
    portalQueries: {
      may: searchers,
      method: 'POST',
      path: () => '/1/indexes/*/queries',
      body: () => ({ requests: [{ indexName: 'enterprise_catalog' }] }),
    },
    portalQuery: { may: searchers, method: 'POST', path: () => `${index}/query`, body: () => ({ query: '' }) },
    portalFacetQuery: {
      may: searchers,
      method: 'POST',
      path: () => `${index}/facets/level_type/query`,
      body: () => ({ facetQuery: '' }),
    },
    portalEvents: {
      may: searchers,
      method: 'POST',
      path: () => '/1/events',
      body: () => ({
        events: [{ eventType: 'view', eventName: 'Seen', index: 'enterprise_catalog', objectIDs: ['x'] }],
      }),
    },
    securedSearchKey: {
      may: askers,
      path: () => `/api/v1/enterprise-customer/${own}/secured-algolia-api-key/`,
    },
    createSearchToken: { may: askers, method: 'POST', path: () => '/api/v1/search-tokens', body: newToken },
    revokeSearchToken: {
      // A learner ends what he made himself only.
      may: [...everyAdmin, 'own admin'],
      method: 'DELETE',
      path: async () => {
        const made = await operator().post<{ id: string }>('/api/v1/search-tokens', newToken());
        return `/api/v1/search-tokens/${made.body.id}`;
      },
    },
  };
}
