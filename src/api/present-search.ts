import type { Static } from 'typebox';
import type { SearchRequest, SearchResult } from '../search/port.ts';
import type { SearchResultSchema } from './schemas/search-answers.ts';

/** A result as the API answers it. @param queryId under which clicks are told; undefined where none are */
export function presentSearch(
  { count, hits, facets, stats, cursor, relaxed, meaning }: SearchResult,
  { page, pageSize, locale }: SearchRequest,
  queryId: string | undefined,
): Static<typeof SearchResultSchema> {
  return {
    count,
    num_pages: Math.max(Math.ceil(count / pageSize), 1),
    current_page: page,
    next_cursor: cursor,
    relaxed,
    locale: locale ?? 'en',
    ...(meaning === undefined ? {} : { meaning }),
    query_id: queryId ?? null,
    results: hits,
    facets,
    stats,
  };
}
