import { compileConditions } from './compile-conditions.ts';
import { anyOf, oneOf } from './compile-values.ts';
import type { Condition, ParsedFilter } from './parsed-filter.ts';

/** Counts changes of what filters compile to: a stored filter of another version is compiled anew when it is written next. */
export const compilerVersion = 2;

/**
 * The one query that answers a filter both ways: as a search over the content index, and as a registered percolator query.
 * It reads `filter.*` only (mappings/projection.json), and
 * - it has at least one clause that an item must meet, so the percolator can select by it (never `extraction_result: failed`)
 *   and an empty projection matches nothing;
 * - a single list stays a single `terms` clause, which the percolator answers without running the query.
 * @param asOf what `now` in the filter is, ms since the epoch; without effect where it has none
 */
export function compileFilter({ conditions, control }: ParsedFilter, asOf: number): object {
  const left = !control.includeLearnerPathways && !conditions.some(keepsPathwaysOut) ? [noPathway] : [];
  const conditional = compileConditions(conditions, asOf, left);
  const forced = control.forcedAggregationKeys;
  return forced.length === 0 ? conditional : anyOf([conditional, oneOf('force_key', forced)]);
}

/** Whether the filter looks at words: it is percolated apart, with the texts of an item. */
export function usesText(conditions: readonly Condition[]): boolean {
  return conditions.some(({ kind, ...condition }) =>
    kind === 'group' && 'filters' in condition ? condition.filters.some(usesText) : kind === 'words',
  );
}

const noPathway = { term: { 'filter.content_type': 'learnerpathway' } };

/** An exclusion that says nothing new would keep the percolator from answering without running the query. */
function keepsPathwaysOut(condition: Condition): boolean {
  return (
    condition.kind === 'any' &&
    condition.type === 'keyword' &&
    condition.field === 'content_type' &&
    !condition.values.includes('learnerpathway')
  );
}
