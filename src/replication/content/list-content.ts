import type { Queryable } from '../../kernel/database.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { ContentItem, ContentPage } from '../port.ts';
import { toContentItem } from './find-content.ts';
import { coerceToCourses, listContentIds, readBodyRows, readListedIds } from './read-bodies.mysql.ts';

/** See `Replication.read` in port.ts. */
export async function readContent(on: Queryable, ids: readonly number[]): Promise<ContentItem[]> {
  return (await readBodyRows(on, ids)).map(toContentItem);
}

/** See `Replication.list` in port.ts. */
export async function listContent(
  on: Queryable,
  { identifiers, coerceToCourse, after, offset, limit }: ContentPage,
): Promise<{ count: number; items: ContentItem[] }> {
  if (identifiers === undefined) {
    const { count, ids } = await listContentIds(on, { coerceToCourse, after, offset, limit });
    return { count, items: await readContent(on, ids) };
  }
  const named = await readListedIds(on, {
    keys: identifiers,
    uuids: identifiers.filter(isUuid).map((uuid) => uuid.toLowerCase()),
  });
  const ids = coerceToCourse ? await coerceToCourses(on, named) : named;
  return {
    count: ids.length,
    items: await readContent(on, ids.filter((id) => id > after).slice(offset, offset + limit)),
  };
}
