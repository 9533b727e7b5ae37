import type { Tx } from '../../kernel/database.ts';

/** Types of content that are made of other content. */
const parents = ['program', 'learnerpathway'];

/** What new programs and pathways are made of, by key: of all of them in one statement. */
export async function insertRelations(
  tx: Tx,
  parents: readonly { id: number; childKeys: readonly string[] }[],
): Promise<void> {
  const rows = parents.flatMap(({ id, childKeys }) => childKeys.map((key) => [id, key]));
  if (rows.length > 0) {
    await tx.later('INSERT IGNORE INTO content_relation (parent_id, child_key) VALUES ?', [rows]);
  }
}

/**
 * What a program or pathway is made of, by key; the caller holds its row's lock. A changed list is a changed form of the item, so
 * the item is decided anew, and what it inherits is worked out after that.
 */
export async function replaceRelations(
  tx: Tx,
  parent: { id: number; type: string },
  childKeys: readonly string[],
): Promise<void> {
  if (!parents.includes(parent.type)) {
    return;
  }
  await tx.later('DELETE FROM content_relation WHERE parent_id = ? AND child_key NOT IN (?)', [
    parent.id,
    childKeys.length === 0 ? [''] : childKeys,
  ]);
  await insertRelations(tx, [{ id: parent.id, childKeys }]);
}
