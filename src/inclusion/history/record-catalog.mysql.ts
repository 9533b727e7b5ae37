import type { Tx } from '../../kernel/database.ts';

/*
 * A catalog that comes, goes, or gets another query or customer changes what it contains without a change of any membership: a row
 * without pairs, `catalog` or `gone`. The caller holds the catalog's row.
 */

const columns = 'kind, cause, query_id, previous_query_id, catalog_uuid, enterprise_uuid, at';

export async function recordNewCatalog(tx: Tx, uuid: string): Promise<void> {
  await tx.later(
    `INSERT INTO membership_change (${columns})
     SELECT 'catalog', 'filter', query_id, NULL, uuid, enterprise_uuid, UTC_TIMESTAMP(3) FROM enterprise_catalog WHERE uuid = ?`,
    [uuid],
  );
}

/** Before the row is changed; nothing is written where query and customer stay. */
export async function recordCatalogChange(
  tx: Tx,
  uuid: string,
  after: { query_id: number; enterprise_uuid: string },
): Promise<void> {
  await tx.later(
    `INSERT INTO membership_change (${columns})
     SELECT 'gone', 'filter', NULL, query_id, uuid, enterprise_uuid, UTC_TIMESTAMP(3) FROM enterprise_catalog
     WHERE uuid = ? AND enterprise_uuid <> ?`,
    [uuid, after.enterprise_uuid],
  );
  await tx.later(
    `INSERT INTO membership_change (${columns})
     SELECT 'catalog', 'filter', ?, query_id, uuid, ?, UTC_TIMESTAMP(3) FROM enterprise_catalog
     WHERE uuid = ? AND (query_id <> ? OR enterprise_uuid <> ?)`,
    [after.query_id, after.enterprise_uuid, uuid, after.query_id, after.enterprise_uuid],
  );
}

/** Before the row is deleted. */
export async function recordGoneCatalog(tx: Tx, uuid: string): Promise<void> {
  await tx.later(
    `INSERT INTO membership_change (${columns})
     SELECT 'gone', 'filter', NULL, query_id, uuid, enterprise_uuid, UTC_TIMESTAMP(3) FROM enterprise_catalog WHERE uuid = ?`,
    [uuid],
  );
}

/** Before the catalogs that wait for these queries move to them. @returns whether there are any */
export async function recordArrivals(tx: Tx, queryIds: readonly number[]): Promise<boolean> {
  const waiting = await tx.rows(
    'SELECT uuid FROM enterprise_catalog WHERE next_query_id IN (?) ORDER BY id FOR UPDATE',
    [queryIds],
  );
  if (waiting.length > 0) {
    await tx.later(
      `INSERT INTO membership_change (${columns})
       SELECT 'catalog', 'filter', next_query_id, query_id, uuid, enterprise_uuid, UTC_TIMESTAMP(3)
       FROM enterprise_catalog WHERE next_query_id IN (?)`,
      [queryIds],
    );
  }
  return waiting.length > 0;
}
