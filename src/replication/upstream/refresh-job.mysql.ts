import type { Queryable, Tx } from '../../kernel/database.ts';
import type { RefreshSource, RefreshState } from '../port.ts';

export interface RefreshJobRow {
  id: number;
  uuid: string;
  source: RefreshSource;
  subject: string | null;
  author: string;
  state: RefreshState;
  requested: number;
  /** What the share of items that may vanish is a share of. */
  out_of: number;
  /** JSON: outcome → how many keys; of a job that has ended. */
  counts: string;
  error: string | null;
  created_at: Date;
  finished_at: Date | null;
}

const columns = 'id, uuid, source, subject, author, state, requested, out_of, counts, error, created_at, finished_at';
const rowsOfOneStatement = 1_000;

/** A subject that has a running job already throws 1062. */
export async function insertJob(
  tx: Tx,
  job: Pick<RefreshJobRow, 'uuid' | 'source' | 'subject' | 'author' | 'state' | 'out_of' | 'error'>,
  keys: readonly string[],
): Promise<void> {
  const { uuid, source, subject, author, state, out_of, error } = job;
  const { insertId } = await tx.run(
    `INSERT INTO refresh_job (uuid, source, subject, author, state, requested, out_of, counts, error, created_at, finished_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, '{}', ?, UTC_TIMESTAMP(3), IF(? = 'running', NULL, UTC_TIMESTAMP(3)))`,
    [uuid, source, subject, author, state, keys.length, out_of, error, state],
  );
  if (state !== 'running') {
    return;
  }
  for (let start = 0; start < keys.length; start += rowsOfOneStatement) {
    const some = keys.slice(start, start + rowsOfOneStatement);
    await tx.run(
      `INSERT INTO refresh_item (job_id, content_key, source, due_at)
       VALUES ${some.map(() => '(?, ?, ?, UTC_TIMESTAMP(3))').join(', ')}`,
      some.flatMap((key) => [insertId, key, source]),
    );
  }
}

export async function readJob(
  on: Queryable,
  named: { uuid: string } | { runningSubject: string },
): Promise<RefreshJobRow | undefined> {
  const [column, value] = 'uuid' in named ? ['uuid', named.uuid] : ['running_subject', named.runningSubject];
  const [row] = await on.prepared<RefreshJobRow>(`SELECT ${columns} FROM refresh_job WHERE ${column} = ?`, [value]);
  return row;
}

export async function readJobs(on: Queryable, ids: readonly number[]): Promise<RefreshJobRow[]> {
  return ids.length === 0 ? [] : on.rows<RefreshJobRow>(`SELECT ${columns} FROM refresh_job WHERE id IN (?)`, [ids]);
}

export async function hasRunningJob(on: Queryable): Promise<boolean> {
  return (await on.prepared(`SELECT 1 FROM refresh_job WHERE state = 'running' LIMIT 1`, [])).length > 0;
}

/** Running jobs all of whose keys have been asked for. */
export async function listSettledJobs(on: Queryable): Promise<number[]> {
  const rows = await on.prepared<{ id: number }>(
    `SELECT j.id FROM refresh_job j WHERE j.state = 'running'
       AND NOT EXISTS (SELECT 1 FROM refresh_item i WHERE i.job_id = j.id AND i.outcome IS NULL) ORDER BY j.id`,
    [],
  );
  return rows.map(({ id }) => id);
}

/** Ends a job that is running; whoever comes second changes nothing. */
export async function finishJob(
  on: Queryable,
  id: number,
  end: { state: RefreshState; counts: string },
): Promise<void> {
  await on.run(
    `UPDATE refresh_job SET state = ?, counts = ?, finished_at = UTC_TIMESTAMP(3) WHERE id = ? AND state = 'running'`,
    [end.state, end.counts, id],
  );
}

/** Jobs that ended long ago, with what is left of their items. */
export async function dropOldJobs(tx: Tx, days: number): Promise<void> {
  const old = await tx.rows<{ id: number }>(
    `SELECT id FROM refresh_job WHERE state <> 'running' AND finished_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY LIMIT 100`,
    [days],
  );
  if (old.length > 0) {
    const ids = old.map(({ id }) => id);
    await tx.run('DELETE FROM refresh_item WHERE job_id IN (?)', [ids]);
    await tx.run('DELETE FROM refresh_job WHERE id IN (?)', [ids]);
  }
}
