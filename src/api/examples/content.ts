import type { Example } from '../route.ts';
import { ids } from './ids.ts';

export const contentExamples = {
  store: [
    {
      summary: 'A course comes in',
      body: {
        content_type: 'course',
        key: 'DemoX+102',
        title: 'Sailing in the dark',
        level_type: 'Advanced',
      },
      status: 200,
      answer: { results: [{ content_key: 'DemoX+102', outcome: 'created', membership: 'committed' }] },
    },
  ],
  catalogs: [
    {
      summary: 'Of one customer',
      path: { key: ids.course },
      query: { customer: ids.customer },
      status: 200,
      answer: {
        count: 1,
        next: null,
        previous: null,
        results: [
          {
            uuid: ids.catalog,
            title: 'First steps',
            enterprise_customer: ids.customer,
            enterprise_customer_name: 'Demo Ltd',
            catalog_query: { uuid: ids.query, title: 'Introductory courses', held: false },
          },
        ],
        removed: false,
      },
    },
  ],
  list: [{ summary: 'Two by their keys', query: { content_identifiers: [ids.course, 'DemoX+999'] }, status: 200 }],
  read: [{ summary: 'A course', path: { key: ids.course }, status: 200 }],
} satisfies Record<string, Example[]>;
