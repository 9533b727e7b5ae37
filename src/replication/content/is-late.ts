import type { ContentSource } from '../port.ts';
import type { ContentRow } from './content-row.mysql.ts';
import type { RawItem } from './item-form.ts';

/**
 * Whether upstream told something later of it before: two of its answers may come in the wrong order. Of an item that is there it gave a
 * later version; an equal moment proves nothing, nor does none. Of one that is gone it said so after this was asked for, or in the same
 * millisecond. What came by another way is somebody's wish.
 */
export function isLate(
  row: ContentRow | undefined,
  { modified }: RawItem,
  { source, askedAt }: { source: ContentSource; askedAt: Date | undefined },
): boolean {
  if (source !== 'upstream' || row === undefined) {
    return false;
  }
  if (row.deleted_at !== null) {
    return askedAt !== undefined && askedAt <= row.deleted_at;
  }
  const newest = row.source === 'upstream' ? row.upstream_modified_at : null;
  return newest !== null && modified !== null && modified < newest;
}
