import type { Customers } from '../../kernel/customers.ts';
import type { Queryable, Tx } from '../../kernel/database.ts';
import { recordCatalogChange, recordGoneCatalog, recordNewCatalog } from '../history/record-catalog.mysql.ts';

export interface CatalogRow {
  id: number;
  uuid: string;
  title: string;
  enterprise_uuid: string;
  enterprise_name: string | null;
  enabled_course_modes: string;
  publish_audit_enrollment_urls: number;
  query_id: number;
  query_uuid: string;
  query_title: string | null;
  content_modified_at: Date | null;
  modified_at: Date;
}

const select = `SELECT c.id, c.uuid, c.title, c.enterprise_uuid, c.enterprise_name, c.enabled_course_modes,
    c.publish_audit_enrollment_urls, c.query_id, q.uuid AS query_uuid, q.title AS query_title, c.modified_at,
    (SELECT MAX(i.modified_at) FROM membership m JOIN content i ON i.id = m.content_id WHERE m.query_id = c.query_id)
      AS content_modified_at
  FROM enterprise_catalog c JOIN catalog_query q ON q.id = COALESCE(c.next_query_id, c.query_id)`;

export async function readCatalogRow(on: Queryable, uuid: string): Promise<CatalogRow | undefined> {
  const [row] = await on.rows<CatalogRow>(`${select} WHERE c.uuid = ?`, [uuid]);
  return row;
}

export async function readCatalogCustomer(on: Queryable, uuid: string): Promise<string | undefined> {
  const [row] = await on.prepared<{ enterprise_uuid: string }>(
    'SELECT enterprise_uuid FROM enterprise_catalog WHERE uuid = ?',
    [uuid],
  );
  return row?.enterprise_uuid;
}

export async function listCatalogRows(
  on: Queryable,
  options: { customers: Customers; after: number; offset: number; limit: number },
): Promise<{ count: number; rows: CatalogRow[] }> {
  const { customers } = options;
  if (customers !== 'every' && customers.size === 0) {
    return { count: 0, rows: [] };
  }
  const where = customers === 'every' ? '' : 'WHERE c.enterprise_uuid IN (?)';
  const values = customers === 'every' ? [] : [[...customers]];
  const [total] = await on.rows<{ count: number }>(
    `SELECT COUNT(*) AS count FROM enterprise_catalog c ${where}`,
    values,
  );
  const rows = await on.rows<CatalogRow>(
    `${select} ${where === '' ? 'WHERE' : `${where} AND`} c.id > ? ORDER BY c.id LIMIT ? OFFSET ?`,
    [...values, options.after, options.limit, options.offset],
  );
  return { count: total?.count ?? 0, rows };
}

export interface CatalogColumns {
  title: string;
  enterprise_uuid: string;
  enterprise_name: string | null;
  enabled_course_modes: string;
  publish_audit_enrollment_urls: boolean;
  query_id: number;
  /** The query that it moves to when that is decided. */
  next_query_id: number | null;
}

/** A uuid that is taken throws 1062. */
export async function insertCatalog(tx: Tx, uuid: string, columns: CatalogColumns): Promise<void> {
  const entries = Object.entries(columns) as [string, string | number | boolean | null][];
  await tx.later(
    `INSERT INTO enterprise_catalog (uuid, ${entries.map(([name]) => name).join(', ')}, created_at, modified_at)
     VALUES (?, ${entries.map(() => '?').join(', ')}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [uuid, ...entries.map(([, value]) => value)],
  );
  await recordNewCatalog(tx, uuid);
}

export interface LockedCatalog extends Omit<CatalogColumns, 'publish_audit_enrollment_urls'> {
  uuid: string;
  publish_audit_enrollment_urls: number;
}

/** Locks the rows of the catalogs that exist. */
export function lockCatalogs(tx: Tx, uuids: readonly string[]): Promise<LockedCatalog[]> {
  return tx.rows<LockedCatalog>(
    `SELECT uuid, title, enterprise_uuid, enterprise_name, enabled_course_modes, publish_audit_enrollment_urls, query_id,
       next_query_id
     FROM enterprise_catalog WHERE uuid IN (?) ORDER BY id FOR UPDATE`,
    [uuids],
  );
}

/** What a catalog's row says, without its uuid. */
export function columnsOf(row: LockedCatalog): CatalogColumns {
  return {
    title: row.title,
    enterprise_uuid: row.enterprise_uuid,
    enterprise_name: row.enterprise_name,
    enabled_course_modes: row.enabled_course_modes,
    publish_audit_enrollment_urls: row.publish_audit_enrollment_urls === 1,
    query_id: row.query_id,
    next_query_id: row.next_query_id,
  };
}

export async function updateCatalogRow(tx: Tx, uuid: string, columns: CatalogColumns): Promise<void> {
  const entries = Object.entries(columns) as [string, string | number | boolean | null][];
  await recordCatalogChange(tx, uuid, columns);
  await tx.later(
    `UPDATE enterprise_catalog SET ${entries.map(([name]) => `${name} = ?`).join(', ')}, modified_at = UTC_TIMESTAMP(3) WHERE uuid = ?`,
    [...entries.map(([, value]) => value), uuid],
  );
}

export async function deleteCatalogRow(tx: Tx, uuid: string): Promise<void> {
  await recordGoneCatalog(tx, uuid);
  await tx.later('DELETE FROM enterprise_catalog WHERE uuid = ?', [uuid]);
}

/**
 * Where a catalog's membership is read: from the query it is to use when that is decided, until then from the one it used.
 * @param before the catalog's columns, undefined for a new one
 */
export function queryColumns(
  before: CatalogColumns | undefined,
  query: { id: number; decided: boolean },
): Pick<CatalogColumns, 'query_id' | 'next_query_id'> {
  return before === undefined || query.decided || query.id === before.query_id
    ? { query_id: query.id, next_query_id: null }
    : { query_id: before.query_id, next_query_id: query.id };
}
