import { countTokensAtMost } from './tokens.ts';

/**
 * Clauses that a compiled filter may have. The engine's own limit (`indices.query.bool.max_clause_count`) is 1,024, and what is
 * put around a filter (an index's tombstones, the filters of other catalogs in a search) needs some too.
 */
export const mostClauses = 1_000;

interface Clause {
  bool?: Partial<Record<'filter' | 'should' | 'must_not', object[]>>;
  match?: Record<string, { query: string }>;
  match_phrase?: Record<string, { query: string }>;
  multi_match?: { query: string; fields: string[] };
}

/** Clauses of a compiled filter as the engine counts them: those that are not a `bool`, and each word of a text by itself. */
export function countClauses(query: object): number {
  const { bool, match, match_phrase: phrase, multi_match: across } = query as Clause;
  if (bool !== undefined) {
    const clauses = [bool.filter ?? [], bool.should ?? [], bool.must_not ?? []].flat();
    return clauses.reduce((sum, clause) => sum + countClauses(clause), 0);
  }
  if (across !== undefined) {
    return countTokensAtMost(across.query) * across.fields.length;
  }
  const [text] = Object.values(match ?? phrase ?? {});
  return text === undefined ? 1 : countTokensAtMost(text.query);
}
