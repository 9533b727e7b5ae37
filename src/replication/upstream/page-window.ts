import type { Listing } from './upstream.ts';

/** A part of a listing: `size` entries at most, from `offset` on. */
export interface PageWindow {
  offset: number;
  size: number;
}

/** Entries of one page, as the service that Percolog replaces asks for them. */
const pageSizes = { course: 50, program: 50, learnerpathway: 50, courserun: 100, review: 200 } as const;

export function pageSizeOf({ kind }: Pick<Listing, 'kind'>): number {
  return pageSizes[kind];
}

/**
 * The part after `last`, which gave `given` entries. It begins with what `last` ended with, so that items which have moved meanwhile show.
 * Search knows pages by number only: each is one entry shorter than the one before, and so begins before that one's end.
 * @returns undefined where a list cannot be read in this way: of more than some 2,500 runs, or of pages that have less than was asked for
 */
export function nextWindow({ kind }: Listing, { offset, size }: PageWindow, given: number): PageWindow | undefined {
  if (kind !== 'courserun') {
    return { offset: offset + Math.max(given - 1, 1), size };
  }
  const pages = offset / size + 1;
  const next = { offset: pages * (size - 1), size: size - 1 };
  const isBefore = next.offset < offset + given && next.offset + next.size > offset + size;
  return isBefore ? next : undefined;
}
