import type { Example } from '../route.ts';
import { ids } from './ids.ts';

export const searchExamples = {
  search: [{ summary: 'In one catalog', query: { q: 'sail', catalog: ids.catalog, highlight: true }, status: 200 }],
} satisfies Record<string, Example[]>;
