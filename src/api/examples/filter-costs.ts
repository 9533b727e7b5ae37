import type { Example } from '../route.ts';
import { ids } from './ids.ts';

export const filterCostExamples = {
  costs: [
    {
      summary: 'The first page',
      query: { page_size: 10 },
      status: 200,
      answer: {
        count: 1,
        next: null,
        previous: null,
        results: [
          {
            id: 1,
            uuid: ids.query,
            title: 'Introductory courses',
            class: 'terms',
            extraction_result: 'complete',
            candidates: 1,
            matches: 1,
            verified_per_match: 0,
          },
        ],
      },
      varies: ['id'],
    },
  ],
  unknown: [
    {
      summary: 'When nothing was left out',
      query: { page_size: 10 },
      status: 200,
      answer: { count: 0, next: null, previous: null, results: [] },
    },
  ],
} satisfies Record<string, Example[]>;
