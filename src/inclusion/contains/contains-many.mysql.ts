import type { Queryable } from '../../kernel/database.ts';

/** The items by which each key may be contained: itself, its runs, its course. */
export function readItemsOfKeys(
  on: Queryable,
  keys: readonly string[],
): Promise<{ asked: string; content_id: number }[]> {
  return on.rows(
    `SELECT content_key AS asked, id AS content_id FROM content WHERE content_key IN (?)
     UNION ALL SELECT parent_key, id FROM content WHERE parent_key IN (?)
     UNION ALL SELECT run.content_key, course.id FROM content run JOIN content course ON course.content_key = run.parent_key
       WHERE run.content_key IN (?) AND run.deleted_at IS NULL`,
    [keys, keys, keys],
  );
}

/** Catalogs that are there. @param options.of only this customer's; without `uuids` all of his */
export async function readCatalogQueries(
  on: Queryable,
  options: { uuids?: readonly string[]; of?: string },
): Promise<{ uuid: string; enterprise_uuid: string; query_id: number }[]> {
  const { uuids, of } = options;
  if (uuids?.length === 0) {
    return [];
  }
  const conditions = [
    ...(uuids === undefined ? [] : ['uuid IN (?)']),
    ...(of === undefined ? [] : ['enterprise_uuid = ?']),
  ];
  return on.rows(
    `SELECT uuid, enterprise_uuid, query_id FROM enterprise_catalog WHERE ${conditions.join(' AND ')} ORDER BY id`,
    [...(uuids === undefined ? [] : [uuids]), ...(of === undefined ? [] : [of])],
  );
}

/**
 * Which of the queries has which of the items, one row an item. Goes from the items, through an index that holds both columns: an item
 * is in few queries, a query may have every item. JSON keeps the rows few.
 */
export async function readQueriesOfItems(
  on: Queryable,
  contentIds: readonly number[],
  queryIds: readonly number[],
): Promise<Map<number, number[]>> {
  if (contentIds.length === 0 || queryIds.length === 0) {
    return new Map();
  }
  const rows = await on.rows<{ content_id: number; queries: string | number[] }>(
    `SELECT STRAIGHT_JOIN m.content_id, JSON_ARRAYAGG(m.query_id) AS queries
     FROM content i JOIN membership m FORCE INDEX (membership_content) ON m.content_id = i.id
     WHERE i.id IN (?) AND m.query_id IN (?) GROUP BY m.content_id`,
    [contentIds, queryIds],
  );
  return new Map(
    rows.map(({ content_id, queries }) => [
      content_id,
      // MySQL's driver reads its JSON type; MariaDB's is text.
      typeof queries === 'string' ? (JSON.parse(queries) as number[]) : queries,
    ]),
  );
}
