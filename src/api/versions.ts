import { visibleContent, type ContentItem } from '../replication/port.ts';

/** Of the routes that were given twice: v2 is for clients that know of restricted runs. */
export const versions = ['v1', 'v2'] as const;
export type Version = (typeof versions)[number];

/** What follows the name of an operation in each version. */
export const suffix: Record<Version, string> = { v1: '', v2: 'V2' };

/**
 * What a version shows of items, in their order: v1 without restricted runs. So does v2, as long as no query can allow any.
 */
export function shownIn(_version: Version, items: readonly ContentItem[]): ContentItem[] {
  return items.flatMap((item) => visibleContent(item) ?? []);
}
