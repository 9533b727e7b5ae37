import type { Condition, Span } from './parsed-filter.ts';

type AnyCondition = Extract<Condition, { kind: 'any' }>;

/**
 * More separate stretches of time than this are asked for by a script. The engine counts every clause of a query against
 * `indices.query.bool.max_clause_count` (1,024): with eight, a filter that uses every operator of every field stays below it.
 */
const mostRanges = 8;

/**
 * Clauses that all have to hold for the field to have one of the condition's values. At least one of them is of a form that
 * the percolator can select by: `term`, `range`, or `terms` on a keyword. `terms` on numbers or booleans and scripts are not,
 * and stand beside one that is.
 */
export function valueClauses(condition: AnyCondition): object[] {
  const { field } = condition;
  switch (condition.type) {
    case 'keyword':
      return [oneOf(field, condition.values)];
    case 'boolean':
      return condition.values.length > 1 ? [has(field)] : [oneOf(field, condition.values)];
    case 'number':
      return oneOfNumbers(field, condition.values);
    case 'date':
      return withinSpans(field, joined(condition.values));
  }
}

/** Sorted `values`; one of them is enough. */
export function oneOf(field: string, values: readonly (string | number | boolean)[]): object {
  return values.length === 1
    ? { term: { [`filter.${field}`]: values[0] } }
    : { terms: { [`filter.${field}`]: values } };
}

export function has(field: string): object {
  return { term: { 'filter.present': field } };
}

export function lacks(field: string): object {
  return { term: { 'filter.absent': field } };
}

export function allOf(clauses: readonly object[]): object {
  const [only] = clauses;
  return clauses.length === 1 && only !== undefined ? only : { bool: { filter: clauses } };
}

export function anyOf(clauses: readonly object[]): object {
  const [only] = clauses;
  return clauses.length === 1 && only !== undefined ? only : { bool: { should: clauses, minimum_should_match: 1 } };
}

function oneOfNumbers(field: string, values: readonly number[]): object[] {
  const [first, last] = [values[0], values.at(-1)];
  return first === last
    ? [oneOf(field, values)]
    : [{ range: { [`filter.${field}`]: { gte: first, lte: last } } }, oneOf(field, values)];
}

function withinSpans(field: string, spans: readonly Span[]): object[] {
  if (spans.length <= mostRanges) {
    return [anyOf(spans.map(({ from, to }) => ({ range: { [`filter.${field}`]: { gte: from, lte: to } } })))];
  }
  if (spans.every(({ from, to }) => from === to)) {
    return oneOfNumbers(
      field,
      spans.map(({ from }) => from),
    );
  }
  return [
    { range: { [`filter.${field}`]: { gte: spans[0]?.from, lte: spans.at(-1)?.to } } },
    {
      script: {
        script: {
          lang: 'painless',
          source: withinOneOf,
          params: { field: `filter.${field}`, from: spans.map(({ from }) => from), to: spans.map(({ to }) => to) },
        },
      },
    },
  ];
}

/** Binary search in stretches that are sorted and apart. The text never changes, so that the engine compiles it once. */
const withinOneOf = `
for (long value : doc[params.field]) {
  int low = 0;
  int high = params.from.length - 1;
  while (low <= high) {
    int middle = (low + high) / 2;
    if (value < params.from[middle]) { high = middle - 1 }
    else if (value > params.to[middle]) { low = middle + 1 }
    else { return true }
  }
}
return false`.trim();

/** Sorted spans with those that overlap or adjoin made one. */
function joined(spans: readonly Span[]): Span[] {
  const stretches: Span[] = [];
  for (const { from, to } of spans) {
    const last = stretches.at(-1);
    if (last !== undefined && from <= last.to + 1) {
      last.to = Math.max(last.to, to);
    } else {
      stretches.push({ from, to });
    }
  }
  return stretches;
}
