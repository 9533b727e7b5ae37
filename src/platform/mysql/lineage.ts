import type { Queryable } from '../../kernel/database.ts';

/** The uuid of the database's first migration: what the indices were made for, and whose tokens of feeds are good. */
export async function readDatabaseLineage(on: Queryable): Promise<string> {
  const [row] = await on.rows<{ uuid: string }>('SELECT uuid FROM lineage WHERE id = 1');
  if (row === undefined) {
    throw new Error('the database has no lineage: it was never migrated');
  }
  return row.uuid;
}
