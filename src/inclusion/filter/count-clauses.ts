import { partsOf, type Clause } from './filter-test.ts';
import { countTokensAtMost } from './tokens.ts';

/**
 * Clauses that a compiled filter may have. The engine's own limit (`indices.query.bool.max_clause_count`) is 1,024, and what is
 * put around a filter (an index's tombstones, the filters of other catalogs in a search) needs some too.
 */
export const mostClauses = 1_000;

/** Clauses of a compiled filter as the engine counts them: those that are not a `bool`, and each word of a text by itself. */
export function countClauses({ bool, match, match_phrase: phrase, multi_match: across }: Clause): number {
  if (bool !== undefined) {
    return partsOf(bool).reduce((sum, clause) => sum + countClauses(clause), 0);
  }
  if (across !== undefined) {
    return countTokensAtMost(across.query) * across.fields.length;
  }
  const [text] = Object.values(match ?? phrase ?? {});
  return text === undefined ? 1 : countTokensAtMost(text.query);
}
