import type { Queryable } from '../../kernel/database.ts';

/** Of these items those that are there, decided as they stand, formed by this version, and that the clock has not overtaken. */
export async function readFormsToCheck(
  on: Queryable,
  ids: readonly number[],
  { formVersion, dueAfter }: { formVersion: number; dueAfter: Date },
): Promise<{ id: number; raw: string; projection: string }[]> {
  return ids.length === 0
    ? []
    : on.rows<{ id: number; raw: string; projection: string }>(
        `SELECT id, raw, projection FROM content JOIN content_body ON content_id = id
         WHERE id IN (?) AND deleted_at IS NULL AND revision = decided_revision AND form_version = ?
           AND (next_transition_at IS NULL OR next_transition_at > ?)`,
        [ids, formVersion, dueAfter],
      );
}

/** A worker forms these items anew. Without the hash of what is stored: that says nothing of a form that is not what was hashed. */
export async function formAnew(on: Queryable, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) {
    await on.run(
      `UPDATE content SET document_hash = REPEAT(X'00', 32), next_transition_at = '1000-01-01'
       WHERE id IN (?) AND deleted_at IS NULL`,
      [ids],
    );
  }
}
