import type { Customers } from '../../kernel/customers.ts';
import type { Queryable, SqlValue } from '../../kernel/database.ts';

export interface CustomerRow {
  uuid: string;
  name: string | null;
  slug: string | null;
}

/** Compares as people do: without case and accents. Both databases have it. */
const asPeople = 'COLLATE utf8mb4_unicode_ci';

/**
 * Customers that were imported or own a catalog, by name, those without a name last. An imported name is above what a catalog
 * says.
 * @param options.text found anywhere in the name, or at the start of the uuid; empty finds all
 */
export async function listCustomerRows(
  on: Queryable,
  options: { customers: Customers; text: string; offset: number; limit: number },
): Promise<{ count: number; rows: CustomerRow[] }> {
  if (options.customers !== 'every' && options.customers.size === 0) {
    return { count: 0, rows: [] };
  }
  const { from, values } = matching(options);
  const [total] = await on.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM ${from}`, values);
  const rows = await on.rows<CustomerRow>(
    `SELECT k.uuid, k.name, k.slug FROM ${from} ORDER BY k.name IS NULL, k.name ${asPeople}, k.uuid LIMIT ? OFFSET ?`,
    [...values, options.limit, options.offset],
  );
  return { count: total?.count ?? 0, rows };
}

function matching(options: { customers: Customers; text: string }): { from: string; values: SqlValue[] } {
  const isLimited = options.customers !== 'every';
  const uuids = options.customers === 'every' ? [] : [[...options.customers]];
  const text = options.text.replace(/[\\%_]/g, '\\$&');
  const found: [string, string][] = [
    ...(text === '' ? [] : [[`k.name LIKE ? ${asPeople}`, `%${text}%`] as [string, string]]),
    // The column is ASCII: compared with anything else, the statement would be refused.
    ...(/^[0-9a-f-]+$/i.test(text) ? [['k.uuid LIKE ?', `${text.toLowerCase()}%`] as [string, string]] : []),
  ];
  return {
    from: `(SELECT all_of_them.uuid, COALESCE(MAX(all_of_them.name), MAX(all_of_them.catalog_name)) AS name,
        MAX(all_of_them.slug) AS slug
      FROM (
        SELECT uuid, name, slug, NULL AS catalog_name FROM enterprise_customer ${isLimited ? 'WHERE uuid IN (?)' : ''}
        UNION ALL
        SELECT DISTINCT enterprise_uuid, NULL, NULL, enterprise_name FROM enterprise_catalog
          ${isLimited ? 'WHERE enterprise_uuid IN (?)' : ''}
      ) all_of_them
      GROUP BY all_of_them.uuid) k
    ${found.length === 0 ? '' : `WHERE ${found.map(([condition]) => condition).join(' OR ')}`}`,
    values: [...uuids, ...uuids, ...found.map(([, value]) => value)],
  };
}
