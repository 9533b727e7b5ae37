import type { Queryable } from '../../kernel/database.ts';
import type { ContentItem, ContentPage } from '../port.ts';
import { toContentItem, versionOf } from './find-content.ts';
import { nameContent } from './name-content.ts';
import { listContentIds, readBodyRows, readCurrentRows, readVersionRows } from './read-bodies.mysql.ts';

/** See `Replication.read` in port.ts. */
export async function readContent(on: Queryable, ids: readonly number[]): Promise<ContentItem[]> {
  return (await readBodyRows(on, ids)).map(toContentItem);
}

/** See `Replication.readCurrent` in port.ts. */
export async function readCurrent(on: Queryable, ids: readonly number[]): Promise<Map<number, ContentItem>> {
  return new Map((await readCurrentRows(on, ids)).map((row) => [row.id, toContentItem(row)]));
}

/** See `Replication.readVersions` in port.ts. */
export async function readVersions(on: Queryable, ids: readonly number[]): Promise<Map<number, string>> {
  return new Map((await readVersionRows(on, ids)).map((row) => [row.id, versionOf(row)]));
}

/** See `Replication.list` in port.ts. */
export async function listContent(
  on: Queryable,
  { coerceToCourse, after, offset, limit }: ContentPage,
): Promise<{ count: number; items: ContentItem[] }> {
  const { count, ids } = await listContentIds(on, { coerceToCourse, after, offset, limit });
  return { count, items: await readContent(on, ids) };
}

/** See `Replication.listNamed` in port.ts. */
export async function listNamedContent(
  on: Queryable,
  identifiers: readonly string[],
  { coerceToCourse, after, offset, limit }: ContentPage,
): Promise<{ count: number; items: ContentItem[]; unknown: string[] }> {
  const { ids, unknown } = await nameContent(on, identifiers, coerceToCourse);
  const start = after + offset;
  const wanted = ids.slice(start, start + limit);
  const items = new Map((await readContent(on, wanted)).map((item) => [item.contentId, item]));
  return { count: ids.length, items: wanted.flatMap((id) => items.get(id) ?? []), unknown };
}
