import type { Customers } from '../../kernel/customers.ts';
import type { Queryable, SqlValue } from '../../kernel/database.ts';
import { unused } from '../prune/unused-query.mysql.ts';
import type { HoldingPlace } from '../read-models.ts';

export interface HoldingQueryRow {
  uuid: string;
  title: string | null;
  /** 1 where every membership that counts is kept back from removal. */
  held: number;
}

export interface HoldingCatalogRow {
  id: number;
  uuid: string;
  title: string;
  enterprise_uuid: string;
  customer_name: string | null;
  query: HoldingQueryRow;
}

/** The queries that hold one of some items; the placeholder is the items' ids. */
const holding = `(SELECT m.query_id, MIN(h.query_id IS NOT NULL) AS held FROM membership m
    LEFT JOIN membership_held h ON h.query_id = m.query_id AND h.content_id = m.content_id
  WHERE m.content_id IN (?) GROUP BY m.query_id) m`;

/**
 * The catalogs that contain an item, by the rule of contains.mysql.ts (a member, a run of it, its course), sorted by customer
 * and title. Goes from the item to its queries and from these to their catalogs, so that the cost is in what is found: the
 * answer is read from indices but for the rows of the catalogs.
 * @param options.after where the page before ended; the page begins `offset` catalogs later
 */
export async function listCatalogsWithContent(
  on: Queryable,
  contentKey: string,
  options: { customers: Customers; after?: HoldingPlace | undefined; offset: number; limit: number },
): Promise<{ count: number; rows: HoldingCatalogRow[] }> {
  const ids = await contentIdsOf(on, contentKey);
  if (ids.length === 0 || (options.customers !== 'every' && options.customers.size === 0)) {
    return { count: 0, rows: [] };
  }
  const isLimited = options.customers !== 'every';
  const from = `${holding}
    JOIN enterprise_catalog c ON c.query_id = m.query_id${isLimited ? ' AND c.enterprise_uuid IN (?)' : ''}`;
  const values: SqlValue[] = [ids, ...(options.customers === 'every' ? [] : [[...options.customers]])];
  const [total] = await on.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM ${from}`, values);
  const later = options.after === undefined ? { where: '', values: [] } : behind(options.after);
  const rows = await on.rows<Omit<HoldingCatalogRow, 'query'> & { query_id: number; held: number }>(
    // One name a customer, whatever each of his catalogs says: they must stand together.
    `SELECT id, uuid, title, enterprise_uuid, customer_name, query_id, held FROM (
       SELECT c.id, c.uuid, c.title, c.enterprise_uuid, c.query_id, m.held,
         COALESCE(k.name, MAX(c.enterprise_name) OVER (PARTITION BY c.enterprise_uuid)) AS customer_name
       FROM ${from} LEFT JOIN enterprise_customer k ON k.uuid = c.enterprise_uuid) found ${later.where}
     ORDER BY customer_name IS NULL, customer_name ${asPeople}, enterprise_uuid, title ${asPeople}, id
     LIMIT ? OFFSET ?`,
    [...values, ...later.values, options.limit, options.offset],
  );
  const queries = await readQueryNames(on, [...new Set(rows.map(({ query_id }) => query_id))]);
  return {
    count: total?.count ?? 0,
    rows: rows.flatMap(({ query_id, held, ...row }) => {
      const query = queries.get(query_id);
      return query === undefined ? [] : [{ ...row, query: { ...query, held } }];
    }),
  };
}

/** The queries that hold an item by the same rule and that no catalog uses, oldest first. */
export async function listUnusedQueriesWithContent(
  on: Queryable,
  contentKey: string,
  limit: number,
): Promise<{ count: number; rows: HoldingQueryRow[] }> {
  const ids = await contentIdsOf(on, contentKey);
  if (ids.length === 0) {
    return { count: 0, rows: [] };
  }
  const from = `${holding} JOIN catalog_query q ON q.id = m.query_id WHERE ${unused}`;
  const [total] = await on.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM ${from}`, [ids]);
  const rows = await on.rows<HoldingQueryRow>(`SELECT q.uuid, q.title, m.held FROM ${from} ORDER BY q.id LIMIT ?`, [
    ids,
    limit,
  ]);
  return { count: total?.count ?? 0, rows };
}

/** Compares as people do: without case and accents. Both databases have it. */
const asPeople = 'COLLATE utf8mb4_unicode_ci';

/** What comes after a place in that order. */
function behind({ customerName, enterpriseUuid, title, id }: HoldingPlace): { where: string; values: SqlValue[] } {
  const sameName = `(enterprise_uuid > ? OR (enterprise_uuid = ? AND (title ${asPeople} > ? OR (title ${asPeople} = ? AND id > ?))))`;
  const values = [enterpriseUuid, enterpriseUuid, title, title, id];
  return customerName === null
    ? { where: `WHERE customer_name IS NULL AND ${sameName}`, values }
    : {
        where: `WHERE customer_name IS NULL OR customer_name ${asPeople} > ? OR (customer_name ${asPeople} = ? AND ${sameName})`,
        values: [customerName, customerName, ...values],
      };
}

async function readQueryNames(
  on: Queryable,
  ids: readonly number[],
): Promise<Map<number, { uuid: string; title: string | null }>> {
  const rows =
    ids.length === 0
      ? []
      : await on.rows<{ id: number; uuid: string; title: string | null }>(
          'SELECT id, uuid, title FROM catalog_query WHERE id IN (?)',
          [ids],
        );
  return new Map(rows.map(({ id, ...names }) => [id, names]));
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
