import type { Queryable } from '../../kernel/database.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { ContentItem, ContentPage } from '../port.ts';
import { toContentItem, versionOf } from './find-content.ts';
import { coerceToCourses, listContentIds, readBodyRows, readListedIds, readVersionRows } from './read-bodies.mysql.ts';

/** See `Replication.read` in port.ts. */
export async function readContent(on: Queryable, ids: readonly number[]): Promise<ContentItem[]> {
  return (await readBodyRows(on, ids)).map(toContentItem);
}

/** See `Replication.readVersions` in port.ts. */
export async function readVersions(on: Queryable, ids: readonly number[]): Promise<Map<number, string>> {
  return new Map((await readVersionRows(on, ids)).map((row) => [row.id, versionOf(row)]));
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
