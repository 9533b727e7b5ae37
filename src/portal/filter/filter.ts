/**
 * What the portal's `filters`, `facetFilters` and `numericFilters` come to: all clauses must hold. The protocol has conjunctions of
 * disjunctions only, so there is no deeper tree, and several filters are one after the other.
 */
export type Filter = readonly Clause[];

/** One of these must hold; there is at least one, and all are of one family. */
export type Clause = readonly Literal[];

export interface Literal {
  term: Term;
  negated: boolean;
}

export type Term =
  /** One of the attribute's values is this one, in whatever case. Tags are values of `_tags`. */
  | { kind: 'facet'; attribute: string; value: string }
  | { kind: 'number'; attribute: string; comparison: Comparison; number: number }
  /** Both ends are in it. */
  | { kind: 'range'; attribute: string; from: number; to: number };

export type Comparison = '<=' | '>=' | '!=' | '<' | '>' | '=';

/** What is compared with what: terms of one family only may be alternatives. */
export function familyOf({ term }: Literal): 'facets' | 'numbers' | 'tags' {
  if (term.kind !== 'facet') {
    return 'numbers';
  }
  return term.attribute === tagsAttribute ? 'tags' : 'facets';
}

/** What a word without an attribute is a value of. */
export const tagsAttribute = '_tags';
