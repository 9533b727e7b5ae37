import type { Queryable } from '../../../kernel/database.ts';

export interface FullPollRow {
  /** JSON, see `Progress`. */
  progress: string;
  /** Since it began. */
  seconds: number;
}

/** Polls for everything that came to their end, the latest first. */
export function listEndedFullPolls(on: Queryable, limit: number): Promise<FullPollRow[]> {
  return on.rows<FullPollRow>(
    `SELECT progress, TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP(3)) AS seconds FROM poll_run
     WHERE kind = 'full' AND state IN ('done', 'partly') ORDER BY id DESC LIMIT ?`,
    [limit],
  );
}

/** Since the first poll that is known of began; null where none did. */
export async function readSecondsOfPolling(on: Queryable): Promise<number | null> {
  const [row] = await on.rows<{ seconds: number | null }>(
    'SELECT TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP(3)) AS seconds FROM poll_run',
  );
  return row?.seconds ?? null;
}
