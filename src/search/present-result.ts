import type { Attribute } from './attributes.ts';
import { isCounted } from './facet-aggregations.ts';
import { facets } from './facets.ts';
import type { SearchPlan } from './build-search.ts';
import type { ByMeaning, SearchRequest, SearchResult, Stats } from './port.ts';
import { presentParts } from './count-parts.ts';
import { presentHit, type EngineHit } from './present-hit.ts';
import { cursorBehind } from './search-cursor.ts';
import { unsteered } from './steer/steered.ts';

/** One facet as the engine counts it: by value, or by least and greatest. */
interface Counted {
  doc_count: number;
  values?: {
    /** Of tags, by their titles. */
    buckets?:
      { key: string | number; key_as_string?: string; doc_count: number }[] | Record<string, { doc_count: number }>;
  } & Partial<Record<keyof Stats, number | null>>;
}

export interface SearchAnswer {
  timed_out: boolean;
  hits: { total: { value: number }; hits: EngineHit[] };
  aggregations?: Record<string, Counted>;
}

/** What the engine answered, as the port says it. Pure. */
export function presentResult(
  answer: SearchAnswer,
  {
    request,
    steered = unsteered,
    relaxed,
    meaning,
  }: Pick<SearchPlan, 'request' | 'steered' | 'relaxed'> & { meaning?: ByMeaning | undefined },
): SearchResult {
  const { hits, total } = answer.hits;
  const counted = request.facets ?? facets;
  const last = hits.at(-1)?.sort;
  const seen = request.cursor === undefined ? request.page * request.pageSize : 0;
  const isWhole = hits.length === request.pageSize && seen < total.value;
  return {
    count: total.value,
    hits: hits.map((hit) => presentHit(hit, request)),
    facets: Object.fromEntries(counted.filter(isCounted).map((facet) => [facet, valuesOf(answer, facet, request)])),
    stats: Object.fromEntries(counted.filter((facet) => !isCounted(facet)).flatMap((facet) => statsOf(answer, facet))),
    cursor: isWhole && last !== undefined ? cursorBehind(request, steered, last) : null,
    relaxed,
    ...(request.parts === undefined
      ? {}
      : { parts: presentParts(request.parts.keys(), answer.aggregations?.['parts']?.values) }),
    ...(meaning === undefined ? {} : { meaning }),
  };
}

/** What is found where there are no catalogs. */
export function emptyResult(counted: readonly Attribute[] = facets): SearchResult {
  const none = counted.filter(isCounted).map((facet) => [facet, {}]);
  return { count: 0, hits: [], facets: Object.fromEntries(none) as object, stats: {}, cursor: null, relaxed: null };
}

/** Value → how many results have it, the most frequent first. */
export function valuesOf(
  answer: SearchAnswer,
  facet: Attribute,
  { valuesPerFacet = 100 }: Pick<SearchRequest, 'valuesPerFacet'> = {},
): Record<string, number> {
  const buckets = answer.aggregations?.[facet]?.values?.buckets ?? [];
  if (Array.isArray(buckets)) {
    return Object.fromEntries(
      buckets.map(({ key, key_as_string: text, doc_count }) => [text ?? String(key), doc_count]),
    );
  }
  const found = Object.entries(buckets).flatMap(([title, { doc_count: count }]): [string, number][] =>
    count === 0 ? [] : [[title, count]],
  );
  return Object.fromEntries(found.sort(([, one], [, other]) => other - one).slice(0, valuesPerFacet));
}

function statsOf(answer: SearchAnswer, facet: Attribute): [Attribute, Stats][] {
  const { min, max, avg, sum } = answer.aggregations?.[facet]?.values ?? {};
  return typeof min === 'number' && typeof max === 'number' && typeof avg === 'number' && typeof sum === 'number'
    ? [[facet, { min, max, avg, sum }]]
    : [];
}
