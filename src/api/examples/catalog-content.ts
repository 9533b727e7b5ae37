import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const difference = {
  items_not_found: [{ content_key: 'DemoX+999' }],
  items_not_included: [],
  items_found: [{ content_key: ids.course, date_updated: '2026-11-21T10:00:00.000Z' }],
};

export const catalogContentExamples = {
  content: [
    { summary: 'The first page', path: { uuid: ids.catalog }, query: { page_size: 10 }, status: 200 },
    { summary: 'By keys', path: { uuid: ids.catalog }, query: { content_keys: [ids.course] }, status: 200 },
  ],
  diff: [
    {
      summary: 'One that is in it, one that is not',
      path: { uuid: ids.catalog },
      body: { content_keys: [ids.course, 'DemoX+999'] },
      status: 200,
      answer: difference,
    },
  ],
  shortDiff: [
    {
      summary: 'The same by its address',
      path: { uuid: ids.catalog },
      query: { content_keys: [ids.course, 'DemoX+999'] },
      status: 200,
      answer: difference,
    },
  ],
} satisfies Record<string, Example[]>;
