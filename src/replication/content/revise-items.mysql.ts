import type { Queryable } from '../../kernel/database.ts';

/** Revised for another document, though their forms are the same: a new revision each, for a worker. Those that are gone are passed over. */
export async function reviseItems(on: Queryable, contentIds: readonly number[]): Promise<void> {
  await revise(on, contentIds, '');
}

/** Those of them that nobody is deciding anyhow. */
export async function reviseDecidedItems(on: Queryable, contentIds: readonly number[]): Promise<void> {
  await revise(on, contentIds, 'AND revision = decided_revision');
}

async function revise(on: Queryable, contentIds: readonly number[], which: string): Promise<void> {
  if (contentIds.length > 0) {
    await on.run(
      `UPDATE content SET revision = revision + 1, revised_at = UTC_TIMESTAMP(3), change_cause = 'item', due_at = UTC_TIMESTAMP(3),
         attempts = 0, document_ticket = document_ticket + 1 WHERE id IN (?) AND deleted_at IS NULL ${which}`,
      [contentIds],
    );
  }
}
