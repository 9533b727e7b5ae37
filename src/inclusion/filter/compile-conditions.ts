import { contentTypes } from '../../replication/port.ts';
import { allOf, anyOf, has, lacks, valueClauses } from './compile-values.ts';
import { wordsClause } from './compile-words.ts';
import { instantAt } from './moment.ts';
import type { Bound, Condition } from './parsed-filter.ts';

/** What an item must meet, and what it must not. */
interface Clauses {
  filter: object[];
  mustNot: object[];
}

/**
 * One query for conditions that all hold. It always has a clause that an item must meet: where the conditions give none, the
 * list of content types.
 * @param asOf what `now` is, ms since the epoch
 * @param left what an item must not meet beside
 */
export function compileConditions(
  conditions: readonly Condition[],
  asOf: number,
  left: readonly object[] = [],
): object {
  const clauses: Clauses = { filter: [], mustNot: [] };
  for (const condition of conditions) {
    addCondition(condition, asOf, clauses);
  }
  const mustNot = [...clauses.mustNot, ...left];
  const filter = clauses.filter.length > 0 ? clauses.filter : [{ terms: { 'filter.content_type': contentTypes } }];
  return mustNot.length === 0 ? allOf(filter) : { bool: { filter, must_not: mustNot } };
}

function addCondition(condition: Condition, asOf: number, { filter, mustNot }: Clauses): void {
  switch (condition.kind) {
    case 'any':
      filter.push(...anyClauses(condition));
      break;
    case 'none':
      // An item without a value meets an exclusion, unless null is excluded: then it has to have one.
      mustNot.push(...(condition.of.values.length > 0 ? [allOf(valueClauses(condition.of))] : []));
      filter.push(...(condition.of.missing ? [has(condition.of.field)] : []));
      break;
    case 'exists':
      filter.push(condition.value ? has(condition.field) : lacks(condition.field));
      break;
    case 'between':
      filter.push(between(condition, asOf));
      break;
    case 'words':
      filter.push(wordsClause(condition));
      break;
    case 'group':
      addGroup(condition, asOf, { filter, mustNot });
  }
}

/** Each branch of `any_of` has a clause that the percolator selects by, and so has their disjunction. */
function addGroup({ group, filters }: Extract<Condition, { kind: 'group' }>, asOf: number, clauses: Clauses): void {
  switch (group) {
    case 'any_of':
      clauses.filter.push(anyOf(filters.map((conditions) => compileConditions(conditions, asOf))));
      break;
    case 'all_of':
      for (const condition of filters.flat()) {
        addCondition(condition, asOf, clauses);
      }
      break;
    case 'none_of':
      clauses.mustNot.push(...filters.map((conditions) => compileConditions(conditions, asOf)));
  }
}

/** Each of them has to hold. */
function anyClauses(condition: Extract<Condition, { kind: 'any' }>): object[] {
  if (condition.values.length === 0) {
    return [lacks(condition.field)];
  }
  const clauses = valueClauses(condition);
  return condition.missing ? [anyOf([lacks(condition.field), allOf(clauses)])] : clauses;
}

function between({ field, type, bounds }: Extract<Condition, { kind: 'between' }>, asOf: number): object {
  const fixed = Object.fromEntries(
    Object.entries(bounds).map(([side, bound]: [string, Bound]) => [
      side,
      typeof bound === 'number' ? bound : instantAt(bound, asOf),
    ]),
  );
  return { range: { [`filter.${field}`]: type === 'date' ? wholeBounds(fixed) : fixed } };
}

/** Milliseconds are whole, so every bound can be an inclusive one. */
function wholeBounds({ gt, gte, lt, lte }: Record<string, number>): Record<string, number> {
  return {
    ...(gt === undefined ? {} : { gte: gt + 1 }),
    ...(gte === undefined ? {} : { gte }),
    ...(lt === undefined ? {} : { lte: lt - 1 }),
    ...(lte === undefined ? {} : { lte }),
  };
}
