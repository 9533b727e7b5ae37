import type { Queryable } from '../../kernel/database.ts';

export interface DriftRow {
  run_id: number;
  kind: string;
  report: string;
  started_at: Date;
}

/** JSON text of the latest profile of a kind of run. */
export async function readLastProfile(on: Queryable, kind: string): Promise<string | undefined> {
  const [row] = await on.rows<{ profile: string }>(
    'SELECT profile FROM content_drift WHERE kind = ? ORDER BY run_id DESC LIMIT 1',
    [kind],
  );
  return row?.profile;
}

/** Keeps what a run found, and of the runs before only the reports. Both are JSON text. */
export async function insertDrift(
  on: Queryable,
  run: { id: number; kind: string },
  { profile, report }: { profile: string; report: string },
): Promise<void> {
  await on.run('INSERT INTO content_drift (run_id, kind, profile, report) VALUES (?, ?, ?, ?)', [
    run.id,
    run.kind,
    profile,
    report,
  ]);
  await on.run(`UPDATE content_drift SET profile = '' WHERE kind = ? AND run_id < ? AND profile <> ''`, [
    run.kind,
    run.id,
  ]);
}

/** The latest first. */
export function readDriftReports(on: Queryable, limit: number): Promise<DriftRow[]> {
  return on.rows<DriftRow>(
    `SELECT d.run_id, d.kind, d.report, r.started_at FROM content_drift d JOIN sync_run r ON r.id = d.run_id
     ORDER BY d.run_id DESC LIMIT ?`,
    [limit],
  );
}
