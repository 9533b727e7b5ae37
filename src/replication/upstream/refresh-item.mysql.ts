import type { Queryable, Tx } from '../../kernel/database.ts';
import type { RefreshOutcome, RefreshProblem } from '../port.ts';

/** A key that one job wants to be asked for. */
export interface ClaimedItem {
  job_id: number;
  content_key: string;
  /** This one included. */
  attempts: number;
}

/**
 * Takes keys that are to be asked for until `holdSeconds` have passed, the oldest first: at most `limit` of each source, and for each of
 * them whoever else waits for the same key. Nobody proves later that he held them: whoever asked upstream after the row was written has
 * its answer.
 */
export async function claimItems(
  tx: Tx,
  { sources, limit, holdSeconds }: { sources: readonly string[]; limit: number; holdSeconds: number },
): Promise<ClaimedItem[]> {
  const keys = new Set<string>();
  for (const source of sources) {
    const rows = await tx.rows<{ content_key: string }>(
      `SELECT content_key FROM refresh_item WHERE waiting = 1 AND source = ? AND due_at <= UTC_TIMESTAMP(3)
       ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED`,
      [source, limit],
    );
    for (const { content_key } of rows) {
      keys.add(content_key);
    }
  }
  if (keys.size === 0) {
    return [];
  }
  const claimed = await tx.rows<ClaimedItem>(
    `SELECT job_id, content_key, attempts + 1 AS attempts FROM refresh_item
     WHERE content_key IN (?) AND waiting = 1 AND due_at <= UTC_TIMESTAMP(3) FOR UPDATE SKIP LOCKED`,
    [[...keys]],
  );
  if (claimed.length > 0) {
    await tx.run(
      `UPDATE refresh_item SET due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND, attempts = attempts + 1
       WHERE (job_id, content_key) IN (?)`,
      [holdSeconds, claimed.map(({ job_id, content_key }) => [job_id, content_key])],
    );
  }
  return claimed;
}

type ItemName = Pick<ClaimedItem, 'job_id' | 'content_key'>;

/** What became of a key; `error` where it is worth telling. */
export async function settleItem(
  on: Queryable,
  items: readonly ItemName[],
  { outcome, error }: { outcome: RefreshOutcome; error: string | null },
): Promise<void> {
  await on.run(
    'UPDATE refresh_item SET outcome = ?, error = ? WHERE (job_id, content_key) IN (?) AND outcome IS NULL',
    [outcome, error?.slice(0, 1_000) ?? null, items.map(({ job_id, content_key }) => [job_id, content_key])],
  );
}

/** Gives keys back: they are due again in `milliseconds`. @param charged whether the attempt counts */
export async function postponeItems(
  on: Queryable,
  items: readonly ItemName[],
  { error, milliseconds, charged }: { error: string; milliseconds: number; charged: boolean },
): Promise<void> {
  await on.run(
    `UPDATE refresh_item SET due_at = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, error = ?,
       attempts = ${charged ? 'attempts' : 'IF(attempts > 0, attempts - 1, 0)'}
     WHERE (job_id, content_key) IN (?) AND outcome IS NULL`,
    [
      Math.round(milliseconds * 1_000),
      error.slice(0, 1_000),
      items.map(({ job_id, content_key }) => [job_id, content_key]),
    ],
  );
}

/** How many keys of a job had which outcome; those that wait under the empty name. */
export async function countOutcomes(on: Queryable, jobId: number): Promise<Record<string, number>> {
  const rows = await on.prepared<{ outcome: string | null; count: number }>(
    'SELECT outcome, COUNT(*) AS count FROM refresh_item WHERE job_id = ? GROUP BY outcome',
    [jobId],
  );
  return Object.fromEntries(rows.map(({ outcome, count }) => [outcome ?? '', count]));
}

/** Whether something that a job changed is not decided yet, or has no document of what it is. What fails again and again is not waited for. */
export async function hasUndecided(on: Queryable, jobId: number): Promise<boolean> {
  const rows = await on.prepared(
    `SELECT 1 FROM content c JOIN refresh_item i ON i.content_key = c.content_key
     WHERE (c.undecided = 1 OR c.unindexed = 1) AND c.attempts < 3 AND i.job_id = ? AND i.outcome IN ('changed', 'removed') LIMIT 1`,
    [jobId],
  );
  return rows.length > 0;
}

/** What a job tells of single keys, those that wait included. */
export async function readProblems(on: Queryable, jobId: number, limit: number): Promise<RefreshProblem[]> {
  const rows = await on.rows<{ content_key: string; outcome: RefreshOutcome | null; error: string }>(
    `SELECT content_key, outcome, error FROM refresh_item WHERE job_id = ? AND error IS NOT NULL
     ORDER BY content_key LIMIT ?`,
    [jobId, limit],
  );
  return rows.map(({ content_key, outcome, error }) => ({
    contentKey: content_key,
    outcome: outcome ?? 'waiting',
    detail: error,
  }));
}

/** Of a job that has ended only what is worth telling stays. */
export async function dropSettledItems(on: Queryable, jobId: number): Promise<void> {
  const most = 5_000;
  for (let dropped = most; dropped === most;) {
    ({ affectedRows: dropped } = await on.run('DELETE FROM refresh_item WHERE job_id = ? AND error IS NULL LIMIT ?', [
      jobId,
      most,
    ]));
  }
}
