import type { Queryable } from '../../kernel/database.ts';

/** Those of these items that nobody is deciding anyhow are decided anew, by a worker, though they are the same. Those that are gone are passed over. */
export async function reviseItems(on: Queryable, contentIds: readonly number[]): Promise<void> {
  if (contentIds.length > 0) {
    await on.run(
      `UPDATE content SET revision = revision + 1, revised_at = UTC_TIMESTAMP(3), change_cause = 'reconcile', due_at = UTC_TIMESTAMP(3),
         attempts = 0, unindexed = NULL, document_ticket = document_ticket + 1
       WHERE id IN (?) AND deleted_at IS NULL AND revision = decided_revision`,
      [contentIds],
    );
  }
}
