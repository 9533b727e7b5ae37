import type { Example } from '../route.ts';
import { ids } from './ids.ts';

export const customerExamples = {
  list: [
    {
      summary: 'By a part of the name',
      query: { q: 'demo' },
      status: 200,
      answer: {
        count: 1,
        next: null,
        previous: null,
        results: [{ uuid: ids.customer, name: 'Demo Ltd', slug: null }],
      },
    },
  ],
  contains: [
    {
      summary: 'Which catalogs have the course',
      path: { customer: ids.customer },
      query: { course_run_ids: [ids.course], get_catalogs_containing_specified_content_ids: true },
      status: 200,
      answer: { contains_content_items: true, catalog_list: [ids.catalog] },
    },
  ],
} satisfies Record<string, Example[]>;
