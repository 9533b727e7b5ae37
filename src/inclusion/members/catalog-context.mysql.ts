import type { Queryable } from '../../kernel/database.ts';

export interface CatalogContextRow {
  uuid: string;
  title: string;
  enterprise_uuid: string;
  enterprise_name: string | null;
  publish_audit_enrollment_urls: number;
  query_id: number;
  /** JSON list of `{course, runs}`; null where the query allows none. */
  restricted_runs: string | null;
  modified_at: Date;
  customer_name: string | null;
  customer_slug: string | null;
  customer_attributes: string | null;
  customer_modified_at: Date | null;
}

const select = `SELECT c.uuid, c.title, c.enterprise_uuid, c.enterprise_name, c.publish_audit_enrollment_urls, c.query_id, q.restricted_runs, c.modified_at,
    k.name AS customer_name, k.slug AS customer_slug, k.attributes AS customer_attributes, k.modified_at AS customer_modified_at
  FROM enterprise_catalog c JOIN catalog_query q ON q.id = c.query_id LEFT JOIN enterprise_customer k ON k.uuid = c.enterprise_uuid`;

export async function readContextRow(on: Queryable, catalogUuid: string): Promise<CatalogContextRow | undefined> {
  const [row] = await on.prepared<CatalogContextRow>(`${select} WHERE c.uuid = ?`, [catalogUuid]);
  return row;
}

/** The oldest of a customer's catalogs that has the item as a member itself. */
export async function readHoldingContextRow(
  on: Queryable,
  enterpriseUuid: string,
  contentId: number,
): Promise<CatalogContextRow | undefined> {
  const [row] = await on.prepared<CatalogContextRow>(
    `${select} JOIN membership m ON m.query_id = c.query_id AND m.content_id = ?
     WHERE c.enterprise_uuid = ? ORDER BY c.id LIMIT 1`,
    [contentId, enterpriseUuid],
  );
  return row;
}
