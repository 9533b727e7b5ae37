import { attributes, type ContentResult, type FacetValue, type Stats } from '../content-search.ts';
import { window, type FacetSearchPlan, type QueryPlan } from '../ask/plan-query.ts';
import { retag } from './marks.ts';
import { presentHit } from './present-hit.ts';

/** What is said of every answer: nothing is estimated. */
const exhaustive = { facetsCount: true, facetValues: true, nbHits: true, typo: true };

/** @param queryId undefined where clicks cannot be told of it @param milliseconds that it took */
export function presentAnswer(
  { query, facets, unsupported }: QueryPlan,
  result: ContentResult,
  { queryId, milliseconds }: { queryId: string | undefined; milliseconds: number },
): Record<string, unknown> {
  const { hitsPerPage } = query;
  const counted = [...facets].flatMap(([name, attribute]): [string, Record<string, number>][] => {
    const values = result.facets[attribute];
    // Numbers are not counted by value, and libraries read no `facets_stats` of a facet that is not listed.
    if (result.stats[attribute] !== undefined) {
      return [[name, {}]];
    }
    return values === undefined || Object.keys(values).length === 0 ? [] : [[name, listed(values, query)]];
  });
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
    ...(facets.size === 0 ? {} : { facets: Object.fromEntries(counted) }),
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
  milliseconds: number,
): Record<string, unknown> {
  const tags = { before: query.highlightPreTag, after: query.highlightPostTag };
  return {
    facetHits: values.map(({ value, highlighted, count }) => ({ value, highlighted: retag(highlighted, tags), count })),
    exhaustiveFacetsCount: true,
    processingTimeMS: milliseconds,
    ...warning(unsupported),
  };
}

/** What was asked for and is not in the answer. */
function warning(unsupported: readonly string[]): Record<string, unknown> {
  const names = [...new Set(unsupported)];
  return names.length === 0 ? {} : { unsupported: names, message: `not supported, and left out: ${names.join(', ')}` };
}

function listed(
  values: Readonly<Record<string, number>>,
  { sortFacetValuesBy, maxValuesPerFacet }: QueryPlan['query'],
) {
  const most = Object.entries(values)
    .sort(([, one], [, other]) => other - one)
    .slice(0, maxValuesPerFacet);
  return Object.fromEntries(
    sortFacetValuesBy === 'alpha' ? most.sort(([one], [other]) => one.localeCompare(other)) : most,
  );
}

/** Portals count moments in seconds. */
function scaled(stats: Stats, form: string): Record<string, number> {
  return form === 'instant'
    ? Object.fromEntries(Object.entries(stats).map(([name, value]) => [name, value / 1_000]))
    : { ...stats };
}
