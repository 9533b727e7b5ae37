import { fieldByName } from '../../replication/port.ts';

/**
 * What a filter costs the percolator, by its form:
 * - `terms`: answered by terms alone, nothing is verified;
 * - `verified`: selected by terms, then run on each item that has them;
 * - `words`: the same, and items are sent with their texts;
 * - `scripted`: it also runs a script for a list of many stretches of time.
 */
export type CostClass = 'terms' | 'verified' | 'words' | 'scripted';

interface Query {
  bool?: Partial<Record<'filter' | 'should' | 'must_not', Query[]>>;
  term?: object;
  terms?: object;
  script?: object;
  match?: object;
  match_phrase?: object;
  multi_match?: object;
}

/** The class of a compiled filter. */
export function costClass(compiled: object): CostClass {
  const clauses = leavesOf(compiled);
  if (clauses.some(({ script }) => script !== undefined)) {
    return 'scripted';
  }
  if (clauses.some(isOfWords)) {
    return 'words';
  }
  return isAnsweredByTerms(compiled) ? 'terms' : 'verified';
}

/** A conjunction in which one list stands beside another clause has more terms than an item must have: it is run. */
function isAnsweredByTerms(query: Query): boolean {
  const { bool, term } = query;
  if (bool === undefined) {
    return term !== undefined || isKeywordList(query);
  }
  if ((bool.must_not ?? []).length > 0) {
    return false;
  }
  const all = bool.filter ?? [];
  const any = bool.should ?? [];
  return all.length > 0
    ? any.length === 0 && all.every((clause) => clause.term !== undefined)
    : any.length > 0 && any.every((clause) => clause.term !== undefined || isKeywordList(clause));
}

/**
 * The items for which the percolator runs a compiled filter, as a query: those that meet every clause it can select by. What is excluded,
 * scripts, and lists of numbers select nothing.
 */
export function candidateQuery(compiled: object): object {
  return selecting(compiled) ?? { match_all: {} };
}

function selecting(query: Query): object | undefined {
  const { bool } = query;
  if (bool === undefined) {
    const isUnselective = query.script !== undefined || (query.terms !== undefined && !isKeywordList(query));
    return isUnselective ? undefined : query;
  }
  const filter = (bool.filter ?? []).map(selecting).filter((clause) => clause !== undefined);
  const branches = (bool.should ?? []).map(selecting);
  const should = branches.filter((clause) => clause !== undefined);
  const parts = [...filter, ...(should.length > 0 && should.length === branches.length ? [anyOf(should)] : [])];
  return parts.length === 0 ? undefined : { bool: { filter: parts } };
}

function anyOf(clauses: readonly object[]): object {
  return { bool: { should: clauses, minimum_should_match: 1 } };
}

function isKeywordList({ terms }: Query): boolean {
  return Object.keys(terms ?? {}).some((path) => {
    const type = fieldByName.get(path.replace(/^filter\./, ''))?.type ?? 'keyword';
    return type === 'keyword';
  });
}

function isOfWords({ match, match_phrase: phrase, multi_match: across }: Query): boolean {
  return match !== undefined || phrase !== undefined || across !== undefined;
}

function leavesOf(query: Query): Query[] {
  const { bool } = query;
  return bool === undefined
    ? [query]
    : [bool.filter ?? [], bool.should ?? [], bool.must_not ?? []].flat().flatMap(leavesOf);
}
