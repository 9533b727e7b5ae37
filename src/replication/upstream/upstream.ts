import type { JsonObject } from '../contract/raw-content.ts';

/**
 * What is asked for: content of one kind, all of it or what `keys` name (keys of courses; uuids of programs and pathways). Runs are asked
 * for by their courses, since upstream lists them by search alone. Ratings are of courses, and stand beside them.
 */
export type Listing =
  | { kind: 'course' | 'program' | 'learnerpathway'; keys?: readonly string[]; changedSince?: Date }
  | { kind: 'courserun'; courses: readonly string[] }
  | { kind: 'review' };

/** A course that nobody has: whether upstream answers at all is asked with what is least to read. */
export const nobodysCourse = 'nobody+none';

/** A part of a listing. */
export interface Page {
  /** How many entries are before it. */
  offset: number;
  /** As upstream gave them; content with its `content_type`. */
  documents: readonly JsonObject[];
  /** Entries that are no objects. */
  broken: number;
  last: boolean;
}

/** The service that content comes from; upstream-client.http.ts is the real one. */
export interface Upstream {
  /**
   * A listing page by page: the next one is asked for when it is wanted. Items that move while somebody reads are not lost: it begins again
   * then, of ratings a page earlier, and what was given before is given once more. So a page whose `offset` is where it began is the first.
   * @param options.offset where to begin
   * @throws UpstreamFault when a page cannot be had, or items move all the time
   */
  pages(listing: Listing, options: { signal: AbortSignal; offset?: number }): AsyncGenerator<Page, void, undefined>;
}
