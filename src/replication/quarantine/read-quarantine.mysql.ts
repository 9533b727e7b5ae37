import type { Queryable } from '../../kernel/database.ts';
import type { ContentSource } from './models.ts';

export interface EntryRow {
  id: number;
  content_key: string | null;
  type: string | null;
  source: string;
  errors: string;
  body_bytes: number;
  seen: number;
  first_seen_at: Date;
  last_seen_at: Date;
  in_force_since: Date | null;
}

export interface BodyRow extends EntryRow {
  body: string;
  whole: number;
}

const columns = `q.id, q.content_key, q.type, q.source, q.errors, q.body_bytes, q.seen, q.first_seen_at, q.last_seen_at,
  c.modified_at AS in_force_since`;
const source = 'quarantine q LEFT JOIN content c ON c.content_key = q.content_key AND c.deleted_at IS NULL';

/** A part of it, by id. @param page.after the id before the page, which begins `offset` entries later */
export async function listEntries(
  on: Queryable,
  { after, offset, limit }: { after: number; offset: number; limit: number },
): Promise<{ count: number; rows: EntryRow[] }> {
  const [total] = await on.rows<{ count: number }>('SELECT COUNT(*) AS count FROM quarantine');
  const rows = await on.rows<EntryRow>(
    `SELECT ${columns} FROM ${source} WHERE q.id > ? ORDER BY q.id LIMIT ? OFFSET ?`,
    [after, limit, offset],
  );
  return { count: total?.count ?? 0, rows };
}

export async function readEntry(on: Queryable, id: number): Promise<BodyRow | undefined> {
  const [row] = await on.rows<BodyRow>(`SELECT ${columns}, q.body, q.whole FROM ${source} WHERE q.id = ?`, [id]);
  return row;
}

export interface RetryRow {
  id: number;
  content_key: string | null;
  source: ContentSource;
  body: string;
  whole: number;
  body_hash: Buffer;
  last_seen_at: Date;
}

/** Up to `limit` of these entries, or of all, past the id `after`. */
export function readForRetry(
  on: Queryable,
  { ids, after, limit }: { ids?: readonly number[]; after: number; limit: number },
): Promise<RetryRow[]> {
  return on.rows<RetryRow>(
    `SELECT id, content_key, source, body, whole, body_hash, last_seen_at FROM quarantine
     WHERE id > ?${ids === undefined ? '' : ' AND id IN (?)'} ORDER BY id LIMIT ?`,
    [after, ...(ids === undefined ? [] : [ids]), limit],
  );
}

export async function countEntries(
  on: Queryable,
): Promise<{ documents: number; stale: number; oldest_seconds: number }> {
  const [row] = await on.rows<{ documents: number; stale: number; oldest_seconds: number }>(
    `SELECT COUNT(*) AS documents, COUNT(c.id) AS stale,
       COALESCE(TIMESTAMPDIFF(SECOND, MIN(q.first_seen_at), UTC_TIMESTAMP(3)), 0) AS oldest_seconds FROM ${source}`,
  );
  return row ?? { documents: 0, stale: 0, oldest_seconds: 0 };
}
