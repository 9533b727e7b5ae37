import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const unknown = '00000000-0000-4000-8000-000000000000';

export const refreshExamples = {
  refresh: [{ summary: 'One course', body: { content_keys: [ids.course] }, status: 202 }],
  unknown: [{ summary: 'A job that is not there', path: { id: unknown }, status: 404 }],
  refreshMembers: [
    {
      summary: 'Of one catalog',
      path: { uuid: ids.catalog },
      status: 200,
      answer: { async_task_id: '5eee48b8-0069-44f6-88cf-8be6e16a16ba' },
      varies: ['async_task_id'],
    },
  ],
  unknownOfCatalog: [
    { summary: 'A job that the catalog does not have', path: { uuid: ids.catalog, id: unknown }, status: 404 },
  ],
} satisfies Record<string, Example[]>;
