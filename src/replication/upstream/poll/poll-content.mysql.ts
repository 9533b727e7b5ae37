import type { Queryable } from '../../../kernel/database.ts';

/** Upstream gave these items in this run. */
export async function recordSeen(on: Queryable, runId: number, contentIds: readonly number[]): Promise<void> {
  if (contentIds.length > 0) {
    await on.run('INSERT IGNORE INTO poll_seen (run_id, content_id) VALUES ?', [contentIds.map((id) => [runId, id])]);
  }
}

/** Keys of what upstream gave before this run, and not in it. @param before when the run began */
export async function listUnseen(on: Queryable, runId: number, before: Date): Promise<string[]> {
  const rows = await on.rows<{ content_key: string }>(
    `SELECT c.content_key FROM content c LEFT JOIN poll_seen s ON s.run_id = ? AND s.content_id = c.id
     WHERE c.upstream_seen = 1 AND c.deleted_at IS NULL AND c.created_at < ? AND s.content_id IS NULL ORDER BY c.id`,
    [runId, before],
  );
  return rows.map(({ content_key }) => content_key);
}

export async function countContent(on: Queryable): Promise<number> {
  const [row] = await on.prepared<{ count: number }>(
    'SELECT COUNT(*) AS count FROM content WHERE deleted_at IS NULL',
    [],
  );
  return row?.count ?? 0;
}

/**
 * How items stand, as one text: their status, whether lists and searches show them, whether catalogs take them. When that changes for many at
 * once, something is wrong upstream. What was worked out is read as it is stored: it holds all that the rules look at, such as owners, hidden
 * runs and the advertised one.
 */
export async function readStanding(on: Queryable, contentKeys: readonly string[]): Promise<Map<string, string>> {
  if (contentKeys.length === 0) {
    return new Map();
  }
  const rows = await on.rows<StandingRow>(
    `SELECT c.content_key, c.unlisted, JSON_EXTRACT(b.raw, '$.status') AS status,
       JSON_EXTRACT(b.raw, '$.course_run_statuses') AS statuses,
       JSON_EXTRACT(b.normalized, '$.discoverable') AS discoverable, JSON_EXTRACT(b.normalized, '$.eligible') AS eligible
     FROM content c JOIN content_body b ON b.content_id = c.id WHERE c.content_key IN (?) AND c.deleted_at IS NULL`,
    [contentKeys],
  );
  return new Map(rows.map(({ content_key, ...standing }) => [content_key, JSON.stringify(standing)]));
}

interface StandingRow {
  content_key: string;
  unlisted: number | null;
  status: unknown;
  statuses: unknown;
  discoverable: unknown;
  eligible: unknown;
}
