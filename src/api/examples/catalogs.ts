import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const introductory = { content_type: 'course', level_type: 'Introductory' };

const catalog = {
  uuid: ids.catalog,
  title: 'First steps',
  enterprise_customer: ids.customer,
  catalog_query_uuid: ids.query,
  content_last_modified: '2026-11-21T10:00:00.000Z',
  catalog_modified: '2026-11-21T10:00:00.000Z',
  query_title: 'Introductory courses',
};

export const catalogExamples = {
  list: [
    {
      summary: 'The catalogs of a customer',
      query: { enterprise_customer: ids.customer, page_size: 10 },
      status: 200,
      answer: { count: 1, next: null, previous: null, results: [catalog] },
    },
  ],
  read: [{ summary: 'One catalog', path: { uuid: ids.catalog }, status: 200, answer: catalog }],
  contains: [
    {
      summary: 'A course that is in it',
      path: { uuid: ids.catalog },
      query: { course_run_ids: [ids.course] },
      status: 200,
      answer: { contains_content_items: true },
    },
  ],
  create: [
    {
      summary: 'Introductory courses of one organisation',
      body: {
        uuid: ids.newCatalog,
        title: 'First steps at DemoX',
        enterprise_customer: ids.customer,
        content_filter: { ...introductory, org: 'DemoX' },
        query_title: 'Introductory courses of DemoX',
      },
      status: 201,
      answer: {
        uuid: ids.newCatalog,
        title: 'First steps at DemoX',
        enterprise_customer: ids.customer,
        catalog_query_uuid: '5b8f7a1c-2d3e-4f50-9a6b-7c8d9e0f1a2b',
        content_last_modified: '2026-11-21T10:00:00.000Z',
        catalog_modified: '2026-11-21T10:00:00.000Z',
        query_title: 'Introductory courses of DemoX',
        membership: { state: 'committed', matched: 1, entered: 1, left: 0 },
        corrections: [],
      },
      varies: ['catalog_query_uuid'],
    },
  ],
  replace: [
    {
      summary: 'As the platform sends it',
      path: { uuid: ids.catalog },
      body: {
        uuid: ids.catalog,
        title: 'First steps',
        enterprise_customer: ids.customer,
        enterprise_customer_name: 'Demo Ltd',
        content_filter: introductory,
        enabled_course_modes: ['verified', 'audit'],
        publish_audit_enrollment_urls: 'true',
        catalog_query_uuid: ids.query,
      },
      status: 200,
      answer: { ...catalog, membership: { state: 'committed', matched: 1, entered: 0, left: 0 }, corrections: [] },
    },
  ],
  change: [
    {
      summary: 'Another title',
      path: { uuid: ids.catalog },
      body: { title: 'First steps' },
      status: 200,
      answer: catalog,
    },
  ],
} satisfies Record<string, Example[]>;
