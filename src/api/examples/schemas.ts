import type { Example } from '../route.ts';

export const schemaExamples = {
  read: [{ summary: 'What comes out', path: { name: 'normalized.v1' }, status: 200 }],
} satisfies Record<string, Example[]>;
