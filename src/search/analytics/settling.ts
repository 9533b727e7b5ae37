/**
 * A search goes on in the next one of the same searcher, in the same language, when that comes within so many milliseconds and one text
 * begins with the other: somebody is typing, or turns pages.
 */
export const typingMilliseconds = 10_000;

/** After so many milliseconds what goes on from a search is stored, unless the database was away. */
export const settleMilliseconds = typingMilliseconds + 5_000;
