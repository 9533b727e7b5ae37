import type { Example } from '../route.ts';
import { ids } from './ids.ts';

export const searchExamples = {
  search: [{ summary: 'In one catalog', query: { q: 'sail', catalog: ids.catalog, highlight: true }, status: 200 }],
  searchByFilter: [
    {
      summary: 'Courses for less than 100 dollars, or without a price',
      body: {
        catalog: [ids.catalog],
        filter: {
          any: [{ attribute: 'price', range: { lt: 100 } }, { not: { attribute: 'price', range: { gte: 0 } } }],
        },
      },
      status: 200,
    },
  ],
  searchFacetValues: [
    {
      summary: 'Partners of what is found',
      path: { facet: 'partners' },
      query: { catalog: ids.catalog, value: 'demo' },
      status: 200,
      answer: { results: [{ value: 'Demo University', highlighted: '<mark>Demo</mark> University', count: 1 }] },
    },
  ],
  relatedItems: [
    { summary: 'In one catalog', path: { content_key: ids.course }, query: { catalog: ids.catalog }, status: 200 },
  ],
  suggest: [{ summary: 'While typing', query: { q: 'sai', catalog: ids.catalog }, status: 200 }],
} satisfies Record<string, Example[]>;
