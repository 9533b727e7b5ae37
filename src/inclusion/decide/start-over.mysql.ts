import type { Queryable } from '../../kernel/database.ts';

/** The uuid of the database's first migration: what the indices were made for. */
export async function readDatabaseLineage(on: Queryable): Promise<string> {
  const [row] = await on.rows<{ uuid: string }>('SELECT uuid FROM lineage WHERE id = 1');
  if (row === undefined) {
    throw new Error('the database has no lineage');
  }
  return row.uuid;
}

/**
 * Every item is decided anew: its document is gone. A new revision, so that a writer who read the lost index is not current.
 * One statement over all rows; only ever run when an index is missing.
 */
export async function reviseAllItems(on: Queryable): Promise<void> {
  await on.run(
    `UPDATE content SET revision = revision + 1, revised_at = UTC_TIMESTAMP(3), due_at = UTC_TIMESTAMP(3), attempts = 0,
       document_ticket = document_ticket + 1`,
  );
}

/** Every filter is registered and decided anew. */
export async function reviseAllQueries(on: Queryable): Promise<void> {
  await on.run(
    `UPDATE catalog_query SET revision = revision + 1, registered_revision = 0, revised_at = UTC_TIMESTAMP(3),
       due_at = UTC_TIMESTAMP(3), attempts = 0, claim_ticket = claim_ticket + 1`,
  );
}
