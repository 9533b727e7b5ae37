import type { PageWindow } from './page-window.ts';
import type { Listing } from './upstream.ts';

/** One request to upstream, below its address. */
export interface UpstreamRequest {
  /** What kind of request it is, for metrics. */
  operation: string;
  path: string;
  query: Readonly<Record<string, string>>;
  body?: object;
}

/** Restricted runs are content too: some queries name them. */
const restricted = 'custom-b2b-enterprise';

/**
 * The request for a part of a listing. Search knows pages by number only, so a part of runs begins at a multiple of its size.
 */
export function requestFor(listing: Listing, { offset, size }: PageWindow): UpstreamRequest {
  const part = { limit: String(size), offset: String(offset) };
  switch (listing.kind) {
    case 'courserun':
      return {
        operation: 'search_all',
        path: '/api/v1/search/all/',
        query: {
          page: String(Math.floor(offset / size) + 1),
          page_size: String(size),
          ordering: 'aggregation_key,start',
        },
        body: {
          content_type: 'courserun',
          aggregation_key: listing.courses.map((course) => `courserun:${course}`),
          include_restricted: restricted,
        },
      };
    case 'course':
      return {
        operation: 'courses',
        path: '/api/v1/courses/',
        query: { ...part, ...named('keys', listing), ...since(listing), include_restricted: restricted },
      };
    case 'program':
      return {
        operation: 'programs',
        path: '/api/v1/programs/',
        query: { ...part, ...named('uuids', listing), ...since(listing) },
      };
    case 'learnerpathway':
      return {
        operation: 'pathways',
        path: '/api/v1/pathways/',
        query: { ...part, ...named('uuids', listing), ...since(listing) },
      };
    case 'review':
      return { operation: 'course_review', path: '/api/v1/course_review/', query: part };
  }
}

function named(parameter: string, { keys }: { keys?: readonly string[] }): Record<string, string> {
  return keys === undefined ? {} : { [parameter]: keys.join(',') };
}

/** Upstream calls it `timestamp`: what it changed at that moment or later. */
function since({ changedSince }: { changedSince?: Date }): Record<string, string> {
  return changedSince === undefined ? {} : { timestamp: changedSince.toISOString() };
}
