import type { Example } from '../route.ts';

export const syncRunExamples = {
  list: [{ summary: 'The latest imports', query: { kind: 'import' }, status: 200 }],
  unknown: [{ summary: 'A run that is not there', path: { id: '999999999' }, status: 404 }],
} satisfies Record<string, Example[]>;
