import { visibleContent, type ContentItem } from '../replication/port.ts';

/** Of the routes that were given twice: v2 is for clients that know of restricted runs. */
export const versions = ['v1', 'v2'] as const;
export type Version = (typeof versions)[number];

/** What follows the name of an operation in each version. */
export const suffix: Record<Version, string> = { v1: '', v2: 'V2' };

/** Whether a version knows of runs that only named queries may see. */
export function knowsRestricted(version: Version): boolean {
  return version === 'v2';
}

/**
 * What a version shows of items, in their order: v1 without restricted runs, v2 with those that the catalog's query allows.
 * @param allowedRuns keys of these runs
 */
export function shownIn(
  version: Version,
  items: readonly ContentItem[],
  allowedRuns: readonly string[] = [],
): ContentItem[] {
  const allowance =
    knowsRestricted(version) && allowedRuns.length > 0 ? { runs: new Set(allowedRuns), now: Date.now() } : undefined;
  return items.flatMap((item) => visibleContent(item, allowance) ?? []);
}
