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

/** By key first, so that a course whose key looks like a uuid is not hidden by another's uuid. Removed items are not found. */
export async function findContentRow(on: Queryable, key: string, uuid: string | null): Promise<FoundRow | undefined> {
  const [byKey] = await on.rows<FoundRow>(`${foundColumns} WHERE c.content_key = ? AND c.deleted_at IS NULL`, [key]);
  if (byKey !== undefined || uuid === null) {
    return byKey;
  }
  const [byUuid] = await on.rows<FoundRow>(
    `${foundColumns} WHERE c.uuid = ? AND c.deleted_at IS NULL ORDER BY c.id LIMIT 1`,
    [uuid],
  );
  return byUuid;
}

export async function findContentById(on: Queryable, id: number): Promise<FoundRow | undefined> {
  const [row] = await on.rows<FoundRow>(`${foundColumns} WHERE c.id = ? AND c.deleted_at IS NULL`, [id]);
  return row;
}
