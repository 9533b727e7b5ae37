import { compileFilter } from '../../../../src/inclusion/filter/compile-filter.ts';
import { fields } from '../../../../src/replication/port.ts';
import { hasPhrase, haveAllWords } from '../../../oracle/words.ts';
import { parse } from './read.ts';

type Scalar = string | number | boolean;
export type Values = Readonly<Record<string, readonly Scalar[]>>;

interface Clause {
  term?: Record<string, Scalar>;
  terms?: Record<string, Scalar[]>;
  range?: Record<string, { gt?: number; gte?: number; lt?: number; lte?: number }>;
  script?: { script: { params: { field: string; from: number[]; to: number[] } } };
  match?: Record<string, { query: string }>;
  match_phrase?: Record<string, { query: string }>;
  multi_match?: { query: string; fields: string[] };
  bool?: { filter?: Clause[]; must_not?: Clause[]; should?: Clause[]; minimum_should_match?: number };
}

const projected = fields.map(({ name }) => name);

/** Whether a filter, compiled, matches an item with these values, as the engine would judge the clauses. */
export function matches(filter: unknown, values: Values): boolean {
  const present = projected.filter((field) => (values[field] ?? []).length > 0);
  const absent = projected.filter((field) => !present.includes(field));
  return holds(compileFilter(parse(filter), 0), { ...values, present, absent });
}

/** The clauses that the compiler uses, and nothing else: an unknown one is an error. */
export function holds(query: object, document: Values): boolean {
  const {
    term,
    terms,
    range,
    script,
    bool,
    match,
    match_phrase: phrase,
    multi_match: across,
    ...unknown
  } = query as Clause & Record<string, unknown>;
  if (Object.keys(unknown).length > 0) {
    throw new Error(`no clause the compiler should use: ${Object.keys(unknown).join(', ')}`);
  }
  if (bool !== undefined) {
    const { filter = [], must_not: mustNot = [], should = [], minimum_should_match: needed = 0 } = bool;
    return (
      filter.every((clause) => holds(clause, document)) &&
      !mustNot.some((clause) => holds(clause, document)) &&
      should.filter((clause) => holds(clause, document)).length >= needed
    );
  }
  if (across !== undefined) {
    return haveAllWords(
      across.fields.flatMap((field) => textsOf(document, field)),
      across.query,
    );
  }
  const [[textField, text] = ['', undefined]] = Object.entries(match ?? phrase ?? {});
  if (text !== undefined) {
    return textsOf(document, textField).some((value) =>
      match === undefined ? hasPhrase(value, text.query) : haveAllWords([value], text.query),
    );
  }
  if (script !== undefined) {
    const { field, from, to } = script.script.params;
    return numbersOf(document, field).some((value) =>
      from.some((start, index) => value >= start && value <= Number(to[index])),
    );
  }
  const [[field, wanted] = ['', '']] = Object.entries({ ...term, ...terms, ...range });
  if (range !== undefined) {
    const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = range[field] ?? {};
    return numbersOf(document, field).some((value) => value > gt && value >= gte && value < lt && value <= lte);
  }
  const list: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  return valuesOf(document, field).some((value) => list.includes(value));
}

function valuesOf(document: Values, path: string): readonly Scalar[] {
  return document[path.replace(/^filter\./, '')] ?? [];
}

function textsOf(document: Values, path: string): string[] {
  return valuesOf(document, path.replace(/\.stems$/, '')).map(String);
}

function numbersOf(document: Values, path: string): number[] {
  return valuesOf(document, path).filter((value) => typeof value === 'number');
}

/** Every clause of a query that is not a `bool`. */
export function leavesOf(query: object): object[] {
  const { bool } = query as Clause;
  return bool === undefined
    ? [query]
    : [bool.filter, bool.must_not, bool.should].flatMap((clauses = []) => clauses.flatMap(leavesOf));
}
