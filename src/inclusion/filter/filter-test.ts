import type { Terms } from '../../content-index/port.ts';

/** A form of an item, as a percolation would take it: its projection, and the terms of its texts where a filter looks at words. */
export interface Form {
  projection: Readonly<Record<string, readonly (string | number | boolean)[] | undefined>>;
  terms: Terms;
}

export type FilterTest = (form: Form) => boolean;

export type Value = string | number | boolean;

/** A compiled filter, or a clause of one: the forms that `filter/compile-filter.ts` makes, and no others. */
export interface Clause {
  bool?: Partial<Record<'filter' | 'should' | 'must_not', Clause[]>> & { minimum_should_match?: 1 };
  term?: Record<string, Value>;
  terms?: Record<string, Value[]>;
  range?: Record<string, Partial<Record<'gt' | 'gte' | 'lt' | 'lte', number>>>;
  script?: { script: { params: { field: string; from: number[]; to: number[] } } };
  match?: Record<string, { query: string }>;
  multi_match?: { query: string; fields: string[] };
  match_phrase?: Record<string, { query: string }>;
  match_none?: object;
  match_all?: object;
}

/** The clauses that a compound one is made of, however they count in it. */
export function partsOf({ filter = [], should = [], must_not: none = [] }: NonNullable<Clause['bool']>): Clause[] {
  return [...filter, ...should, ...none];
}

/**
 * What the engine would say of a form that it does not hold. Pure.
 * @param said the terms of each text that the filter asks for, as the index analyses them
 * @throws Error on a clause that the compiler does not make
 */
export function filterTest(clause: Clause, said: ReadonlyMap<string, Terms>): FilterTest {
  const { bool, term, terms, range, script, match, multi_match: across, match_phrase: phrase } = clause;
  if (bool !== undefined) {
    return boolTest(bool, said);
  }
  if (term !== undefined) {
    const [path, wanted] = only(term);
    return hasValue(path, (value) => value === wanted);
  }
  if (terms !== undefined) {
    const [path, values] = only(terms);
    const wanted = new Set(values);
    return hasValue(path, (value) => wanted.has(value));
  }
  if (range !== undefined) {
    const [path, { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity }] = only(range);
    return hasValue(path, (value) => {
      const number = Number(value);
      return number > gt && number >= gte && number < lt && number <= lte;
    });
  }
  if (script !== undefined) {
    const { field, from, to } = script.script.params;
    return hasValue(field, (value) =>
      from.some((first, place) => Number(value) >= first && Number(value) <= (to[place] ?? first)),
    );
  }
  if (match !== undefined) {
    const [path, { query }] = only(match);
    return allWords([path], query, said);
  }
  if (across !== undefined) {
    return allWords(across.fields, across.query, said);
  }
  if (phrase !== undefined) {
    const [path, { query }] = only(phrase);
    return inARow(path, query, said);
  }
  if ('match_none' in clause || 'match_all' in clause) {
    return () => 'match_all' in clause;
  }
  throw new Error(`not a clause of a compiled filter: ${Object.keys(clause).join(', ')}`);
}

function boolTest(
  { filter = [], should = [], must_not: mustNot = [] }: NonNullable<Clause['bool']>,
  said: ReadonlyMap<string, Terms>,
): FilterTest {
  const [all, any, none] = [filter, should, mustNot].map((clauses) => clauses.map((one) => filterTest(one, said)));
  return (form) =>
    (all ?? []).every((test) => test(form)) &&
    (should.length === 0 || (any ?? []).some((test) => test(form))) &&
    !(none ?? []).some((test) => test(form));
}

function only<Named>(members: Record<string, Named>): [string, Named] {
  const [entry] = Object.entries(members);
  if (entry === undefined) {
    throw new Error('a clause of a compiled filter without a field');
  }
  return entry;
}

function hasValue(path: string, isWanted: (value: Value) => boolean): FilterTest {
  const field = path.replace(/^filter\./, '');
  return ({ projection }) => (projection[field] ?? []).some(isWanted);
}

/** Each word occurs in one of the fields, which are all analysed alike. */
function allWords(paths: readonly string[], text: string, said: ReadonlyMap<string, Terms>): FilterTest {
  const words = [...(said.get(text)?.get(paths[0] ?? '') ?? new Map<string, number[]>()).keys()];
  return ({ terms }) => words.length > 0 && words.every((word) => paths.some((path) => terms.get(path)?.has(word)));
}

/** The words in their order, with nothing between them; values of one list stand far apart. */
function inARow(path: string, text: string, said: ReadonlyMap<string, Terms>): FilterTest {
  const words = [...(said.get(text)?.get(path) ?? [])].flatMap(([word, places]) =>
    places.map((place) => ({ word, place })),
  );
  const [first] = words;
  return ({ terms }) => {
    const found = terms.get(path);
    return (
      first !== undefined &&
      (found?.get(first.word) ?? []).some((start) =>
        words.every(({ word, place }) => found?.get(word)?.includes(start + place - first.place)),
      )
    );
  };
}
