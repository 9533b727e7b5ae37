import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const at = '2026-11-21T10:00:00.000Z';

export const contentChangesExamples = {
  changes: [
    { summary: 'Where to begin', query: { since: 'now' }, status: 200 },
    { summary: 'From the beginning, with the documents', query: { view: 'client', limit: 10 }, status: 200 },
  ],
  history: [
    {
      summary: 'A course that came once',
      path: { key: ids.course },
      status: 200,
      answer: {
        content_key: ids.course,
        uuid: null,
        content_type: 'course',
        revision: 1,
        decided: true,
        removed_at: null,
        indexing: { state: 'searchable', indexed_at: at, last_failure: null },
        in_force: { since: at, source: 'api', upstream_modified_at: null },
        heard: [{ source: 'api', at, via: 'POST /api/v1/content-metadata/', outcome: 'created' }],
        changes: [{ at, kind: 'stored', source: 'api', revision: 1, fields: null }],
        quarantined: null,
      },
    },
  ],
} satisfies Record<string, Example[]>;
