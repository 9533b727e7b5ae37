import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const introductory = { content_type: 'course', level_type: 'Introductory' };
const none = { count: 0, next: null, previous: null, results: [] };

export const proposalExamples = {
  edit: [
    {
      summary: 'The filter that it has already',
      path: { uuid: ids.query },
      body: { content_filter: introductory },
      status: 200,
      answer: {
        catalog_query_uuid: ids.query,
        membership: { state: 'committed', matched: 1, entered: 0, left: 0 },
        corrections: [],
      },
    },
    {
      summary: 'One that would drop all of its members',
      path: { uuid: ids.query },
      body: { content_filter: { ...introductory, org: 'NobodyX' } },
      status: 409,
    },
  ],
  list: [{ summary: 'When none waits', query: { page_size: 10 }, status: 200, answer: none }],
  unknown: [{ summary: 'One that is not there', path: { id: '7' }, status: 404 }],
} satisfies Record<string, Example[]>;
