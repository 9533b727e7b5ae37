import { fieldByName } from '../../replication/port.ts';
import { anyOf, allOf } from './compile-values.ts';
import { partsOf, type Clause, type Value } from './filter-test.ts';

/**
 * What a compiled filter is selected by: a query that the engine answers by terms alone, without running it, and the rest, which is tested of
 * each item that was selected.
 */
export interface Selection {
  /** Every item that matches the filter matches this. */
  selector: object;
  /** The only types of content that match; undefined where the filter names none. */
  contentTypes: readonly string[] | undefined;
  /** What else has to hold; undefined where the selector says all. */
  rest: Clause | undefined;
  /** The same by one list or value alone. */
  anchor: Anchored;
}

export interface Anchored {
  /** Clauses of terms, of which every item that matches meets one: the list or value that fewest items have, of a group one such of each branch. */
  clauses: readonly Clause[];
  /** What else has to hold of an item that meets one. */
  rest: { filter: readonly Clause[]; must_not: readonly Clause[] };
}

/** Counts changes of `selectionOf`: who is of another version cannot know the rest. */
export const selectionVersion = 2;

/** Fields of which a value is had by few items, the fewest first. Others come after them, and at the end those of which nearly all items have one. */
const selective = [
  ...['key', 'uuid', 'force_key', 'aggregation_key', 'number'],
  ...['authoring_organization_uuids', 'authoring_organizations', 'organizations', 'org'],
  ...['skill_names', 'skills', 'subject_uuids', 'subjects'],
];
const common = ['present', 'absent', 'partner', 'content_type'];
/** Of what an item has some value of: the rank behind all these. */
const last = selective.length + 1 + common.length;

/**
 * How a filter is selected. The engine answers one list of values by terms alone, or several single values that an item must all have, but no
 * list beside anything else, nor bounds and exclusions: those would have it run the filter on each item that has the terms, at a thousand
 * times the cost of a comparison.
 * Of a number, a date or a yes it is asked that the item has one.
 * @returns undefined where it cannot be: a filter of words, one that may match an item without any value that is named in it, or one that a
 * later program compiled to what this one does not know
 */
export function selectionOf(compiled: object): Selection | undefined {
  if (!isTestable(compiled)) {
    return undefined;
  }
  const { all, none } = conjunctionOf(compiled);
  const anchored = all
    .flatMap((clause) => {
      const anchor = anchorOf(clause);
      return anchor === undefined ? [] : [{ clause, anchor }];
    })
    .sort((one, other) => one.anchor.rank - other.anchor.rank);
  const [best] = anchored;
  if (best === undefined) {
    return undefined;
  }
  const taken = isSingleKeyword(best.clause) ? anchored.filter(({ clause }) => isSingleKeyword(clause)) : [best];
  const exact = new Set(taken.filter(({ clause }) => isExact(clause)).map(({ clause }) => clause));
  const others = all.filter((clause) => !exact.has(clause));
  return {
    selector: allOf(taken.map(({ anchor }) => anyOf(anchor.clauses))),
    contentTypes: all.map(contentTypesOf).find((types) => types !== undefined),
    rest: others.length + none.length === 0 ? undefined : { bool: { filter: others, must_not: none } },
    anchor: {
      clauses: best.anchor.clauses,
      rest: { filter: all.filter((clause) => clause !== best.clause || !exact.has(clause)), must_not: none },
    },
  };
}

/** Clauses of terms of which each item that meets another clause meets one; the rank is that of the commonest. */
interface Anchor {
  clauses: Clause[];
  rank: number;
}

function anchorOf(clause: Clause): Anchor | undefined {
  const { bool } = clause;
  if (bool === undefined) {
    return isOfKeywords(clause)
      ? { clauses: [clause], rank: rankOf(valuesOf(clause).field) }
      : anchorOfPresence(clause);
  }
  const [best] = (bool.filter ?? [])
    .map(anchorOf)
    .filter((anchor) => anchor !== undefined)
    .sort((one, other) => one.rank - other.rank);
  if (best !== undefined) {
    return best;
  }
  const branches = (bool.should ?? []).map(anchorOf).filter((anchor) => anchor !== undefined);
  return branches.length === 0 || branches.length < (bool.should ?? []).length
    ? undefined
    : { clauses: branches.flatMap(({ clauses }) => clauses), rank: Math.max(...branches.map(({ rank }) => rank)) };
}

/** Who meets it has a value of its field. */
function anchorOfPresence(clause: Clause): Anchor | undefined {
  const [path = clause.script?.script.params.field ?? ''] = Object.keys(
    clause.range ?? clause.term ?? clause.terms ?? {},
  );
  const field = nameOf(path);
  return fieldByName.has(field) ? { clauses: [{ term: { 'filter.present': field } }], rank: last } : undefined;
}

/** Whether the clauses of its anchor say all that it says. */
function isExact(clause: Clause): boolean {
  const { filter, must_not: none, should = [] } = clause.bool ?? { should: [clause] };
  return filter === undefined && none === undefined && should.every(isOfKeywords);
}

function conjunctionOf(compiled: Clause): { all: Clause[]; none: Clause[] } {
  const { bool } = compiled;
  return bool === undefined || bool.should !== undefined
    ? { all: [compiled], none: [] }
    : { all: bool.filter ?? [], none: bool.must_not ?? [] };
}

function isSingleKeyword(clause: Clause): boolean {
  return clause.term !== undefined && isOfKeywords(clause);
}

/** A clause of values that the engine selects by, and needs not run. */
export function isOfKeywords(clause: Clause): boolean {
  return (clause.term !== undefined || clause.terms !== undefined) && isKeyword(valuesOf(clause).field);
}

/** Whether filters may be selected by the field. */
export function isKeyword(field: string): boolean {
  // Names of no field are those of `mappings/projection.json` beside.
  return (fieldByName.get(field)?.type ?? 'keyword') === 'keyword';
}

/** What a clause of terms asks for; nothing where it is another. */
export function valuesOf({ term = {}, terms = {} }: Clause): { field: string; values: readonly Value[] } {
  const single = Object.entries(term).map(([path, value]): [string, Value[]] => [path, [value]]);
  const [path, values] = [...Object.entries(terms), ...single][0] ?? ['', []];
  return { field: nameOf(path), values };
}

function nameOf(path: string): string {
  return path.replace(/^filter\./, '');
}

function rankOf(field: string): number {
  const [few, many] = [selective.indexOf(field), common.indexOf(field)];
  return few >= 0 ? few : selective.length + 1 + many;
}

function contentTypesOf({ term, terms }: Clause): readonly string[] | undefined {
  const path = 'filter.content_type';
  const [value, values] = [term?.[path], terms?.[path]];
  return value === undefined ? values?.map(String) : [String(value)];
}

/** Whether all clauses of a compiled filter compare values: what `filterTest` knows without the terms of texts. */
export function isTestable({ bool, term, terms, range, script }: Clause): boolean {
  return bool === undefined ? (term ?? terms ?? range ?? script) !== undefined : partsOf(bool).every(isTestable);
}

/** Whether any clause of a compiled filter does. */
export function looksAtWords({ bool, match, match_phrase: phrase, multi_match: across }: Clause): boolean {
  return bool === undefined ? (match ?? phrase ?? across) !== undefined : partsOf(bool).some(looksAtWords);
}
