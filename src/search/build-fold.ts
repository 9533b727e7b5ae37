import type { RequestTemplate } from '../kernel/request-template.ts';
import { buildSearch, isBlank, type SearchPlan } from './build-search.ts';
import { countOf } from './facet-aggregations.ts';
import { filterQuery, type Filter } from './filter.ts';
import { countsOf, namesOf, nameOf, reachOf, type Fold, type List, type View } from './fold-plans.ts';
import type { Relaxed } from './port.ts';
import type { SearchAnswer } from './present-result.ts';

/** What a view's aggregation answers: how many there are, and by their names its counts and lists. */
interface ViewAnswer {
  doc_count: number;
  [name: string]: unknown;
}

type Listed = Pick<SearchAnswer, 'hits'>;

/**
 * The request body of a fold: the query holds what all views have in common, each view is a filter aggregation with its counts in it,
 * and its lists but for one, which is the search's own. Pure.
 */
export function buildFold(template: RequestTemplate, fold: Fold, relaxed: Relaxed | null): object {
  const plan = fold.first;
  if (fold.places.size === 1) {
    return buildSearch(template, { ...plan, relaxed });
  }
  // Where words are looked for, how much they find is asked without any filter.
  const common = isBlank(plan.request.text) ? commonOf(fold.views) : new Set<string>();
  const rests = fold.views.map(({ clauses }) => clauses.filter((clause) => !common.has(JSON.stringify(clause))));
  const main = mainOf(fold);
  const asked = (list: List | undefined): SearchPlan => ({
    ...plan,
    relaxed,
    request: { ...(list?.request ?? plan.request), facets: [] },
  });
  const aggregations = fold.views.map((view, at): [string, object] => [
    viewName(at),
    {
      filter: { bool: { filter: (rests[at] ?? []).map(filterQuery) } },
      aggs: Object.fromEntries([
        ...[...view.counts].map(([name, { facet, size }]) => [name, countOf(facet, size)]),
        ...view.lists.flatMap((list, place) =>
          list === main ? [] : [[listName(place), { top_hits: hitsOf(buildSearch(template, asked(list))) }]],
        ),
      ]) as object,
    },
  ]);
  const own = fold.views.findIndex(({ lists }) => main !== undefined && lists.includes(main));
  return buildSearch(template, {
    ...asked(main),
    folded: {
      within: isBlank(plan.request.text) ? withinOf(fold.views, common, rests) : [],
      beside: (rests[own] ?? []).map(filterQuery),
      aggregations: Object.fromEntries(aggregations),
    },
  });
}

/** What a fold's answer is to one of its searches, as if it had been asked alone. Pure. */
export function unfold(fold: Fold, plan: SearchPlan, answer: SearchAnswer): SearchAnswer {
  const place = fold.places.get(plan);
  if (place === undefined || fold.places.size === 1) {
    return answer;
  }
  const { view, list } = place;
  const { request } = plan;
  const found = answer.aggregations?.[viewName(fold.views.indexOf(view))] as ViewAnswer | undefined;
  const listed =
    list === mainOf(fold)
      ? answer
      : (found?.[listName(view.lists.findIndex((one) => one === list))] as Listed | undefined);
  const hits = list === undefined ? [] : (listed?.hits.hits ?? []);
  const total = found?.doc_count ?? 0;
  return {
    timed_out: answer.timed_out,
    hits: { total: { value: total }, hits: hits.slice(0, request.pageSize) },
    aggregations: Object.fromEntries(
      countsOf(request).map((count) => [count.facet, { doc_count: total, values: found?.[nameOf(count)] ?? {} }]),
    ),
  };
}

/** The list that reaches farthest: what an aggregation lists does not reach far. */
function mainOf(fold: Fold): List | undefined {
  const lists = fold.views.flatMap((view) => view.lists);
  return lists.reduce<List | undefined>(
    (main, list) => (main === undefined || reachOf(list.request) > reachOf(main.request) ? list : main),
    undefined,
  );
}

/** Clauses that every view has, as texts. */
function commonOf(views: readonly View[]): Set<string> {
  const [first = new Set<string>(), ...others] = views.map(({ clauses }) => new Set(namesOf(clauses)));
  return new Set([...first].filter((name) => others.every((names) => names.has(name))));
}

/** What the query is kept to: to what all views have in common, and to what is in any of them. */
function withinOf(views: readonly View[], common: ReadonlySet<string>, rests: readonly Filter[][]): object[] {
  const [view] = views;
  const shared = (view?.clauses ?? []).filter((clause) => common.has(JSON.stringify(clause)));
  const kept = shared.map(filterQuery);
  // A view that asks for all that another does, and more, is in that one.
  const names = rests.map((rest) => new Set(namesOf(rest)));
  const widest = rests.filter((_, at) => !names.some((other) => isWithin(names[at], other)));
  const isAll = widest.some((rest) => rest.length === 0);
  return isAll ? kept : [...kept, filterQuery({ any: widest.map((rest) => ({ all: rest })) })];
}

function isWithin(one: ReadonlySet<string> | undefined, other: ReadonlySet<string>): boolean {
  return one !== undefined && one.size > other.size && [...other].every((name) => one.has(name));
}

function hitsOf(body: object): object {
  const { from, size, sort, highlight, _source } = body as Record<string, unknown>;
  return { from, size, sort, highlight, _source };
}

function viewName(at: number): string {
  return `view${String(at)}`;
}

function listName(at: number): string {
  return `list${String(at)}`;
}
