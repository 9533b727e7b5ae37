import { BadRequestError } from '../../kernel/errors.ts';
import { familyOf, type Clause, type Filter, type Literal } from './filter.ts';
import { readTerm } from './read-term.ts';
import { Scanner } from './scanner.ts';

/** Characters. A key for 100 queries has 10,000. */
const longest = 65_536;
export const mostTerms = 2_000;
const deepest = 20;

const and = /AND(?![^\s()"'])/y;
const or = /OR(?![^\s()"'])/y;
const not = /NOT(?![^\s()"'])/y;

/**
 * Reads the text of `filters`:
 *
 *   filter  =  clause { AND clause }        clause  =  unit { OR unit }        unit  =  [ NOT ] term  |  ( filter )
 *
 * **OR binds tighter than AND**: portals send `a:1 OR a:2 AND b:3` and mean `(a:1 OR a:2) AND b:3`. Only conjunctions of
 * disjunctions are taken, and only alternatives of one family, as in the service whose protocol this is. Terms: `readTerm`.
 * @param name the parameter's, for messages
 * @returns no clauses for a text of blanks
 * @throws BadRequestError that says what is wrong and where
 */
export function parseFilters(text: string, name = 'filters'): Filter {
  if (text.length > longest) {
    throw new BadRequestError(`${name}: at most ${String(longest)} characters are taken`);
  }
  return new FilterParser(text, name).parse();
}

class FilterParser {
  readonly #scanner: Scanner;
  #terms = 0;

  constructor(text: string, name: string) {
    this.#scanner = new Scanner(text, name);
  }

  parse(): Filter {
    this.#scanner.passBlanks();
    if (this.#scanner.isAtEnd()) {
      return [];
    }
    const filter = this.#filter(0);
    if (!this.#scanner.isAtEnd()) {
      throw this.#scanner.fault('AND, OR or the end is expected');
    }
    return filter;
  }

  #filter(depth: number): Clause[] {
    const clauses: Clause[] = [];
    do {
      for (const clause of this.#clause(depth)) {
        clauses.push(clause);
      }
    } while (this.#take(and));
    return clauses;
  }

  /** One clause; several where it is a bracket around a conjunction, which may not be an alternative. */
  #clause(depth: number): Clause[] {
    const first = this.#unit(depth);
    if (!this.#take(or)) {
      return first;
    }
    const literals = [...this.#alternative(first)];
    do {
      for (const literal of this.#alternative(this.#unit(depth))) {
        literals.push(literal);
      }
    } while (this.#take(or));
    const [family] = literals.map(familyOf);
    if (literals.some((literal) => familyOf(literal) !== family)) {
      throw this.#scanner.fault('the alternatives of one OR are all facets, all numbers, or all tags');
    }
    return [literals];
  }

  #alternative(clauses: readonly Clause[]): Clause {
    const [only] = clauses;
    if (only === undefined || clauses.length > 1) {
      throw this.#scanner.fault('an alternative of OR cannot contain AND: write it as (… OR …) AND (… OR …)');
    }
    return only;
  }

  #unit(depth: number): Clause[] {
    this.#scanner.passBlanks();
    if (this.#scanner.take(/\(/y) === undefined) {
      return [[this.#literal()]];
    }
    if (depth === deepest) {
      throw this.#scanner.fault(`brackets are taken ${String(deepest)} deep`);
    }
    const inner = this.#filter(depth + 1);
    if (this.#scanner.take(/\)/y) === undefined) {
      throw this.#scanner.fault('AND, OR or ) is expected');
    }
    this.#scanner.passBlanks();
    return inner;
  }

  #literal(): Literal {
    const negated = this.#take(not);
    if (negated && this.#scanner.sees(/\(/y)) {
      throw this.#scanner.fault('NOT stands before one condition, not before a bracket');
    }
    this.#terms += 1;
    if (this.#terms > mostTerms) {
      throw this.#scanner.fault(`at most ${String(mostTerms)} conditions are taken`);
    }
    if (this.#scanner.sees(/(?:AND|OR|NOT)(?![^\s()"'])/y)) {
      throw this.#scanner.fault('a condition is expected');
    }
    const term = readTerm(this.#scanner);
    this.#scanner.passBlanks();
    return { term, negated };
  }

  /** Whether this word stands here; it and the blanks after it are passed over. */
  #take(word: RegExp): boolean {
    const taken = this.#scanner.take(word) !== undefined;
    if (taken) {
      this.#scanner.passBlanks();
    }
    return taken;
  }
}
