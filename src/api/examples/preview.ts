import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const introductory = { content_type: 'course', level_type: 'Introductory' };
const sailing = { content_key: ids.course, content_type: 'course', title: 'Sailing for beginners' };

export const previewExamples = {
  preview: [
    {
      summary: 'Introductory courses of two organisations, beside all introductory ones',
      body: { content_filter: { ...introductory, org: ['DemoX', 'OtherX'] }, compare_with: ids.query },
      status: 200,
      answer: {
        matched: 1,
        by_type: { course: 1 },
        sample: [sailing],
        content_filter_hash: '0d4e0f3cfd31a0c4f6e5f0a8cf6a1f5e',
        corrections: [],
        cost: { class: 'verified', clauses: 3, candidates: 1, verified_per_match: 1 },
        warnings: [],
        compared: { members: 1, entering: { count: 0, sample: [] }, leaving: { count: 0, sample: [] } },
      },
      varies: ['content_filter_hash'],
    },
  ],
  explain: [
    {
      summary: 'A course that is in it',
      path: { uuid: ids.catalog, key: ids.course },
      status: 200,
      answer: {
        catalog_uuid: ids.catalog,
        catalog_query_uuid: ids.query,
        content_key: ids.course,
        content_type: 'course',
        title: 'Sailing for beginners',
        removed: false,
        contained: true,
        through: { itself: true, runs: [], course: null },
        member_since: '2026-11-21T10:00:00.000Z',
        inherited: null,
        held: false,
        filter: {
          holds: true,
          forced: false,
          hidden: false,
          entries: [
            { name: 'content_type', wanted: 'course', actual: { content_type: ['course'] }, holds: true },
            { name: 'level_type', wanted: 'Introductory', actual: { level_type: ['Introductory'] }, holds: true },
          ],
        },
        pending: [],
      },
    },
  ],
} satisfies Record<string, Example[]>;
