import type { Queryable, Tx } from '../../../kernel/database.ts';
import type { PollKind, PollState } from '../../port.ts';

export interface PollRunRow {
  id: number;
  kind: PollKind;
  tick: Date;
  state: PollState;
  /** Of a poll for changes: what upstream changed since then; null: everything. */
  since: Date | null;
  /** JSON: how far it is. */
  progress: string;
  /** JSON. */
  counts: string;
  error: string | null;
  ticket: number;
  created_at: Date;
  finished_at: Date | null;
}

const columns = 'id, kind, tick, state, since, progress, counts, error, ticket, created_at, finished_at';

/**
 * Opens the run of a tick of the clock, unless somebody has, or one of its kind is open. A poll for changes begins `overlapSeconds` before
 * the last run that missed nothing.
 * @returns whether it was this call that opened it
 */
export async function openRun(
  on: Queryable,
  { kind, tick, overlapSeconds }: { kind: PollKind; tick: Date; overlapSeconds: number },
): Promise<boolean> {
  const { affectedRows } = await on.run(
    `INSERT IGNORE INTO poll_run (kind, tick, state, since, progress, counts, due_at, created_at)
     SELECT ?, ?, 'open', IF(? = 'full', NULL, MAX(tick) - INTERVAL ? SECOND), '{}', '{}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
     FROM poll_run WHERE state = 'done'`,
    [kind, tick, kind, overlapSeconds],
  );
  return affectedRows > 0;
}

/** Takes the oldest open run that nobody works on. */
export async function claimRun(tx: Tx, holdSeconds: number): Promise<PollRunRow | undefined> {
  const [row] = await tx.rows<PollRunRow>(
    `SELECT ${columns} FROM poll_run WHERE state = 'open' AND due_at <= UTC_TIMESTAMP(3)
     ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  if (row === undefined) {
    return undefined;
  }
  await tx.run('UPDATE poll_run SET ticket = ticket + 1, due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND WHERE id = ?', [
    holdSeconds,
    row.id,
  ]);
  return { ...row, ticket: row.ticket + 1 };
}

/** It is still worked on: for what takes longer than the hold, and says nothing meanwhile. */
export async function holdRun(
  on: Queryable,
  { id, ticket }: Pick<PollRunRow, 'id' | 'ticket'>,
  seconds: number,
): Promise<void> {
  await on.run(
    `UPDATE poll_run SET due_at = GREATEST(due_at, UTC_TIMESTAMP(3) + INTERVAL ? SECOND)
     WHERE id = ? AND ticket = ? AND state = 'open'`,
    [seconds, id, ticket],
  );
}

/**
 * Says how far a run is. `dueSeconds`: when somebody else may take it over.
 * @returns `lost` when somebody else has it, or it was stopped
 */
export async function saveRun(
  on: Queryable,
  run: Pick<PollRunRow, 'id' | 'ticket'>,
  so: {
    progress: string;
    counts: string;
    dueSeconds: number;
    state?: PollState;
    error?: string | null;
    /** Null: as it is. */
    drift?: string | null;
  },
): Promise<'saved' | 'lost'> {
  const state = so.state ?? 'open';
  const { affectedRows } = await on.run(
    `UPDATE poll_run SET progress = ?, counts = ?, state = ?, error = ?, due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND,
       finished_at = IF(? IN ('done', 'partly'), UTC_TIMESTAMP(3), NULL),
       drift = IF(? IN ('done', 'partly'), NULL, COALESCE(?, drift))
     WHERE id = ? AND ticket = ? AND state = 'open'`,
    [
      ...[so.progress, so.counts, state, so.error ?? null, so.dueSeconds, state],
      ...[state, so.drift ?? null, run.id, run.ticket],
    ],
  );
  return affectedRows > 0 ? 'saved' : 'lost';
}

export async function readRunState(on: Queryable, id: number): Promise<PollState | undefined> {
  const [row] = await on.prepared<{ state: PollState }>('SELECT state FROM poll_run WHERE id = ?', [id]);
  return row?.state;
}

/** What a run that is gone on with has found of drift; null when it has only begun. */
export async function readDriftState(on: Queryable, id: number): Promise<string | null> {
  const [row] = await on.rows<{ drift: string | null }>('SELECT drift FROM poll_run WHERE id = ?', [id]);
  return row?.drift ?? null;
}

/** Newest first. */
export function listRuns(on: Queryable, limit: number): Promise<PollRunRow[]> {
  return on.rows<PollRunRow>(`SELECT ${columns} FROM poll_run ORDER BY id DESC LIMIT ?`, [limit]);
}

/** What somebody decided of a run that waits, or is under way. @returns whether there was one to decide about */
export async function decideRun(on: Queryable, id: number, how: 'resume' | 'stop'): Promise<boolean> {
  const { affectedRows } =
    how === 'resume'
      ? await on.run(
          `UPDATE poll_run SET state = 'open', error = NULL, due_at = UTC_TIMESTAMP(3),
             progress = JSON_SET(progress, '$.mayMove', TRUE) WHERE id = ? AND state = 'paused'`,
          [id],
        )
      : await on.run(
          `UPDATE poll_run SET state = 'stopped', finished_at = UTC_TIMESTAMP(3), drift = NULL
           WHERE id = ? AND state IN ('open', 'paused')`,
          [id],
        );
  return affectedRows > 0;
}

/** Runs, and what they saw, that nobody asks about any more. */
export async function dropOldRuns(on: Queryable, days: number): Promise<void> {
  await on.run(`DELETE s FROM poll_seen s JOIN poll_run r ON r.id = s.run_id WHERE r.state NOT IN ('open', 'paused')`);
  await on.run(`DELETE FROM poll_run WHERE finished_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY`, [days]);
}
