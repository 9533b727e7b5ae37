import type { Customers } from '../../kernel/customers.ts';
import type { Queryable, SqlValue, Tx } from '../../kernel/database.ts';

/** What an academy's row says, but for its catalogs and tags. */
export interface AcademyColumns {
  title: string;
  short_description: string;
  long_description: string;
  title_es: string | null;
  short_description_es: string | null;
  long_description_es: string | null;
  image: string | null;
}

export interface AcademyRow extends AcademyColumns {
  id: number;
  uuid: string;
  created_at: Date;
  modified_at: Date;
}

const select = `SELECT id, uuid, title, short_description, long_description, title_es, short_description_es, long_description_es,
    image, created_at, modified_at FROM academy`;
const ofCustomer = `id IN (SELECT ac.academy_id FROM academy_catalog ac JOIN enterprise_catalog c ON c.id = ac.catalog_id
    WHERE c.enterprise_uuid = ?)`;

export async function readAcademyRow(on: Queryable, uuid: string): Promise<AcademyRow | undefined> {
  const [row] = await on.rows<AcademyRow>(`${select} WHERE uuid = ?`, [uuid]);
  return row;
}

/** As `readAcademyRow`, locked. */
export async function lockAcademyRow(tx: Tx, uuid: string): Promise<AcademyRow | undefined> {
  const [row] = await tx.rows<AcademyRow>(`${select} WHERE uuid = ? FOR UPDATE`, [uuid]);
  return row;
}

/** Locks those that a catalog is in. */
export function lockAcademiesOfCatalog(tx: Tx, catalogUuid: string): Promise<AcademyRow[]> {
  return tx.rows<AcademyRow>(
    `${select} WHERE id IN (SELECT ac.academy_id FROM academy_catalog ac JOIN enterprise_catalog c ON c.id = ac.catalog_id
       WHERE c.uuid = ?) ORDER BY id FOR UPDATE`,
    [catalogUuid],
  );
}

export async function listAcademyRows(
  on: Queryable,
  enterpriseUuid: string,
  { after, offset, limit }: { after: number; offset: number; limit: number },
): Promise<{ count: number; rows: AcademyRow[] }> {
  const [total] = await on.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM academy WHERE ${ofCustomer}`, [
    enterpriseUuid,
  ]);
  const rows = await on.rows<AcademyRow>(`${select} WHERE ${ofCustomer} AND id > ? ORDER BY id LIMIT ? OFFSET ?`, [
    ...[enterpriseUuid, after],
    ...[limit, offset],
  ]);
  return { count: total?.count ?? 0, rows };
}

/** A uuid that is taken throws 1062. @returns its id */
export async function insertAcademyRow(tx: Tx, uuid: string, columns: AcademyColumns): Promise<number> {
  const entries = Object.entries(columns) as [string, string | null][];
  const { insertId } = await tx.run(
    `INSERT INTO academy (uuid, ${entries.map(([name]) => name).join(', ')}, created_at, modified_at)
     VALUES (?, ${entries.map(() => '?').join(', ')}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [uuid, ...entries.map(([, value]) => value)],
  );
  return insertId;
}

export async function updateAcademyRow(tx: Tx, id: number, columns: AcademyColumns): Promise<void> {
  const entries = Object.entries(columns) as [string, string | null][];
  await tx.run(
    `UPDATE academy SET ${entries.map(([name]) => `${name} = ?`).join(', ')}, modified_at = UTC_TIMESTAMP(3) WHERE id = ?`,
    [...entries.map(([, value]) => value), id],
  );
}

export async function deleteAcademyRow(tx: Tx, id: number): Promise<void> {
  await tx.run('DELETE FROM academy_catalog WHERE academy_id = ?', [id]);
  await tx.run('DELETE FROM academy WHERE id = ?', [id]);
}

/** A catalog of an academy. */
export interface AcademyCatalogRow {
  academy_id: number;
  uuid: string;
  enterprise_uuid: string;
}

/** The catalogs of academies that belong to `customers`, oldest first. */
export async function readAcademyCatalogs(
  on: Queryable,
  academyIds: readonly number[],
  customers: Customers,
): Promise<AcademyCatalogRow[]> {
  if (academyIds.length === 0 || (customers !== 'every' && customers.size === 0)) {
    return [];
  }
  const values: SqlValue[] = [academyIds, ...(customers === 'every' ? [] : [[...customers]])];
  return on.rows<AcademyCatalogRow>(
    `SELECT ac.academy_id, c.uuid, c.enterprise_uuid FROM academy_catalog ac JOIN enterprise_catalog c ON c.id = ac.catalog_id
     WHERE ac.academy_id IN (?) ${customers === 'every' ? '' : 'AND c.enterprise_uuid IN (?)'} ORDER BY c.id`,
    values,
  );
}

/** Gives an academy these catalogs, which must be there, and no others. */
export async function writeAcademyCatalogs(tx: Tx, academyId: number, catalogUuids: readonly string[]): Promise<void> {
  await tx.run('DELETE FROM academy_catalog WHERE academy_id = ?', [academyId]);
  await addAcademyCatalogs(tx, academyId, catalogUuids);
}

export async function addAcademyCatalogs(tx: Tx, academyId: number, catalogUuids: readonly string[]): Promise<void> {
  if (catalogUuids.length > 0) {
    await tx.run(
      'INSERT INTO academy_catalog (academy_id, catalog_id) SELECT ?, id FROM enterprise_catalog WHERE uuid IN (?)',
      [academyId, catalogUuids],
    );
  }
}

export async function touchAcademyRows(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.run('UPDATE academy SET modified_at = UTC_TIMESTAMP(3) WHERE id IN (?)', [ids]);
}

/** Takes a catalog out of every academy. */
export async function removeCatalogOfAcademies(tx: Tx, catalogUuid: string): Promise<void> {
  await tx.run('DELETE FROM academy_catalog WHERE catalog_id = (SELECT id FROM enterprise_catalog WHERE uuid = ?)', [
    catalogUuid,
  ]);
}
