import { BadRequestError } from '../kernel/errors.ts';
import { anyOf } from './any-of.ts';
import { attributes, type Attribute } from './attributes.ts';

/** One side or both of what an attribute may be. */
export interface Range {
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}

/**
 * What a result must be like, as a tree: `all` of none is everything, `any` of none is nothing. An attribute with several values holds
 * when one of them does.
 */
export type Filter =
  | { all: readonly Filter[] }
  | { any: readonly Filter[] }
  | { not: Filter }
  | { attribute: Attribute; in: readonly (string | number | boolean)[] }
  | { attribute: Attribute; range: Range };

/** The engine takes 1,024 clauses in a request; most of them are for the scope and the words. */
export const mostFilterClauses = 60;

/** Past this a number is as good as any; the engine refuses numbers that its fields cannot hold. */
const largest = Number.MAX_SAFE_INTEGER;

/** The filter as the engine's query. Pure. @throws BadRequestError for a bound that is no number */
export function filterQuery(filter: Filter): object {
  if ('all' in filter) {
    return { bool: { filter: filter.all.map(filterQuery) } };
  }
  if ('any' in filter) {
    return filter.any.length === 0 ? { match_none: {} } : anyOf(filter.any.map(filterQuery));
  }
  if ('not' in filter) {
    return { bool: { must_not: [filterQuery(filter.not)] } };
  }
  return 'in' in filter ? anyOfValues(filter.attribute, filter.in) : rangeQuery(filter.attribute, filter.range);
}

/** Values that the attribute cannot have are of no result. */
export function anyOfValues(attribute: Attribute, values: readonly (string | number | boolean)[]): object {
  const kind = attributes[attribute];
  const read = values.flatMap((value): (string | number | boolean)[] => {
    switch (kind) {
      case 'keyword':
        return [String(value)];
      case 'boolean':
        return ['true', 'false'].includes(String(value)) ? [String(value) === 'true'] : [];
      default:
        return value !== '' && Number.isFinite(Number(value)) ? [held(Number(value))] : [];
    }
  });
  return { terms: { [attribute]: read } };
}

function rangeQuery(attribute: Attribute, range: Range): object {
  const bounds = Object.entries(range).map(([side, bound]: [string, number]) => {
    if (!Number.isFinite(bound)) {
      throw new BadRequestError(`a bound of ${attribute} must be a number`);
    }
    return [side, held(bound)];
  });
  return { range: { [attribute]: Object.fromEntries(bounds) as object } };
}

function held(number: number): number {
  return Math.max(-largest, Math.min(largest, number));
}

/** How many clauses the engine counts. */
export function countFilterClauses(filter: Filter): number {
  if ('not' in filter) {
    return countFilterClauses(filter.not);
  }
  const parts = 'all' in filter ? filter.all : 'any' in filter ? filter.any : undefined;
  return parts === undefined ? 1 : parts.reduce((sum, part) => sum + countFilterClauses(part), 0);
}
