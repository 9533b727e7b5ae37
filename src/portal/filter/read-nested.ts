import { BadRequestError } from '../../kernel/errors.ts';
import type { Clause, Filter, Literal } from './filter.ts';
import { mostTerms } from './parse-filters.ts';
import { readTerm } from './read-term.ts';
import { Scanner } from './scanner.ts';

/** `"attribute:value"`, alone or in a list (all must hold) that may hold lists (one must hold). */
export type Nested = string | readonly (string | readonly string[])[];

/**
 * Reads `facetFilters`. A value that begins with `-` is one that must not be there; `\-` is a plain minus.
 * @throws BadRequestError
 */
export function readFacetFilters(nested: Nested): Filter {
  return readNested(nested, 'facetFilters', readFacet);
}

/** Reads `numericFilters`: `price < 10`, `price:1 TO 5`. @throws BadRequestError */
export function readNumericFilters(nested: Nested): Filter {
  return readNested(nested, 'numericFilters', readComparison);
}

function readNested(nested: Nested, name: string, read: (text: string, name: string) => Literal): Filter {
  const outer = typeof nested === 'string' ? [nested] : nested;
  const clauses: Clause[] = [];
  let terms = 0;
  for (const entry of outer) {
    const alternatives = (typeof entry === 'string' ? [entry] : entry).filter((text) => text !== '');
    terms += alternatives.length;
    if (terms > mostTerms) {
      throw new BadRequestError(`${name}: at most ${String(mostTerms)} conditions are taken`);
    }
    // An empty list says nothing: libraries send one where nothing is chosen.
    if (alternatives.length > 0) {
      clauses.push(alternatives.map((text) => read(text, name)));
    }
  }
  return clauses;
}

function readFacet(text: string, name: string): Literal {
  const colon = text.indexOf(':');
  if (colon < 1) {
    throw new BadRequestError(`${name}: ${JSON.stringify(text.slice(0, 100))} is not attribute:value`);
  }
  const attribute = text.slice(0, colon);
  const written = text.slice(colon + 1);
  const negated = written.startsWith('-');
  const value = negated || written.startsWith('\\-') ? written.slice(1) : written;
  return { term: { kind: 'facet', attribute, value }, negated };
}

function readComparison(text: string, name: string): Literal {
  const scanner = new Scanner(text.trim(), name);
  const term = readTerm(scanner);
  if (term.kind === 'facet' || !scanner.isAtEnd()) {
    throw new BadRequestError(
      `${name}: ${JSON.stringify(text.slice(0, 100))} is neither \`attribute < number\` nor \`attribute:number TO number\``,
    );
  }
  return { term, negated: false };
}
