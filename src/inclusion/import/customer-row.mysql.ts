import type { Tx } from '../../kernel/database.ts';

export interface CustomerColumns {
  name: string;
  slug: string | null;
  /** JSON text of everything else that the file said. */
  attributes: string;
}

/** Locks the customers that exist: uuid → columns. */
export async function lockCustomers(tx: Tx, uuids: readonly string[]): Promise<Map<string, CustomerColumns>> {
  const rows = await tx.rows<CustomerColumns & { uuid: string }>(
    'SELECT uuid, name, slug, attributes FROM enterprise_customer WHERE uuid IN (?) ORDER BY uuid FOR UPDATE',
    [uuids],
  );
  return new Map(rows.map(({ uuid, name, slug, attributes }) => [uuid, { name, slug, attributes }]));
}

export async function insertCustomer(tx: Tx, uuid: string, columns: CustomerColumns): Promise<void> {
  await tx.run(
    `INSERT INTO enterprise_customer (uuid, name, slug, attributes, created_at, modified_at)
     VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [uuid, columns.name, columns.slug, columns.attributes],
  );
}

export async function updateCustomer(tx: Tx, uuid: string, columns: CustomerColumns): Promise<void> {
  await tx.run(
    'UPDATE enterprise_customer SET name = ?, slug = ?, attributes = ?, modified_at = UTC_TIMESTAMP(3) WHERE uuid = ?',
    [columns.name, columns.slug, columns.attributes, uuid],
  );
}
