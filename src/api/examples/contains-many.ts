import type { Example } from '../route.ts';
import { ids } from './ids.ts';

export const containsManyExamples = {
  ask: [
    {
      summary: 'Two courses in one catalog',
      body: { content_keys: [ids.course, 'DemoX+999'], catalog_uuids: [ids.catalog] },
      status: 200,
      answer: { results: { [ids.catalog]: { [ids.course]: true, 'DemoX+999': false } } },
    },
  ],
} satisfies Record<string, Example[]>;
