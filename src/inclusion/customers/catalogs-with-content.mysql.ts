import type { Customers } from '../../kernel/customers.ts';
import type { Queryable, SqlValue } from '../../kernel/database.ts';

export interface HoldingCatalogRow {
  uuid: string;
  title: string;
  enterprise_uuid: string;
  customer_name: string | null;
}

/**
 * The catalogs that contain an item, by the rule of contains.mysql.ts (a member, a run of it, its course), sorted by customer
 * and title. Goes from the item to its queries and from these to their catalogs, so that the cost is in what is found: the
 * answer is read from indices but for the rows of the catalogs.
 */
export async function listCatalogsWithContent(
  on: Queryable,
  contentKey: string,
  options: { customers: Customers; offset: number; limit: number },
): Promise<{ count: number; rows: HoldingCatalogRow[] }> {
  const ids = await contentIdsOf(on, contentKey);
  if (ids.length === 0 || (options.customers !== 'every' && options.customers.size === 0)) {
    return { count: 0, rows: [] };
  }
  const isLimited = options.customers !== 'every';
  const from = `(SELECT DISTINCT query_id FROM membership WHERE content_id IN (?)) m
    JOIN enterprise_catalog c ON c.query_id = m.query_id${isLimited ? ' AND c.enterprise_uuid IN (?)' : ''}`;
  const values: SqlValue[] = [ids, ...(options.customers === 'every' ? [] : [[...options.customers]])];
  const [total] = await on.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM ${from}`, values);
  const rows = await on.rows<HoldingCatalogRow>(
    // One name a customer, whatever each of his catalogs says: they must stand together.
    `SELECT uuid, title, enterprise_uuid, customer_name FROM (
       SELECT c.id, c.uuid, c.title, c.enterprise_uuid,
         COALESCE(k.name, MAX(c.enterprise_name) OVER (PARTITION BY c.enterprise_uuid)) AS customer_name
       FROM ${from} LEFT JOIN enterprise_customer k ON k.uuid = c.enterprise_uuid) found
     ORDER BY customer_name IS NULL, customer_name COLLATE utf8mb4_unicode_ci, enterprise_uuid,
       title COLLATE utf8mb4_unicode_ci, id
     LIMIT ? OFFSET ?`,
    [...values, options.limit, options.offset],
  );
  return { count: total?.count ?? 0, rows };
}

/** The item, its runs and its course, as far as they are there. */
async function contentIdsOf(on: Queryable, contentKey: string): Promise<number[]> {
  const rows = await on.rows<{ id: number }>(
    `SELECT id FROM content WHERE content_key = ?
     UNION SELECT id FROM content WHERE parent_key = ?
     UNION SELECT course.id FROM content run JOIN content course ON course.content_key = run.parent_key
       WHERE run.content_key = ? AND run.deleted_at IS NULL`,
    [contentKey, contentKey, contentKey],
  );
  return rows.map(({ id }) => id);
}
