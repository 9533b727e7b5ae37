import type { ContentSource } from '../port.ts';
import type { ContentRow } from './content-row.mysql.ts';
import type { RawItem } from './item-form.ts';

/**
 * Whether upstream gave a later version of it before: two of its answers may come in the wrong order. An equal moment proves nothing, nor
 * does none; what came by another way is somebody's wish, and an item that is gone may come back as it was.
 */
export function isOlder(row: ContentRow | undefined, { modified }: RawItem, source: ContentSource): boolean {
  const newest = row?.deleted === 0 && row.source === 'upstream' ? row.upstream_modified_at : null;
  return source === 'upstream' && newest !== null && modified !== null && modified < newest;
}
