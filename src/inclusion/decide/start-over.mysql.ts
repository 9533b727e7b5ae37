import type { Queryable } from '../../kernel/database.ts';

export { readDatabaseLineage } from '../../platform/mysql/lineage.ts';

/**
 * Every item is decided anew: its document is gone. A new revision, so that a writer who read the lost index is not current.
 * Only ever run when an index is missing.
 */
export function reviseAllItems(on: Queryable): Promise<void> {
  return reviseInParts(
    on,
    'content',
    `UPDATE content SET revision = revision + 1, revised_at = UTC_TIMESTAMP(3), change_cause = 'reconcile', due_at = UTC_TIMESTAMP(3),
       attempts = 0, document_ticket = document_ticket + 1 WHERE id BETWEEN ? AND ?`,
  );
}

/** Every filter is registered and decided anew. One that was waiting to be decided keeps the cause of that. */
export function reviseAllQueries(on: Queryable): Promise<void> {
  return reviseInParts(
    on,
    'catalog_query',
    `UPDATE catalog_query SET change_cause = IF(decided_revision = revision, 'reconcile', change_cause), revision = revision + 1,
       registered_revision = 0, revised_at = UTC_TIMESTAMP(3), due_at = UTC_TIMESTAMP(3), attempts = 0, claim_ticket = claim_ticket + 1 WHERE id BETWEEN ? AND ?`,
  );
}

const rowsOfOneStatement = 10_000;

/** Short statements: a million rows in one would hold their locks past every other writer's patience. */
async function reviseInParts(on: Queryable, table: 'content' | 'catalog_query', statement: string): Promise<void> {
  const [last] = await on.rows<{ id: number | null }>(`SELECT MAX(id) AS id FROM ${table}`);
  for (let id = 1; id <= (last?.id ?? 0); id += rowsOfOneStatement) {
    await on.run(statement, [id, id + rowsOfOneStatement - 1]);
  }
}
