import type { Database } from '../../kernel/database.ts';
import { DriftAccumulator } from './drift-accumulator.ts';
import { insertDrift, readDriftReports, readLastProfile } from './drift-report.mysql.ts';
import type { DriftReport, Profile } from './profile.ts';

/** A report with the run that it is of. */
export interface RunDrift extends DriftReport {
  runId: number;
  kind: string;
  startedAt: Date;
}

/** How what upstream sends changes from one full run of a kind to the next: told, never refused. */
export class DriftReports {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** For a run of this kind: hand it every document. */
  async begin(kind: string): Promise<DriftAccumulator> {
    const text = await readLastProfile(this.#database, kind);
    return new DriftAccumulator(text === undefined || text === '' ? undefined : (JSON.parse(text) as Profile));
  }

  /** Stored with the run (`sync_run`), which is at its end. A run that broke off is not handed in: it has not seen everything. */
  async finish(run: { id: number; kind: string }, accumulator: DriftAccumulator): Promise<DriftReport> {
    const report = accumulator.report();
    await insertDrift(this.#database, run, {
      profile: JSON.stringify(accumulator.profile()),
      report: JSON.stringify(report),
    });
    return report;
  }

  /** The latest first. */
  async list(limit: number): Promise<RunDrift[]> {
    const rows = await readDriftReports(this.#database, limit);
    return rows.map(({ run_id, kind, report, started_at }) => ({
      runId: run_id,
      kind,
      startedAt: started_at,
      ...(JSON.parse(report) as DriftReport),
    }));
  }
}
