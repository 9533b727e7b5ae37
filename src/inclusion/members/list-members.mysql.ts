import type { Queryable } from '../../kernel/database.ts';

/** Of `content.unlisted`: 1 a course that nobody can enrol in, 2 a run that only named queries may see. */
export type LeftOut = 1 | 2;

/**
 * Courses among a query's members that nobody else can enrol in, with the restricted runs that make them active and those that the query
 * allows of them; each a JSON list. Read from the few items that the query sees otherwise than everybody.
 */
export function readSeenCourses(
  on: Queryable,
  queryId: number,
): Promise<{ id: number; active_with: string; runs: string }[]> {
  return on.rows(
    `SELECT STRAIGHT_JOIN i.id, i.active_with, s.runs FROM query_sight s JOIN content i ON i.content_key = s.content_key
     JOIN membership m ON m.query_id = s.query_id AND m.content_id = i.id
     WHERE s.query_id = ? AND i.unlisted = 1 AND i.active_with IS NOT NULL`,
    [queryId],
  );
}

/**
 * How many of a query's members a list shows: all but the few that are left out (`content.unlisted`). Both counts read indices alone:
 * one stretch of `membership`, and of the fewer of members and left-out items a look-up each.
 */
export async function countListed(on: Queryable, queryId: number, left: readonly LeftOut[]): Promise<number> {
  const [row] = await on.rows<{ count: number }>(
    `SELECT (SELECT COUNT(*) FROM membership WHERE query_id = ?)
       - (SELECT COUNT(*) FROM content i JOIN membership m ON m.query_id = ? AND m.content_id = i.id
          WHERE i.unlisted IN (?)) AS count`,
    [queryId, queryId, left],
  );
  return row?.count ?? 0;
}

/**
 * Members that a list shows, by id. Read in the order of the primary key from `after` on, so that any page costs what it shows.
 * @param page.shown items that are listed nevertheless
 * @param page.after the id before the page; the page begins `offset` items later, and these are read
 */
export async function listListed(
  on: Queryable,
  queryId: number,
  page: { left: readonly LeftOut[]; shown: readonly number[]; after: number; offset: number; limit: number },
): Promise<number[]> {
  const { left, shown, after, offset, limit } = page;
  const listed = shown.length === 0 ? '' : 'OR i.id IN (?)';
  // Not prepared: a server keeps each text that is, and the numbers of LIMIT belong to the text.
  const rows = await on.rows<{ content_id: number }>(
    `SELECT STRAIGHT_JOIN m.content_id FROM membership m FORCE INDEX (PRIMARY) JOIN content i ON i.id = m.content_id
     WHERE m.query_id = ? AND m.content_id > ? AND (i.unlisted IS NULL OR i.unlisted NOT IN (?) ${listed})
     ORDER BY m.content_id LIMIT ? OFFSET ?`,
    [queryId, after, left, ...(shown.length === 0 ? [] : [shown]), limit, offset],
  );
  return rows.map(({ content_id }) => content_id);
}

/** Members that one of the keys names: by its own key, as its course, or as a run of it. Only restricted runs are left out, if at all. */
export async function listNamed(
  on: Queryable,
  queryId: number,
  { keys, withRestricted }: { keys: readonly string[]; withRestricted: boolean },
): Promise<number[]> {
  const rows = await on.rows<{ id: number }>(
    `SELECT m.content_id AS id FROM (
       SELECT id FROM content WHERE content_key IN (?)
       UNION SELECT id FROM content WHERE parent_key IN (?)
       UNION SELECT course.id FROM content run JOIN content course ON course.content_key = run.parent_key
         WHERE run.content_key IN (?) AND run.deleted_at IS NULL) named
     JOIN content i ON i.id = named.id AND (? OR i.unlisted IS NULL OR i.unlisted = 1)
     JOIN membership m ON m.query_id = ? AND m.content_id = named.id
     ORDER BY m.content_id`,
    [keys, keys, keys, withRestricted, queryId],
  );
  return rows.map(({ id }) => id);
}

/** Every member but restricted runs, by id, with what a comparison needs. */
export function listMemberKeys(on: Queryable, queryId: number): Promise<{ content_key: string; modified_at: Date }[]> {
  return on.rows(
    `SELECT i.content_key, i.modified_at FROM membership m JOIN content i ON i.id = m.content_id
     WHERE m.query_id = ? AND (i.unlisted IS NULL OR i.unlisted = 1) ORDER BY m.content_id`,
    [queryId],
  );
}
