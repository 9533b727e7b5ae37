import type { ContentRequest } from '../content-search.ts';

/** Few searches that answer many. */
export interface Folded {
  requests: readonly ContentRequest[];
  /** For each of the many the place of the one that answers it; undefined for those that nothing needs to be asked for. */
  places: readonly (number | undefined)[];
}

/**
 * Searches of one page that look for the same are asked once: with the facets of all of them, and as many hits as any wants. A page sends
 * its lists, its counts and its suggestions apart, also where they differ only in these.
 */
export function foldRequests(many: readonly (ContentRequest | undefined)[]): Folded {
  const requests: ContentRequest[] = [];
  const byWhat = new Map<string, number[]>();
  const places = many.map((request) => {
    if (request === undefined) {
      return undefined;
    }
    const { scope, locale, strict, text, filter, sort } = request;
    const what = JSON.stringify([scope, locale, strict, text, filter, sort]);
    const known = byWhat.get(what) ?? [];
    byWhat.set(what, known);
    for (const place of known) {
      const both = merged(requests[place], request);
      if (both !== undefined) {
        requests[place] = both;
        return place;
      }
    }
    known.push(requests.length);
    requests.push(request);
    return requests.length - 1;
  });
  return { requests, places };
}

/** One search for both; undefined where they want other pages. */
function merged(one: ContentRequest | undefined, other: ContentRequest): ContentRequest | undefined {
  if (one === undefined) {
    return undefined;
  }
  const isOneList = one.pageSize === 0 || other.pageSize === 0 || (one.page === 1 && other.page === 1);
  const isOneCount =
    one.facets.length === 0 || other.facets.length === 0 || one.valuesPerFacet === other.valuesPerFacet;
  const isSame = one.page === other.page && one.pageSize === other.pageSize;
  if ((!isOneList && !isSame) || !isOneCount) {
    return undefined;
  }
  const larger = one.pageSize >= other.pageSize ? one : other;
  const attributes = new Set([...(one.highlight?.attributes ?? []), ...(other.highlight?.attributes ?? [])]);
  const isWhole = [one, other].every(({ highlight }) => highlight === undefined || highlight.whole === true);
  // A description is marked whole or in part: a search does one of both.
  if (attributes.size > 0 && !isWhole && [one, other].some(({ highlight }) => highlight?.whole === true)) {
    return undefined;
  }
  return {
    ...larger,
    facets: [...new Set([...one.facets, ...other.facets])],
    valuesPerFacet: one.facets.length === 0 ? other.valuesPerFacet : one.valuesPerFacet,
    ...(attributes.size === 0 ? {} : { highlight: { attributes: [...attributes], whole: isWhole } }),
  };
}
