import type { Queryable } from '../../kernel/database.ts';

/** The columns that together name what is stored of an item. */
export interface VersionRow {
  id: number;
  raw_hash: Buffer;
  document_hash: Buffer;
  modified_at: Date;
}

export interface PlaceRow extends VersionRow {
  type: string;
  parent_key: string | null;
}

export interface FoundRow extends PlaceRow {
  content_key: string;
  raw: string;
  normalized: string;
}

/** A SELECT without its WHERE. */
export const foundColumns = `SELECT c.id, c.content_key, c.type, c.parent_key, c.modified_at, c.raw_hash, c.document_hash, b.raw,
    b.normalized
  FROM content c JOIN content_body b ON b.content_id = c.id`;

/** Whether removed items are looked at too. */
type Among = 'present' | 'all';

/** What is read of an item that is found. `row` only says what that gives. */
export interface Read<Row> {
  /** Without its WHERE. */
  statement: string;
  row?: Row;
}

export const wholeItem: Read<FoundRow> = { statement: foundColumns };
export const placeOnly: Read<PlaceRow> = {
  statement: 'SELECT c.id, c.type, c.parent_key, c.modified_at, c.raw_hash, c.document_hash FROM content c',
};

const condition: Record<Among, string> = { present: ' AND c.deleted_at IS NULL', all: '' };

/** By key first, so that a course whose key looks like a uuid is not hidden by another's uuid; of one uuid those that are not removed. */
export async function findContentRow<Row>(
  on: Queryable,
  { statement }: Read<Row>,
  { key, uuid, among }: { key: string; uuid: string | null; among: Among },
): Promise<Row | undefined> {
  const [byKey] = await on.prepared<Row>(`${statement} WHERE c.content_key = ?${condition[among]}`, [key]);
  if (byKey !== undefined || uuid === null) {
    return byKey;
  }
  const [byUuid] = await on.prepared<Row>(
    `${statement} WHERE c.uuid = ?${condition[among]} ORDER BY c.deleted_at IS NOT NULL, c.id LIMIT 1`,
    [uuid],
  );
  return byUuid;
}

export async function findContentById<Row>(
  on: Queryable,
  { statement }: Read<Row>,
  { id, among }: { id: number; among: Among },
): Promise<Row | undefined> {
  const [row] = await on.prepared<Row>(`${statement} WHERE c.id = ?${condition[among]}`, [id]);
  return row;
}
