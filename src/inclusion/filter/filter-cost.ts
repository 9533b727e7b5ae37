import { anyOf } from './compile-values.ts';
import { partsOf, type Clause } from './filter-test.ts';
import { isOfKeywords, looksAtWords, selectionOf } from './selection.ts';

/**
 * What a filter costs a percolation, by its form:
 * - `terms`: answered by terms alone, nothing is verified;
 * - `verified`: selected by terms, then verified of each item that has them;
 * - `words`: the same, and items are sent with their texts;
 * - `scripted`: a search for its items also runs a script for a list of many stretches of time.
 */
export type CostClass = 'terms' | 'verified' | 'words' | 'scripted';

/** The class of a compiled filter. */
export function costClass(compiled: object): CostClass {
  if (runsScript(compiled)) {
    return 'scripted';
  }
  if (looksAtWords(compiled)) {
    return 'words';
  }
  const selection = selectionOf(compiled);
  return selection !== undefined && selection.rest === undefined ? 'terms' : 'verified';
}

/**
 * The items of which a percolation verifies a compiled filter, as a query: those that it is selected by. One that the engine runs is
 * selected by every clause that it can be: what is excluded, scripts, and lists of numbers select nothing.
 */
export function candidateQuery(compiled: object): object {
  const selection = selectionOf(compiled);
  if (selection === undefined) {
    return selecting(compiled) ?? { match_all: {} };
  }
  const { selector, contentTypes } = selection;
  return contentTypes === undefined
    ? selector
    : { bool: { filter: [selector, { terms: { 'filter.content_type': contentTypes } }] } };
}

/** Candidates verified for one true match; 0 where nothing is, since terms answer. */
export function verifiedPerMatch(
  kind: CostClass,
  { candidates, matches }: { candidates: number; matches: number },
): number {
  return kind === 'terms' ? 0 : candidates / Math.max(matches, 1);
}

function selecting(query: Clause): object | undefined {
  const { bool } = query;
  if (bool === undefined) {
    const isUnselective = query.script !== undefined || (query.terms !== undefined && !isOfKeywords(query));
    return isUnselective ? undefined : query;
  }
  const filter = (bool.filter ?? []).map(selecting).filter((clause) => clause !== undefined);
  const branches = (bool.should ?? []).map(selecting);
  const should = branches.filter((clause) => clause !== undefined);
  const parts = [...filter, ...(should.length > 0 && should.length === branches.length ? [anyOf(should)] : [])];
  return parts.length === 0 ? undefined : { bool: { filter: parts } };
}

function runsScript({ bool, script }: Clause): boolean {
  return bool === undefined ? script !== undefined : partsOf(bool).some(runsScript);
}
