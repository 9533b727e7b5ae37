import type { SearchAnalytics, SearchRequest, SearchResult } from '../search/port.ts';
import type { RouteRequest } from './route.ts';

interface Noted {
  asked: SearchRequest;
  result: SearchResult;
  /** Parameters of the request that are for analytics. */
  given: { analytics?: boolean; user_token?: string };
  request: Pick<RouteRequest<unknown, unknown, unknown>, 'caller' | 'customers'>;
}

/**
 * Notes a search for analytics, unless its caller does not want that, or looks at what learners are not shown.
 * @returns the name under which clicks are told; undefined where none are
 */
export function noteSearch(
  analytics: Pick<SearchAnalytics, 'record'>,
  { asked, result, given, request: { caller, customers } }: Noted,
): string | undefined {
  if (given.analytics === false || asked.show === 'everything') {
    return undefined;
  }
  const ofScope = asked.scope?.enterpriseUuids;
  const owners = ofScope ?? (customers === 'every' ? [] : [...customers]);
  const narrowedBy = { chosen: asked.chosen ?? {}, filter: asked.filter };
  const isNarrowed = asked.filter !== undefined || Object.keys(narrowedBy.chosen).length > 0;
  const before = asked.cursor === undefined ? (asked.page - 1) * asked.pageSize : 0;
  return analytics.record({
    customer: owners.length === 1 ? owners[0] : undefined,
    locale: asked.locale ?? 'en',
    text: asked.text,
    narrowedBy: isNarrowed ? narrowedBy : undefined,
    results: result.count,
    page: asked.page,
    relaxed: result.relaxed,
    // Services ask for many.
    searcher: caller.name.startsWith('user:') ? caller.name : given.user_token,
    tracked: true,
    shown: result.hits.map(({ content_key }) => content_key),
    // Behind a cursor nobody knows how many came before.
    lastPosition:
      result.hits.length === 0 ? 0 : asked.cursor === undefined ? before + result.hits.length : result.count,
  });
}
