import type { ContentOfTags } from '../inclusion/port.ts';
import type { Attribute } from './attributes.ts';
import { hiddenTypes, type SearchPlan } from './build-search.ts';
import { isCounted } from './facet-aggregations.ts';
import { facets } from './facets.ts';
import { countFilterClauses, type Filter } from './filter.ts';
import type { SearchRequest } from './port.ts';
import { unsteered } from './steer/steered.ts';

/**
 * Searches that the engine carries out as one: the same words in the same catalogs, of which several views are wanted. A page sends its
 * lists apart, and for each facet that is narrowed by a search without that facet's choice, to count it.
 */
export interface Fold {
  /** One of them; in what concerns words and catalogs, the others ask the same. */
  first: SearchPlan;
  views: View[];
  /** Where each search's answer is found. */
  places: Map<SearchPlan, Place>;
}

/** What the words find, narrowed in one way. */
export interface View {
  /** All must hold; in the order of their names. */
  clauses: readonly Clause[];
  /** By their names. */
  counts: Map<string, Count>;
  /** Of all who share it. A part is the same for them, since they are in the same catalogs. */
  parts: Map<string, object>;
  lists: List[];
}

/** A part of a filter, and the text by which it is known. */
export interface Clause {
  name: string;
  filter: Filter;
}

/** A facet, and how many of its values are wanted; of tags, which ones are counted. */
export interface Count {
  facet: Attribute;
  size: number;
  tags?: ContentOfTags;
}

/** Hits of a view: as many as the longest of those who share them wants, with what any of them shows. */
export interface List {
  request: SearchRequest;
}

export interface Place {
  view: View;
  /** Undefined where no hits are wanted. */
  list: List | undefined;
}

/** The engine takes 65,535 buckets in an answer, of filters and of values. */
const mostBuckets = 30_000;
/** Beside those of the scope, which may be 600 of the engine's 1,024. */
const mostClauses = 240;
/** The engine's `max_inner_result_window`: how far a list reaches that is not the first one. */
const innerWindow = 100;

/** Parts searches into those that can be one, in order. What a search is answered is the same alone and in a fold. Pure. */
export function foldPlans(plans: readonly SearchPlan[]): Fold[] {
  const folds: Fold[] = [];
  const byWords = new Map<string, Fold[]>();
  const scopes = new Map<object | undefined, number>();
  for (const plan of plans) {
    const alone: Fold = { first: plan, views: [], places: new Map() };
    const words = wordsOf(plan, scopes);
    const known = words === undefined ? [] : (byWords.get(words) ?? []);
    const fold = known.find((one) => hasRoom(one, plan)) ?? alone;
    if (fold === alone) {
      folds.push(fold);
      if (words !== undefined) {
        byWords.set(words, [...known, fold]);
      }
    }
    add(fold, plan);
  }
  return folds;
}

/** What a facet's counts are called in a view. */
export function nameOf({ facet, size }: Count): string {
  return isCounted(facet) ? `${facet}.${String(size)}` : facet;
}

export function countsOf({ facets: wanted = facets, valuesPerFacet = 100 }: SearchRequest): Count[] {
  return wanted.map((facet) => ({ facet, size: valuesPerFacet }));
}

/** How far a list reaches into what is found. */
export function reachOf({ page, pageSize }: SearchRequest): number {
  return page * pageSize;
}

/** What searches of one fold have in common, as a text; undefined for one that is on its own. */
function wordsOf(plan: SearchPlan, scopes: Map<object | undefined, number>): string | undefined {
  const { request, scope } = plan;
  if (
    request.cursor !== undefined ||
    request.explain === true ||
    Object.keys(request.chosen ?? {}).length > 0 ||
    plan.words !== undefined ||
    plan.values !== undefined
  ) {
    return undefined;
  }
  const place = scopes.get(scope) ?? scopes.size;
  scopes.set(scope, place);
  const { text, locale, strict, allWords, show, sort, synonyms } = request;
  const { pinned, hidden } = plan.steered ?? unsteered;
  // A search for runs has other words behind it: they are kept from everybody else.
  return JSON.stringify([
    ...[place, text, locale, strict, allWords, show, sort, synonyms],
    ...[pinned, hidden, hiddenTypes(request)],
  ]);
}

function add(fold: Fold, plan: SearchPlan): void {
  const { request } = plan;
  const clauses = clausesOf(request.filter).sort((one, other) => (one.name < other.name ? -1 : 1));
  let view = fold.views.find((one) => isSame(one.clauses, clauses));
  if (view === undefined) {
    view = { clauses, counts: new Map(), parts: new Map(), lists: [] };
    fold.views.push(view);
  }
  for (const count of countsOf(request)) {
    view.counts.set(nameOf(count), plan.tags === undefined ? count : { ...count, tags: plan.tags });
  }
  for (const [name, part] of plan.parts ?? []) {
    view.parts.set(name, part);
  }
  fold.places.set(plan, { view, list: request.pageSize === 0 ? undefined : listFor(view, request) });
}

function listFor(view: View, request: SearchRequest): List {
  for (const list of view.lists) {
    const both = sharedBy(list.request, request);
    if (both !== undefined) {
      list.request = both;
      return list;
    }
  }
  const list = { request };
  view.lists.push(list);
  return list;
}

/** One list for both; undefined where they want other pages, or texts marked in another way. */
function sharedBy(one: SearchRequest, other: SearchRequest): SearchRequest | undefined {
  const isOnePage = one.page === other.page && (one.page === 1 || one.pageSize === other.pageSize);
  const isMarkedAlike =
    one.highlight === undefined || other.highlight === undefined || one.highlight.whole === other.highlight.whole;
  if (!isOnePage || !isMarkedAlike) {
    return undefined;
  }
  const highlight = one.highlight ?? other.highlight;
  const attributes = new Set([...(one.highlight?.attributes ?? []), ...(other.highlight?.attributes ?? [])]);
  return {
    ...one,
    pageSize: Math.max(one.pageSize, other.pageSize),
    documents: one.documents === true || other.documents === true,
    ...(highlight === undefined ? {} : { highlight: { ...highlight, attributes: [...attributes] } }),
  };
}

/** Whether the engine takes one more search in a fold. */
function hasRoom(fold: Fold, plan: SearchPlan): boolean {
  const plans = [...fold.places.keys(), plan];
  const clauses = plans.reduce((sum, { request: { filter } }) => sum + countFilterClauses(filter ?? { all: [] }), 0);
  const buckets = plans.reduce((sum, { request, parts }) => sum + bucketsOf(request) + (parts?.size ?? 0), 0);
  const far = plans.filter(({ request }) => reachOf(request) > innerWindow);
  return clauses <= mostClauses && buckets <= mostBuckets && far.length <= 1;
}

function bucketsOf(request: SearchRequest): number {
  return countsOf(request).reduce((sum, { facet, size }) => sum + (isCounted(facet) ? size : 0), 1);
}

/** What must hold, one by one. */
function clausesOf(filter: Filter | undefined): Clause[] {
  if (filter === undefined) {
    return [];
  }
  return 'all' in filter ? filter.all.flatMap(clausesOf) : [{ name: JSON.stringify(filter), filter }];
}

function isSame(one: readonly Clause[], other: readonly Clause[]): boolean {
  return one.length === other.length && one.every(({ name }, at) => name === other[at]?.name);
}
