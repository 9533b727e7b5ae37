import { attributes, type ContentResult, type FacetValue, type Stats } from '../content-search.ts';
import { localeAttribute, titlesAttribute } from '../names.ts';
import { window, type FacetSearchPlan, type QueryPlan } from '../ask/plan-query.ts';
import type { PortalQuery } from '../wire/portal-query.ts';
import { retag } from './marks.ts';
import { presentHit } from './present-hit.ts';

/** What is said of every answer: nothing is estimated. */
const exhaustive = { facetsCount: true, facetValues: true, nbHits: true, typo: true };

interface Timing {
  milliseconds: number;
  /** Whether a search before it found enough. */
  isLeftOut: boolean;
}

/** @param queryId undefined where clicks cannot be told of it @param milliseconds that it took */
export function presentAnswer(
  { query, request, facets, special, unsupported }: QueryPlan,
  result: ContentResult,
  { queryId, milliseconds, isLeftOut }: Timing & { queryId: string | undefined },
): Record<string, unknown> {
  const { hitsPerPage } = query;
  const locale = request?.locale;
  const counted = [...facets].flatMap(([name, attribute]): [string, Record<string, number>][] => {
    const values = result.facets[attribute];
    // Numbers are not counted by value, and libraries read no `facets_stats` of a facet that is not listed.
    if (result.stats[attribute] !== undefined) {
      return [[name, {}]];
    }
    return values === undefined || Object.keys(values).length === 0 ? [] : [[name, listed(values, query)]];
  });
  const beside = [
    ...(special.has(titlesAttribute) ? [[titlesAttribute, someOf(result.parts ?? {})] as const] : []),
    ...(special.has(localeAttribute) && locale !== undefined
      ? [[localeAttribute, someOf({ [locale]: result.count })] as const]
      : []),
  ].flatMap(([name, values]): typeof counted =>
    Object.keys(values).length === 0 ? [] : [[name, listed(values, query)]],
  );
  const stats = [...facets].flatMap(([name, attribute]) => {
    const found = result.stats[attribute];
    return found === undefined ? [] : [[name, scaled(found, attributes[attribute])] as const];
  });
  const answer: Record<string, unknown> = {
    hits: result.hits.map((hit) => presentHit(hit, query)),
    nbHits: result.count,
    page: query.page,
    nbPages: hitsPerPage === 0 ? 0 : Math.ceil(Math.min(result.count, window) / hitsPerPage),
    hitsPerPage,
    ...(facets.size + special.size === 0 ? {} : { facets: Object.fromEntries([...counted, ...beside]) }),
    ...(stats.length === 0 ? {} : { facets_stats: Object.fromEntries(stats) }),
    exhaustiveFacetsCount: true,
    exhaustiveNbHits: true,
    exhaustiveTypo: true,
    exhaustive,
    query: query.text,
    params: query.params,
    index: query.index,
    ...(query.clickAnalytics && queryId !== undefined ? { queryID: queryId } : {}),
    // No member of the protocol says that words were taken for misspelt ones, or left out.
    ...(result.relaxed === null ? {} : { relaxed: result.relaxed }),
    renderingContent: {},
    processingTimeMS: milliseconds,
    serverTimeMS: milliseconds,
    ...processed(query, isLeftOut),
  };
  const { responseFields } = query;
  const shown = Object.entries(answer).filter(
    ([name]) => responseFields.includes('*') || responseFields.includes(name),
  );
  return { ...Object.fromEntries(shown), ...warning(unsupported) };
}

/** Values of a facet. */
export function presentFacetValues(
  { query, unsupported }: FacetSearchPlan,
  values: readonly FacetValue[],
  { milliseconds, isLeftOut }: Timing,
): Record<string, unknown> {
  const tags = { before: query.highlightPreTag, after: query.highlightPostTag };
  return {
    facetHits: inOrder(values, query).map(({ value, highlighted, count }) => ({
      value,
      highlighted: retag(highlighted, tags),
      count,
    })),
    exhaustiveFacetsCount: true,
    processingTimeMS: milliseconds,
    ...processed(query, isLeftOut),
    ...warning(unsupported),
  };
}

/** What was asked for and is not in the answer. */
function warning(unsupported: readonly string[]): Record<string, unknown> {
  const names = [...new Set(unsupported)];
  return names.length === 0 ? {} : { unsupported: names, message: `not supported, and left out: ${names.join(', ')}` };
}

/** Without the values that no result has. */
function someOf(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, count]) => count > 0));
}

function listed(
  values: Readonly<Record<string, number>>,
  { sortFacetValuesBy, maxValuesPerFacet }: QueryPlan['query'],
) {
  const all = Object.entries(values);
  const sorted =
    sortFacetValuesBy === 'alpha'
      ? all.sort(([one], [other]) => one.localeCompare(other))
      : all.sort(([, one], [, other]) => other - one);
  return Object.fromEntries(sorted.slice(0, maxValuesPerFacet));
}

/** Found values as they are wanted: by alphabet, or as they come, the most frequent first. */
function inOrder(
  values: readonly FacetValue[],
  { sortFacetValuesBy, facetSearch }: PortalQuery,
): readonly FacetValue[] {
  return sortFacetValuesBy === 'alpha'
    ? values.toSorted((one, other) => one.value.localeCompare(other.value)).slice(0, facetSearch?.most)
    : values;
}

/** Where searches may be left out, each says whether it was. */
function processed({ onlyIfNeeded }: PortalQuery, isLeftOut: boolean): { processed?: boolean } {
  return onlyIfNeeded ? { processed: !isLeftOut } : {};
}

/** Portals count moments in seconds. */
function scaled(stats: Stats, form: string): Record<string, number> {
  return form === 'instant'
    ? Object.fromEntries(Object.entries(stats).map(([name, value]) => [name, value / 1_000]))
    : { ...stats };
}
