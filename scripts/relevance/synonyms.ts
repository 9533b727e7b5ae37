import { readFileSync } from 'node:fs';
import type { Steering } from '../../src/search/port.ts';

/**
 * Puts the rules of `synonyms.txt` in force, as an operator would with `npm run synonyms -- import`.
 * @throws RefusedError when one of them is no rule
 */
export async function putSynonymRules(steering: Pick<Steering, 'putSynonyms'>): Promise<void> {
  const lines = readFileSync(new URL('./synonyms.txt', import.meta.url), 'utf8').split('\n');
  const rules = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  await steering.putSynonyms(
    { name: 'script:relevance', requestId: null },
    rules.map((rule, index) => ({ locale: 'en', name: `rule-${String(index)}`, rule })),
    { apply: true },
  );
}
