import type { ContentSource } from '../port.ts';
import type { ContentRow } from './content-row.mysql.ts';
import type { RawItem } from './item-form.ts';

/**
 * Whether upstream told something later of it before: two of its answers may come in the wrong order. Of an item that is there it gave a
 * later version; where both say the same moment, or one says none, it was asked later for the one that is there, since upstream changes runs
 * within a course without moving the course's moment. Of one that is gone it said so after this was asked for, or in the same millisecond.
 * What came by another way is somebody's wish.
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
  if (row.source !== 'upstream') {
    return false;
  }
  const [was, is] = [row.upstream_modified_at?.getTime(), modified?.getTime()];
  return was !== undefined && is !== undefined && was !== is
    ? is < was
    : askedAt !== undefined && row.asked_at !== null && askedAt < row.asked_at;
}
