import type { Queryable, Tx } from '../../kernel/database.ts';

/** A tag, and what is carried by which content. */
export interface TagRow {
  id: number;
  title: string;
  description: string;
}

/** The tags of academies, by title; one that several have comes for each. */
export async function readAcademyTags(
  on: Queryable,
  academyIds: readonly number[],
): Promise<(TagRow & { academy_id: number })[]> {
  return academyIds.length === 0
    ? []
    : on.rows<TagRow & { academy_id: number }>(
        `SELECT u.academy_id, t.id, t.title, t.description FROM academy_tag u JOIN tag t ON t.id = u.tag_id
         WHERE u.academy_id IN (?) ORDER BY t.title`,
        [academyIds],
      );
}

/** Locks the tags of these titles that are there. */
export function lockTags(tx: Tx, titles: readonly string[]): Promise<TagRow[]> {
  return titles.length === 0
    ? Promise.resolve([])
    : tx.rows<TagRow>('SELECT id, title, description FROM tag WHERE title IN (?) ORDER BY title FOR UPDATE', [titles]);
}

/** A title that is taken throws 1062. @returns its id */
export async function insertTag(tx: Tx, title: string, description: string): Promise<number> {
  const { insertId } = await tx.run('INSERT INTO tag (title, description) VALUES (?, ?)', [title, description]);
  return insertId;
}

export async function describeTag(tx: Tx, id: number, description: string): Promise<void> {
  await tx.run('UPDATE tag SET description = ? WHERE id = ?', [description, id]);
}

export async function readTagContent(on: Queryable, tagId: number): Promise<string[]> {
  const rows = await on.rows<{ content_key: string }>(
    'SELECT content_key FROM tag_content WHERE tag_id = ? ORDER BY content_key',
    [tagId],
  );
  return rows.map(({ content_key: key }) => key);
}

/** Has these items carry a tag, and no others. */
export async function writeTagContent(tx: Tx, tagId: number, contentKeys: readonly string[]): Promise<void> {
  await tx.run('DELETE FROM tag_content WHERE tag_id = ?', [tagId]);
  if (contentKeys.length > 0) {
    await tx.run('INSERT INTO tag_content (tag_id, content_key) VALUES ?', [contentKeys.map((key) => [tagId, key])]);
  }
}

/** Gives an academy these tags, and no others. */
export async function writeAcademyTags(tx: Tx, academyId: number, tagIds: readonly number[]): Promise<void> {
  await tx.run('DELETE FROM academy_tag WHERE academy_id = ?', [academyId]);
  if (tagIds.length > 0) {
    await tx.run('INSERT INTO academy_tag (academy_id, tag_id) VALUES ?', [tagIds.map((id) => [academyId, id])]);
  }
}

/** Those of the tags that no academy has. */
export function findUnusedTags(tx: Tx, tagIds: readonly number[]): Promise<TagRow[]> {
  return tagIds.length === 0
    ? Promise.resolve([])
    : tx.rows<TagRow>(
        `SELECT t.id, t.title, t.description FROM tag t WHERE t.id IN (?)
         AND NOT EXISTS (SELECT 1 FROM academy_tag u WHERE u.tag_id = t.id) ORDER BY t.title`,
        [tagIds],
      );
}

export async function deleteTag(tx: Tx, id: number): Promise<void> {
  await tx.run('DELETE FROM tag_content WHERE tag_id = ?', [id]);
  await tx.run('DELETE FROM tag WHERE id = ?', [id]);
}
