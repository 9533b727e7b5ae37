import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const index = 'enterprise_catalog';

export const portalExamples = {
  queries: [
    {
      summary: 'Two searches of one page',
      body: {
        requests: [
          { indexName: index, params: 'query=sail&facets=%5B%22level_type%22%5D&hitsPerPage=2' },
          { indexName: index, query: '', facetFilters: [['content_type:course']], hitsPerPage: 0 },
        ],
      },
      status: 200,
    },
  ],
  query: [
    {
      summary: 'In the catalogs of one query',
      path: { index },
      body: { query: 'sail', filters: `enterprise_catalog_query_uuids:${ids.query}`, attributesToHighlight: ['title'] },
      status: 200,
    },
  ],
  facetQuery: [
    {
      summary: 'Partners that begin so',
      path: { index, facet: 'partners.name' },
      body: { facetQuery: 'dem', maxFacetHits: 5 },
      status: 200,
      answer: {
        facetHits: [{ value: 'Demo University', highlighted: '<em>Dem</em>o University', count: 1 }],
        exhaustiveFacetsCount: true,
        processingTimeMS: 1,
      },
      varies: ['processingTimeMS', 'facetHits'],
    },
  ],
  securedKey: [{ summary: 'Where no secret is set to sign it with', path: { customer: ids.customer }, status: 422 }],
  searchToken: [
    {
      summary: 'In the past',
      body: { customer: ids.customer, expires_at: '2026-01-01T00:00:00.000Z' },
      status: 422,
    },
  ],
} satisfies Record<string, Example[]>;
