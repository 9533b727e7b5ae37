import { countWords } from './count-words.ts';

/** What the engine makes one clause of for each word. */
const byWord: ReadonlySet<string> = new Set(['match', 'match_bool_prefix']);
const leaves: ReadonlySet<string> = new Set([
  ...byWord,
  'match_phrase',
  'match_phrase_prefix',
  'prefix',
  'fuzzy',
  'term',
  'terms',
]);

/** What all clauses of the words may come to: the engine takes 1,024, of which scope and filter have theirs. */
export const mostClauses = 350;

/** As many clauses as the engine counts in a query of `text-query.ts`, or more: it counts what stands in others, not those around it. */
export function countClauses(query: unknown): number {
  if (Array.isArray(query)) {
    return query.reduce((sum: number, one: unknown) => sum + countClauses(one), 0);
  }
  if (typeof query !== 'object' || query === null) {
    return 0;
  }
  return Object.entries(query).reduce(
    (sum, [name, of]) => sum + (leaves.has(name) ? clausesOf(name, of as object) : countClauses(of)),
    0,
  );
}

function clausesOf(name: string, of: object): number {
  const [asked] = Object.values(of) as unknown[];
  const text = typeof asked === 'object' && asked !== null && 'query' in asked ? asked.query : asked;
  return byWord.has(name) && typeof text === 'string' ? Math.max(countWords(text), 1) : 1;
}
