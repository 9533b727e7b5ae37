import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const query = {
  id: 1,
  uuid: ids.query,
  title: 'Introductory courses',
  content_filter: { content_type: 'course', level_type: 'Introductory' },
  content_filter_hash: ids.hash,
};

export const queryExamples = {
  list: [{ summary: 'The first page', query: { page_size: 10 }, status: 200 }],
  byHash: [{ summary: 'Introductory courses', query: { hash: ids.hash }, status: 200, answer: query, varies: ['id'] }],
  read: [{ summary: 'By its uuid', path: { name: ids.query }, status: 200, answer: query, varies: ['id'] }],
  distinct: [
    {
      summary: 'Of one catalog',
      body: { enterprise_catalog_uuids: [ids.catalog] },
      status: 200,
      answer: { num_distinct_query_ids: 1, catalog_uuids_by_catalog_query_id: { '1': [ids.catalog] } },
      varies: ['catalog_uuids_by_catalog_query_id'],
    },
  ],
  hash: [{ summary: 'Of nothing', status: 200, answer: '99914b932bd37a50b983c5e7c90ae93b' }],
} satisfies Record<string, Example[]>;
