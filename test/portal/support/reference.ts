import type { Filter, Literal, Term } from '../../../src/portal/filter/filter.ts';

/** A piece of a filter's text, and what it is. */
export interface Token {
  text: string;
  is: 'AND' | 'OR' | 'NOT' | '(' | ')' | 'term' | 'word';
  /** Of a term. */
  term?: Term;
  /** Whether a word may follow that belongs to the value. */
  open?: boolean;
}

/**
 * Reads a list of tokens by the grammar of src/portal/README.md, written for the tests from that page:
 *
 *   filter  =  clause { AND clause }        clause  =  unit { OR unit }        unit  =  [ NOT ] term  |  ( filter )
 *
 * @returns undefined for what the grammar does not have
 */
export function readByGrammar(tokens: readonly Token[]): Filter | undefined {
  if (tokens.length === 0) {
    return [];
  }
  const read = filterAt(tokens, 0, 0);
  return read?.next === tokens.length ? read.found : undefined;
}

interface Read<Found> {
  found: Found;
  next: number;
}

function filterAt(tokens: readonly Token[], at: number, depth: number): Read<Filter> | undefined {
  const first = clauseAt(tokens, at, depth);
  if (first === undefined || tokens[first.next]?.is !== 'AND') {
    return first;
  }
  const rest = filterAt(tokens, first.next + 1, depth);
  return rest === undefined ? undefined : { found: [...first.found, ...rest.found], next: rest.next };
}

/** Alternatives are one clause, each of them is one, and all are of one family; a bracket alone may be a conjunction. */
function clauseAt(tokens: readonly Token[], at: number, depth: number): Read<Filter> | undefined {
  const units: Filter[] = [];
  let next = at;
  for (;;) {
    const unit = unitAt(tokens, next, depth);
    if (unit === undefined) {
      return undefined;
    }
    units.push(unit.found);
    next = unit.next;
    if (tokens[next]?.is !== 'OR') {
      break;
    }
    next += 1;
  }
  const [only = []] = units;
  if (units.length === 1) {
    return { found: only, next };
  }
  const literals = units.flat(2);
  const isOne = units.every((unit) => unit.length === 1) && new Set(literals.map(familyOf)).size === 1;
  return isOne ? { found: [literals], next } : undefined;
}

function unitAt(tokens: readonly Token[], at: number, depth: number): Read<Filter> | undefined {
  const token = tokens[at];
  if (token?.is === '(') {
    const inner = depth === 20 ? undefined : filterAt(tokens, at + 1, depth + 1);
    return inner !== undefined && tokens[inner.next]?.is === ')'
      ? { found: inner.found, next: inner.next + 1 }
      : undefined;
  }
  const negated = token?.is === 'NOT';
  const read = termAt(tokens, negated ? at + 1 : at);
  return read === undefined ? undefined : { found: [[{ term: read.found, negated }]], next: read.next };
}

/** A word alone is a tag; after an open value it goes on with it. */
function termAt(tokens: readonly Token[], at: number): Read<Term> | undefined {
  const token = tokens[at];
  if (token?.is === 'word') {
    return { found: { kind: 'facet', attribute: '_tags', value: token.text }, next: at + 1 };
  }
  if (token?.term === undefined) {
    return undefined;
  }
  let next = at + 1;
  if (token.term.kind !== 'facet' || token.open !== true) {
    return { found: token.term, next };
  }
  let { value } = token.term;
  for (let word = tokens[next]; word?.is === 'word'; word = tokens[next]) {
    value = `${value} ${word.text}`;
    next += 1;
  }
  return { found: { ...token.term, value }, next };
}

function familyOf({ term }: Literal): string {
  return term.kind !== 'facet' ? 'numbers' : term.attribute === '_tags' ? 'tags' : 'facets';
}
