import type { RequestTemplate } from '../kernel/request-template.ts';
import { buildSearch, isBlank, type SearchPlan } from './build-search.ts';
import { countParts } from './count-parts.ts';
import { countOf } from './facet-aggregations.ts';
import { filterQuery } from './filter.ts';
import { countsOf, nameOf, reachOf, type Clause, type Fold, type List, type View } from './fold-plans.ts';
import type { SearchAnswer } from './present-result.ts';

/** What a view's aggregation answers: how many there are, and by their names its counts and lists. */
interface ViewAnswer {
  doc_count: number;
  [name: string]: unknown;
}

type Listed = Pick<SearchAnswer, 'hits'>;

/**
 * The request body of a fold: each view is a filter aggregation with its counts in it, and its lists but for one, which is the search's
 * own. What all views have in common is asked once: in the query where nothing is typed; else around them, since how much words find is
 * counted without any filter. Pure.
 */
export function buildFold(
  template: RequestTemplate,
  fold: Fold,
  way: Pick<SearchPlan, 'relaxed' | 'isSpelled' | 'meant'>,
): object {
  const plan: SearchPlan = { ...fold.first, ...way };
  if (fold.places.size === 1) {
    return buildSearch(template, plan);
  }
  const isPlain = isBlank(plan.request.text);
  const common = commonOf(fold.views);
  const rests = fold.views.map(({ clauses }) => clauses.filter((clause) => !common.includes(clause.name)));
  const shared = queriesOf((fold.views[0]?.clauses ?? []).filter(({ name }) => common.includes(name)));
  const main = mainOf(fold);
  const asked = (list: List | undefined): SearchPlan => ({
    ...plan,
    request: { ...(list?.request ?? plan.request), facets: [] },
  });
  const views = fold.views.map((view, at): [string, object] => [
    viewName(at),
    {
      filter: { bool: { filter: queriesOf(rests[at] ?? []) } },
      aggs: Object.fromEntries([
        ...[...view.counts].flatMap(([name, { facet, ...how }]) => {
          const counted = countOf(facet, how);
          return counted === undefined ? [] : [[name, counted]];
        }),
        ...(view.parts.size === 0 ? [] : [['parts', countParts(view.parts)]]),
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
      within: isPlain ? [...shared, ...anyOf(rests)] : [],
      beside: [...(isPlain ? [] : shared), ...queriesOf(rests[own] ?? [])],
      aggregations: {
        views: { filter: { bool: { filter: isPlain ? [] : shared } }, aggs: Object.fromEntries(views) },
      },
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
  const views = answer.aggregations?.['views'] as Record<string, unknown> | undefined;
  const found = views?.[viewName(fold.views.indexOf(view))] as ViewAnswer | undefined;
  const listed =
    list === mainOf(fold)
      ? answer
      : (found?.[listName(view.lists.findIndex((one) => one === list))] as Listed | undefined);
  const hits = list === undefined ? [] : (listed?.hits.hits ?? []);
  const total = found?.doc_count ?? 0;
  return {
    timed_out: answer.timed_out,
    hits: { total: { value: total }, hits: hits.slice(0, request.pageSize) },
    aggregations: {
      ...Object.fromEntries(
        countsOf(request).map((count) => [count.facet, { doc_count: total, values: found?.[nameOf(count)] ?? {} }]),
      ),
      ...(plan.parts === undefined ? {} : { parts: { doc_count: total, values: found?.['parts'] ?? {} } }),
    },
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

/** Names of the clauses that every view has. */
function commonOf([first, ...others]: readonly View[]): string[] {
  const names = others.map(({ clauses }) => new Set(clauses.map(({ name }) => name)));
  return (first?.clauses ?? []).flatMap(({ name }) => (names.every((some) => some.has(name)) ? [name] : []));
}

/** What keeps a query to what is in any of the views, so that narrow ones do not go through everything; nothing where one has all. */
function anyOf(rests: readonly (readonly Clause[])[]): object[] {
  // A view that asks for all that another does, and more, is in that one.
  const widest = rests.filter((rest) => !rests.some((other) => other.length < rest.length && isWithin(rest, other)));
  return widest.some((rest) => rest.length === 0)
    ? []
    : [filterQuery({ any: widest.map((rest) => ({ all: rest.map(({ filter }) => filter) })) })];
}

function isWithin(one: readonly Clause[], other: readonly Clause[]): boolean {
  return other.every(({ name }) => one.some((clause) => clause.name === name));
}

function queriesOf(clauses: readonly Clause[]): object[] {
  return clauses.map(({ filter }) => filterQuery(filter));
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
