import type { Queryable } from '../../kernel/database.ts';

const rowsOfOneStatement = 10_000;

/**
 * Items that an older program formed are due at once: a worker forms each anew from its raw document, and decides those that come
 * out otherwise. Short statements, so that no writer waits long.
 */
export async function reviseOlderForms(on: Queryable, formVersion: number): Promise<void> {
  for (;;) {
    const { affectedRows } = await on.run(
      `UPDATE content SET form_version = ?, next_transition_at = IF(deleted_at IS NULL, '1000-01-01', NULL)
       WHERE form_version < ? LIMIT ${String(rowsOfOneStatement)}`,
      [formVersion, formVersion],
    );
    if (affectedRows < rowsOfOneStatement) {
      return;
    }
  }
}
