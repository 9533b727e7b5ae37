import type { Queryable } from '../../kernel/database.ts';
import type { ContentType } from '../contract/raw-content.ts';

/** What is known of an item that upstream is to be asked for. */
export interface KnownContent {
  contentKey: string;
  type: ContentType;
  parentKey: string | null;
  removed: boolean;
  /** Upstream gave it at least once. */
  seen: boolean;
}

export async function readKnownContent(on: Queryable, keys: readonly string[]): Promise<Map<string, KnownContent>> {
  const rows = await on.rows<{
    content_key: string;
    type: ContentType;
    parent_key: string | null;
    removed: number;
    upstream_seen: number;
  }>(
    `SELECT content_key, type, parent_key, deleted_at IS NOT NULL AS removed, upstream_seen FROM content
     WHERE content_key IN (?)`,
    [keys],
  );
  return new Map(
    rows.map((row) => [
      row.content_key,
      {
        contentKey: row.content_key,
        type: row.type,
        parentKey: row.parent_key,
        removed: row.removed === 1,
        seen: row.upstream_seen === 1,
      },
    ]),
  );
}

/** Upstream gave these items. Nearly always it did so before: then nothing is written. */
export async function markSeen(on: Queryable, contentIds: readonly number[]): Promise<void> {
  if (contentIds.length === 0) {
    return;
  }
  const rows = await on.rows<{ id: number }>('SELECT id FROM content WHERE id IN (?) AND upstream_seen = 0', [
    contentIds,
  ]);
  if (rows.length > 0) {
    await on.run('UPDATE content SET upstream_seen = 1 WHERE id IN (?)', [rows.map(({ id }) => id)]);
  }
}

/** Of a course. */
export interface Ratings {
  reviews_count: unknown;
  avg_course_rating: unknown;
}

/** The ratings that stored courses have: the list of courses does not give them. */
export async function readRatings(on: Queryable, courseKeys: readonly string[]): Promise<Map<string, Ratings>> {
  const rows = await on.rows<{ content_key: string; count: string | null; average: string | null }>(
    `SELECT c.content_key, JSON_EXTRACT(b.raw, '$.reviews_count') AS count,
       JSON_EXTRACT(b.raw, '$.avg_course_rating') AS average
     FROM content c JOIN content_body b ON b.content_id = c.id WHERE c.content_key IN (?) AND c.type = 'course'`,
    [courseKeys],
  );
  return new Map(
    rows
      .filter(({ count, average }) => count !== null || average !== null)
      .map(({ content_key, count, average }) => [
        content_key,
        { reviews_count: readJsonText(count), avg_course_rating: readJsonText(average) },
      ]),
  );
}

/** MySQL's driver gives a JSON value as it is, MariaDB's as text. */
function readJsonText(value: unknown): unknown {
  return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
}
