import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const path = { id: '1' };
const refused = { results: [{ id: 1, content_key: ids.brokenCourse, outcome: 'refused' }], next: null };

export const quarantineExamples = {
  read: [
    {
      summary: 'A course whose runs are no list',
      path,
      status: 200,
      answer: {
        id: 1,
        content_key: ids.brokenCourse,
        content_type: 'course',
        source: 'api',
        errors: [{ pointer: '/course_runs', code: 'wrong_type', detail: 'must be a list or null' }],
        bytes: 64,
        seen: 1,
        first_seen: '2026-11-21T10:00:00.000Z',
        last_seen: '2026-11-21T10:00:00.000Z',
        in_force_since: null,
        document: { content_type: 'course', key: ids.brokenCourse, course_runs: 'two' },
      },
      varies: ['bytes'],
    },
  ],
  retry: [{ summary: 'It still breaks the contract', path, status: 200, answer: refused }],
  retryAll: [{ summary: 'From the first', body: {}, status: 200, answer: refused }],
} satisfies Record<string, Example[]>;
