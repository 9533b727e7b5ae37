import type { Queryable } from '../../kernel/database.ts';
import { foundColumns, type FoundRow, type VersionRow } from './find-content.mysql.ts';

/** The items of these ids, in the order of the ids. */
export async function readBodyRows(on: Queryable, ids: readonly number[]): Promise<FoundRow[]> {
  return ids.length === 0 ? [] : on.rows<FoundRow>(`${foundColumns} WHERE c.id IN (?) ORDER BY c.id`, [ids]);
}

/** As `readBodyRows`, without removed items. */
export async function readCurrentRows(on: Queryable, ids: readonly number[]): Promise<FoundRow[]> {
  return ids.length === 0 ? [] : on.rows<FoundRow>(`${foundColumns} WHERE c.id IN (?) AND c.deleted_at IS NULL`, [ids]);
}

/** An item's texts as they are stored, as JSON. */
export interface Body {
  raw: string;
  normalized: string;
  projection: string;
}

export async function readBodies(on: Queryable, ids: readonly number[]): Promise<Map<number, Body>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await on.rows<Body & { content_id: number }>(
    'SELECT content_id, raw, normalized, projection FROM content_body WHERE content_id IN (?)',
    [ids],
  );
  return new Map(rows.map(({ content_id, ...body }) => [content_id, body]));
}

export async function readVersionRows(on: Queryable, ids: readonly number[]): Promise<VersionRow[]> {
  return ids.length === 0
    ? []
    : on.rows<VersionRow>('SELECT id, raw_hash, document_hash, modified_at FROM content WHERE id IN (?)', [ids]);
}

/**
 * Everything but removed items and restricted runs; with `coerceToCourse` also without the runs that have a course, which is there itself.
 * @param page.after the id before the page; the page begins `offset` items later
 */
export async function listContentIds(
  on: Queryable,
  { coerceToCourse, after, offset, limit }: { coerceToCourse: boolean; after: number; offset: number; limit: number },
): Promise<{ count: number; ids: number[] }> {
  const shown = coerceToCourse ? `${listed} AND (type <> 'courserun' OR parent_key IS NULL)` : listed;
  const [total] = await on.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM content WHERE ${shown}`);
  const rows = await on.rows<{ id: number }>(
    `SELECT id FROM content FORCE INDEX (PRIMARY) WHERE id > ? AND ${shown} ORDER BY id LIMIT ? OFFSET ?`,
    [after, limit, offset],
  );
  return { count: total?.count ?? 0, ids: rows.map(({ id }) => id) };
}

const listed = 'deleted_at IS NULL AND (unlisted IS NULL OR unlisted = 1)';
