import type { Example } from '../route.ts';

export const quarantineExamples = {
  retry: [{ summary: 'From the first', body: {}, status: 200, answer: { results: [], next: null } }],
} satisfies Record<string, Example[]>;
