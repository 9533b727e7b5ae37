/**
 * Clauses that a compiled filter may have. The engine's own limit (`indices.query.bool.max_clause_count`) is 1,024, and what is
 * put around a filter (an index's tombstones, the filters of other catalogs in a search) needs some too.
 */
export const mostClauses = 1_000;

/** Clauses of a query as the engine counts them: those that are not a `bool`; of `match` each word is one. */
export function countClauses(query: object): number {
  const { bool } = query as { bool?: Record<'filter' | 'should' | 'must_not', object[] | undefined> };
  if (bool === undefined) {
    return 1;
  }
  const clauses = [bool.filter ?? [], bool.should ?? [], bool.must_not ?? []].flat();
  return clauses.reduce((sum, clause) => sum + countClauses(clause), 0);
}
