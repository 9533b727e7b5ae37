import type { Queryable } from '../../kernel/database.ts';

/**
 * Items that are to get another document though they are the same: work for a worker. Who decides one of them may have read what its document
 * says before, so the ticket is new, and it is written once more after that. Those that are gone are passed over.
 */
export async function rewriteDocuments(on: Queryable, contentIds: readonly number[]): Promise<void> {
  if (contentIds.length > 0) {
    await on.run(
      `UPDATE content SET unindexed = 1, document_ticket = document_ticket + 1, due_at = UTC_TIMESTAMP(3), attempts = 0
       WHERE id IN (?) AND deleted_at IS NULL`,
      [contentIds],
    );
  }
}
