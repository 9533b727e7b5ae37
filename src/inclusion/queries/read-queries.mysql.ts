import type { Customers } from '../../kernel/customers.ts';
import type { Queryable, SqlValue } from '../../kernel/database.ts';

export interface StoredQueryRow {
  id: number;
  uuid: string;
  title: string | null;
  content_filter: string;
  content_filter_hash: string;
}

type Named = { id: number } | { uuid: string } | { hash: string };

const columns = 'q.id, q.uuid, q.title, q.content_filter, q.content_filter_hash';

/** Queries that some customer's catalogs use or move to; all there are for `every`. An `EXISTS`, so that none comes twice. */
export function ofCustomers(customers: Customers): { where: string; values: SqlValue[] } {
  if (customers === 'every') {
    return { where: '1 = 1', values: [] };
  }
  const some = [...customers, ''];
  return {
    where: `(EXISTS (SELECT 1 FROM enterprise_catalog c WHERE c.query_id = q.id AND c.enterprise_uuid IN (?))
      OR EXISTS (SELECT 1 FROM enterprise_catalog c WHERE c.next_query_id = q.id AND c.enterprise_uuid IN (?)))`,
    values: [some, some],
  };
}

/** Oldest first. @param page.after the id before the page; the page begins `offset` queries later */
export async function listQueryRows(
  on: Queryable,
  page: { customers: Customers; after: number; offset: number; limit: number },
): Promise<{ count: number; rows: StoredQueryRow[] }> {
  const { where, values } = ofCustomers(page.customers);
  const [total] = await on.rows<{ count: number }>(
    `SELECT COUNT(*) AS count FROM catalog_query q WHERE ${where}`,
    values,
  );
  const rows = await on.rows<StoredQueryRow>(
    `SELECT ${columns} FROM catalog_query q WHERE q.id > ? AND ${where} ORDER BY q.id LIMIT ? OFFSET ?`,
    [page.after, ...values, page.limit, page.offset],
  );
  return { count: total?.count ?? 0, rows };
}

export async function readQueryRow(
  on: Queryable,
  named: Named,
  customers: Customers,
): Promise<StoredQueryRow | undefined> {
  const [column, value] =
    'id' in named
      ? ['id', named.id]
      : 'uuid' in named
        ? ['uuid', named.uuid.toLowerCase()]
        : ['content_filter_hash', named.hash.toLowerCase()];
  const { where, values } = ofCustomers(customers);
  const [row] = await on.rows<StoredQueryRow>(
    `SELECT ${columns} FROM catalog_query q WHERE q.${column} = ? AND ${where}`,
    [value, ...values],
  );
  return row;
}

/** Query id → the catalogs of `uuids` that use it, or move to it; of these customers only. */
export async function readCatalogsByQuery(
  on: Queryable,
  uuids: readonly string[],
  customers: Customers,
): Promise<Map<number, string[]>> {
  const byQuery = new Map<number, string[]>();
  if (uuids.length === 0) {
    return byQuery;
  }
  const rows = await on.rows<{ uuid: string; query_id: number }>(
    `SELECT uuid, COALESCE(next_query_id, query_id) AS query_id FROM enterprise_catalog
     WHERE uuid IN (?)${customers === 'every' ? '' : ' AND enterprise_uuid IN (?)'} ORDER BY id`,
    [uuids.map((uuid) => uuid.toLowerCase()), ...(customers === 'every' ? [] : [[...customers, '']])],
  );
  for (const { uuid, query_id } of rows) {
    byQuery.set(query_id, [...(byQuery.get(query_id) ?? []), uuid]);
  }
  return byQuery;
}
