import type { Example } from '../route.ts';

export const reindexExamples = {
  start: [
    { summary: 'Nothing to go back to', body: { index: 'content', how: 'back' }, status: 409 },
    { summary: 'An index that there is not', body: { index: 'everything' }, status: 400 },
  ],
} satisfies Record<string, Example[]>;
