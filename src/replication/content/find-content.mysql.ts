import type { Queryable } from '../../kernel/database.ts';

/** The columns that together name what is stored of an item. */
export interface VersionRow {
  id: number;
  raw_hash: Buffer;
  document_hash: Buffer;
  modified_at: Date;
}

export interface FoundRow extends VersionRow {
  content_key: string;
  type: string;
  parent_key: string | null;
  raw: string;
  normalized: string;
}

/** A SELECT without its WHERE. */
export const foundColumns = `SELECT c.id, c.content_key, c.type, c.parent_key, c.modified_at, c.raw_hash, c.document_hash, b.raw,
    b.normalized
  FROM content c JOIN content_body b ON b.content_id = c.id`;

/** Whether removed items are looked at too. */
type Among = 'present' | 'all';

const condition: Record<Among, string> = { present: ' AND c.deleted_at IS NULL', all: '' };

/** By key first, so that a course whose key looks like a uuid is not hidden by another's uuid; of one uuid those that are not removed. */
export async function findContentRow(
  on: Queryable,
  { key, uuid, among }: { key: string; uuid: string | null; among: Among },
): Promise<FoundRow | undefined> {
  const [byKey] = await on.rows<FoundRow>(`${foundColumns} WHERE c.content_key = ?${condition[among]}`, [key]);
  if (byKey !== undefined || uuid === null) {
    return byKey;
  }
  const [byUuid] = await on.rows<FoundRow>(
    `${foundColumns} WHERE c.uuid = ?${condition[among]} ORDER BY c.deleted_at IS NOT NULL, c.id LIMIT 1`,
    [uuid],
  );
  return byUuid;
}

export async function findContentById(on: Queryable, id: number, among: Among): Promise<FoundRow | undefined> {
  const [row] = await on.rows<FoundRow>(`${foundColumns} WHERE c.id = ?${condition[among]}`, [id]);
  return row;
}
