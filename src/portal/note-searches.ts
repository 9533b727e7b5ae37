import type { SearchPass } from '../access/port.ts';
import type { QueryPlan } from './ask/plan-query.ts';
import { splitFilter } from './ask/split-filter.ts';
import type { ContentResult, SearchNotes } from './content-search.ts';
import type { Filter } from './filter/filter.ts';
import { objectIdOf } from './present/present-hit.ts';

export interface FoundByPlan {
  plan: QueryPlan;
  result: ContentResult;
}

interface Asker {
  /** What the key keeps every search to. */
  allowed: Filter;
  pass: SearchPass;
  /** What the page tells searchers apart by, of a header; may be empty. */
  userToken: string;
}

/**
 * Notes the searches of one request, for analytics. A page asks for its lists apart, with the same words: that is one search, and all its
 * answers are named alike. What only counts, or does not want to be counted, is none.
 * @returns for each the name under which clicks are told; undefined where none are
 */
export function noteSearches(
  analytics: SearchNotes,
  found: readonly (FoundByPlan | undefined)[],
  asker: Asker,
): (string | undefined)[] {
  const groups = new Map<string, FoundByPlan[]>();
  for (const one of found) {
    if (one !== undefined && isSearch(one)) {
      const name = nameOf(one);
      groups.set(name, [...(groups.get(name) ?? []), one]);
    }
  }
  const queryIds = new Map<string, string | undefined>();
  for (const [name, group] of groups) {
    queryIds.set(name, note(analytics, group, asker));
  }
  return found.map((one) => (one !== undefined && isSearch(one) ? queryIds.get(nameOf(one)) : undefined));
}

function isSearch({ plan: { query } }: FoundByPlan): boolean {
  return query.analytics && (query.hitsPerPage > 0 || query.clickAnalytics);
}

function nameOf({ plan: { query, request } }: FoundByPlan): string {
  return JSON.stringify([query.text, request?.locale]);
}

function note(analytics: SearchNotes, group: readonly FoundByPlan[], asker: Asker): string | undefined {
  const [first] = group;
  if (first === undefined) {
    return undefined;
  }
  const { query, request } = first.plan;
  const customers = request?.scope?.enterpriseUuids ?? splitFilter(asker.allowed).scope?.enterpriseUuids ?? [];
  const best = group.reduce((most, one) => (one.result.count > most.result.count ? one : most), first);
  const narrowedBy = [...query.filter, ...query.refinements];
  return analytics.record({
    customer: customers.length === 1 ? customers[0] : undefined,
    locale: request?.locale ?? 'en',
    text: query.text,
    narrowedBy: narrowedBy.length === 0 ? undefined : narrowedBy,
    results: best.result.count,
    page: query.page + 1,
    relaxed: best.result.relaxed,
    searcher: searcherOf(query.userToken, asker),
    tracked: group.some(({ plan }) => plan.query.clickAnalytics),
    shown: group.flatMap(({ result }) => result.hits.map(objectIdOf)),
    lastPosition: Math.max(...group.map(lastPositionOf)),
  });
}

/** Whoever the key is for; else what the page says. */
function searcherOf(ofQuery: string, { pass, userToken }: Asker): string | undefined {
  return pass.user ?? [ofQuery, userToken].find((token) => token !== '');
}

function lastPositionOf({ plan: { query }, result: { hits } }: FoundByPlan): number {
  return hits.length === 0 ? 0 : query.page * query.hitsPerPage + hits.length;
}
