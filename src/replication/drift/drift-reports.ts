import type { Database } from '../../kernel/database.ts';
import { DriftAccumulator } from './drift-accumulator.ts';
import { insertDrift, readDriftReports, readLastProfile } from './drift-report.mysql.ts';
import type { DriftReport, DriftState, Profile } from './profile.ts';

/** A report with the run that it is of. */
export interface RunDrift extends DriftReport {
  runId: number;
  kind: string;
  startedAt: Date;
}

/** A state of that many characters is not kept: whoever goes on then tells of what he sees himself. */
const largestState = 4_000_000;

/** How far a run has looked, as text to be kept with it; null when that is too large. */
export function keep(accumulator: DriftAccumulator): string | null {
  const text = JSON.stringify(accumulator.state());
  return text.length > largestState ? null : text;
}

/** How what upstream sends changes from one full run of a kind to the next: told, never refused. */
export class DriftReports {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * For a run of this kind: hand it every document.
   * @param kept of a run that is gone on with: what `keep` gave
   */
  async begin(kind: string, kept: string | null = null): Promise<DriftAccumulator> {
    const text = await readLastProfile(this.#database, kind);
    const before = text === undefined || text === '' ? undefined : (JSON.parse(text) as Profile);
    return new DriftAccumulator(before, kept === null ? undefined : (JSON.parse(kept) as DriftState));
  }

  /**
   * Stored with the run (`sync_run`), which is at its end.
   * @param of.whole whether it saw everything: else the next run is compared with the one before it
   */
  async finish(
    run: { id: number; kind: string },
    accumulator: DriftAccumulator,
    of: { whole: boolean } = { whole: true },
  ): Promise<DriftReport> {
    const report = accumulator.report(of);
    await insertDrift(this.#database, run, {
      profile: JSON.stringify(accumulator.profile(of)),
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
      ...readReport(report),
    }));
  }
}

/** Reports of programs that told of whole runs only do not say so. */
function readReport(text: string): DriftReport {
  const report = JSON.parse(text) as Omit<DriftReport, 'whole'> & Partial<Pick<DriftReport, 'whole'>>;
  return { ...report, whole: report.whole ?? true };
}
