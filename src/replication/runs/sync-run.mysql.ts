import type { Queryable } from '../../kernel/database.ts';
import type { SyncRunPage, SyncRunState } from '../port.ts';

/** Begins a run; runs of the same kind whose process fell silent are closed as abandoned. @returns the run's id */
export async function insertRun(on: Queryable, kind: string, process: string): Promise<number> {
  await on.run(
    `UPDATE sync_run SET state = 'abandoned', finished_at = UTC_TIMESTAMP(3)
     WHERE kind = ? AND state = 'running' AND beat_at < UTC_TIMESTAMP(3) - INTERVAL 5 MINUTE`,
    [kind],
  );
  const { insertId } = await on.run(
    `INSERT INTO sync_run (kind, state, process, started_at, beat_at, counts)
     VALUES (?, 'running', ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), '{}')`,
    [kind, process],
  );
  return insertId;
}

/** A run that had stopped goes on in this process. @returns whether there is such a run */
export async function reopenRun(on: Queryable, id: number, process: string): Promise<boolean> {
  const { affectedRows } = await on.run(
    `UPDATE sync_run SET state = 'running', process = ?, error = NULL, finished_at = NULL, beat_at = UTC_TIMESTAMP(3)
     WHERE id = ?`,
    [process, id],
  );
  return affectedRows > 0;
}

/**
 * Runs that nobody has heard of for so long, a thousand at a time. Kept are those with a report of drift, and of each kind the last that
 * came to its end.
 */
export async function dropOldRecords(on: Queryable, days: number): Promise<void> {
  // Found without locks: others write to their own rows meanwhile.
  const old = await on.rows<{ id: number }>(
    `SELECT r.id FROM sync_run r LEFT JOIN content_drift d ON d.run_id = r.id
     WHERE r.beat_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY AND d.run_id IS NULL
       AND r.id NOT IN (SELECT MAX(id) FROM sync_run WHERE state = 'done' GROUP BY kind) ORDER BY r.id LIMIT 1000`,
    [days],
  );
  if (old.length > 0) {
    await on.run('DELETE FROM sync_run WHERE id IN (?)', [old.map(({ id }) => id)]);
  }
}

export async function beatRun(on: Queryable, id: number, counts: string): Promise<void> {
  await on.run('UPDATE sync_run SET beat_at = UTC_TIMESTAMP(3), counts = ? WHERE id = ?', [counts, id]);
}

/** `counts` null keeps the last beat's. */
export async function finishRun(
  on: Queryable,
  id: number,
  end: { state: string; counts: string | null; error: string | null },
): Promise<void> {
  await on.run(
    `UPDATE sync_run SET state = ?, counts = COALESCE(?, counts), error = ?, beat_at = UTC_TIMESTAMP(3),
       finished_at = UTC_TIMESTAMP(3) WHERE id = ?`,
    [end.state, end.counts, end.error, id],
  );
}

export interface SyncRunRow {
  id: number;
  kind: string;
  state: SyncRunState;
  process: string;
  started_at: Date;
  beat_at: Date;
  finished_at: Date | null;
  /** JSON. */
  counts: string;
  error: string | null;
}

const columns = 'id, kind, state, process, started_at, beat_at, finished_at, counts, error';

/** The latest first. @param page.before the id that the page begins below; without, it begins `offset` runs later */
export async function listRunRows(
  on: Queryable,
  { kind, before, offset, limit }: SyncRunPage,
): Promise<{ count: number; rows: SyncRunRow[] }> {
  // Kinds are ASCII, and the databases refuse to compare them with anything else.
  const ofKind = kind === undefined ? { sql: 'TRUE', values: [] } : { sql: 'kind = ?', values: [kind] };
  const [total] = await on.rows<{ count: number }>(
    `SELECT COUNT(*) AS count FROM sync_run WHERE ${ofKind.sql}`,
    ofKind.values,
  );
  const earlier = before === undefined ? { sql: 'TRUE', values: [] } : { sql: 'id < ?', values: [before] };
  const rows = await on.rows<SyncRunRow>(
    `SELECT ${columns} FROM sync_run WHERE ${ofKind.sql} AND ${earlier.sql} ORDER BY id DESC LIMIT ? OFFSET ?`,
    [...ofKind.values, ...earlier.values, limit, offset],
  );
  return { count: total?.count ?? 0, rows };
}

export async function readRunRow(on: Queryable, id: number): Promise<SyncRunRow | undefined> {
  const [row] = await on.rows<SyncRunRow>(`SELECT ${columns} FROM sync_run WHERE id = ?`, [id]);
  return row;
}

export async function readLastCounts(on: Queryable, kind: string): Promise<string | undefined> {
  const [row] = await on.rows<{ counts: string }>(
    `SELECT counts FROM sync_run WHERE kind = ? AND state = 'done' ORDER BY started_at DESC, id DESC LIMIT 1`,
    [kind],
  );
  return row?.counts;
}
