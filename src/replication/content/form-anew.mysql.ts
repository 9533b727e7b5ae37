import type { Queryable } from '../../kernel/database.ts';

const rowsOfOneStatement = 10_000;

/**
 * Items that an older program formed are due at once: a worker forms each anew from its raw document, says so, and decides those that come
 * out otherwise. A worker of the older program that takes one leaves the row as older, so that it is found again. Short statements, so that no
 * writer waits long.
 */
export async function reviseOlderForms(on: Queryable, formVersion: number): Promise<void> {
  for (;;) {
    const { affectedRows } = await on.run(
      `UPDATE content SET form_version = IF(deleted_at IS NULL, form_version, ?),
         next_transition_at = IF(deleted_at IS NULL, '1000-01-01', NULL)
       WHERE form_version < ? AND (deleted_at IS NOT NULL OR NOT (next_transition_at <=> '1000-01-01'))
       LIMIT ${String(rowsOfOneStatement)}`,
      [formVersion, formVersion],
    );
    if (affectedRows < rowsOfOneStatement) {
      return;
    }
  }
}
