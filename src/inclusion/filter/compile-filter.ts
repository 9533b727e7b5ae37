import { allOf, anyOf, has, lacks, oneOf, valueClauses } from './compile-values.ts';
import type { Bounds, Condition, ParsedFilter } from './parsed-filter.ts';
import { contentTypes } from '../../replication/port.ts';

/** Counts changes of what filters compile to: a stored filter of another version is compiled anew when it is written next. */
export const compilerVersion = 1;

/**
 * The one query that answers a filter both ways: as a search over the content index, and as a registered percolator query.
 * It reads `filter.*` only (mappings/projection.json), and
 * - it has at least one clause that an item must meet, so the percolator can select by it (never `extraction_result: failed`)
 *   and an empty projection matches nothing;
 * - a single list stays a single `terms` clause, which the percolator answers without running the query.
 */
export function compileFilter({ conditions, control }: ParsedFilter): object {
  const filter: object[] = [];
  const mustNot: object[] = [];
  for (const condition of conditions) {
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
        filter.push(between(condition));
    }
  }
  if (!control.includeLearnerPathways && !conditions.some(keepsPathwaysOut)) {
    mustNot.push({ term: { 'filter.content_type': 'learnerpathway' } });
  }
  if (filter.length === 0) {
    filter.push({ terms: { 'filter.content_type': contentTypes } });
  }
  const conditional = mustNot.length === 0 ? allOf(filter) : { bool: { filter, must_not: mustNot } };
  const forced = control.forcedAggregationKeys;
  return forced.length === 0 ? conditional : anyOf([conditional, oneOf('force_key', forced)]);
}

/** Each of them has to hold. */
function anyClauses(condition: Extract<Condition, { kind: 'any' }>): object[] {
  if (condition.values.length === 0) {
    return [lacks(condition.field)];
  }
  const clauses = valueClauses(condition);
  return condition.missing ? [anyOf([lacks(condition.field), allOf(clauses)])] : clauses;
}

/** An exclusion that says nothing new would keep the percolator from answering without running the query. */
function keepsPathwaysOut(condition: Condition): boolean {
  return (
    condition.kind === 'any' &&
    condition.type === 'keyword' &&
    condition.field === 'content_type' &&
    !condition.values.includes('learnerpathway')
  );
}

function between({ field, type, bounds }: Extract<Condition, { kind: 'between' }>): object {
  return { range: { [`filter.${field}`]: type === 'date' ? wholeBounds(bounds) : bounds } };
}

/** Milliseconds are whole, so every bound can be an inclusive one. */
function wholeBounds({ gt, gte, lt, lte }: Bounds): Bounds {
  return {
    ...(gt === undefined ? {} : { gte: gt + 1 }),
    ...(gte === undefined ? {} : { gte }),
    ...(lt === undefined ? {} : { lte: lt - 1 }),
    ...(lte === undefined ? {} : { lte }),
  };
}
