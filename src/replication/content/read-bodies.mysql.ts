import type { Queryable } from '../../kernel/database.ts';
import { foundColumns, type FoundRow, type VersionRow } from './find-content.mysql.ts';

/** The items of these ids, in the order of the ids. */
export async function readBodyRows(on: Queryable, ids: readonly number[]): Promise<FoundRow[]> {
  return ids.length === 0 ? [] : on.rows<FoundRow>(`${foundColumns} WHERE c.id IN (?) ORDER BY c.id`, [ids]);
}

export async function readVersionRows(on: Queryable, ids: readonly number[]): Promise<VersionRow[]> {
  return ids.length === 0
    ? []
    : on.rows<VersionRow>('SELECT id, raw_hash, document_hash, modified_at FROM content WHERE id IN (?)', [ids]);
}

/** Those of these keys and uuids that are there, by id; removed items and restricted runs are not. */
export async function readListedIds(
  on: Queryable,
  named: { keys: readonly string[]; uuids: readonly string[] },
): Promise<number[]> {
  const rows = await on.rows<{ id: number }>(
    `SELECT id FROM content WHERE content_key IN (?) AND ${listed}
     UNION SELECT id FROM content WHERE uuid IN (?) AND ${listed} ORDER BY id`,
    [named.keys.length === 0 ? [''] : named.keys, named.uuids.length === 0 ? [''] : named.uuids],
  );
  return rows.map(({ id }) => id);
}

/** The courses of runs, and everything else as it is; by id. */
export async function coerceToCourses(on: Queryable, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await on.rows<{ id: number }>(
    `SELECT id FROM content WHERE id IN (?) AND (type <> 'courserun' OR parent_key IS NULL)
     UNION SELECT course.id FROM content run JOIN content course ON course.content_key = run.parent_key
       WHERE run.id IN (?) AND run.type = 'courserun' AND course.deleted_at IS NULL ORDER BY id`,
    [ids, ids],
  );
  return rows.map(({ id }) => id);
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
