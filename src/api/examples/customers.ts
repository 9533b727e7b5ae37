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
  filter: [
    {
      summary: 'One that is in a catalog, one that is not',
      path: { customer: ids.customer },
      body: { content_keys: [ids.course, 'DemoX+999'] },
      status: 200,
      answer: { filtered_content_keys: [ids.course] },
    },
  ],
  content: [{ summary: 'A course', path: { customer: ids.customer, key: ids.course }, status: 200 }],
} satisfies Record<string, Example[]>;
