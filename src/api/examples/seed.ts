import { academyOfExamples } from './academies.ts';
import { ids } from './ids.ts';

/** What the examples of the documentation are about, as requests in order. */
export const seed: readonly { method?: 'PUT'; path: string; body: unknown }[] = [
  {
    path: '/api/v1/content-metadata/',
    body: {
      content_type: 'course',
      key: ids.course,
      title: 'Sailing for beginners',
      short_description: 'How to sail a small boat',
      level_type: 'Introductory',
      owners: [{ key: 'DemoX', name: 'Demo University' }],
      organizations: ['DemoX: Demo University'],
      advertised_course_run_uuid: ids.runUuid,
      course_runs: [{ key: ids.run, uuid: ids.runUuid, status: 'published', is_enrollable: true, is_marketable: true }],
    },
  },
  {
    // Breaks the contract: the first document in quarantine.
    path: '/api/v1/content-metadata/',
    body: { content_type: 'course', key: ids.brokenCourse, course_runs: 'two' },
  },
  {
    path: '/api/v1/enterprise-catalogs/',
    body: {
      uuid: ids.catalog,
      title: 'First steps',
      enterprise_customer: ids.customer,
      enterprise_customer_name: 'Demo Ltd',
      catalog_query_uuid: ids.query,
      query_title: 'Introductory courses',
      content_filter: { content_type: 'course', level_type: 'Introductory' },
    },
  },
  { method: 'PUT', path: `/api/v1/academies/${ids.academy}/`, body: academyOfExamples },
];
