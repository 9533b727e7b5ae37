import type { Example } from '../route.ts';
import { ids } from './ids.ts';

export const translationExamples = {
  store: [
    {
      summary: 'A title in Spanish',
      body: {
        translations: [{ content_key: ids.course, language: 'es', texts: { title: 'Navegar para principiantes' } }],
      },
      status: 200,
      answer: { results: [{ content_key: ids.course, language: 'es', outcome: 'created' }] },
    },
  ],
  list: [{ summary: 'None yet', path: { key: ids.course }, status: 200, answer: { results: [] } }],
} satisfies Record<string, Example[]>;
