import { hostname } from 'node:os';
import { pid } from 'node:process';
import type { Database } from '../../kernel/database.ts';
import type { Counts, Runs } from '../../kernel/runs.ts';
import type { SyncRun, SyncRunPage, SyncRunRecords } from '../port.ts';
import {
  beatRun,
  dropOldRecords,
  finishRun,
  insertRun,
  listRunRows,
  readLastCounts,
  readRunRow,
  reopenRun,
  type SyncRunRow,
} from './sync-run.mysql.ts';

/** How long the record of a run is kept. */
const keptDays = 90;

/** How a process's part of a run ended; `left`: somebody else goes on with it, and says how it ended. */
export interface EndOfSession {
  state: 'done' | 'partly' | 'left';
  counts: Counts;
  error?: string;
}

/** Calls `beat` now and then with its counts so far. `runId` is the record's. */
export type RecordedWork<T> = (beat: (counts: Counts) => Promise<void>, runId: number) => Promise<T>;

/**
 * The record of jobs, one row a run:
 *
 *   running ──finish──▶ done | partly | failed      running ──no beat for five minutes──▶ abandoned (its process died)
 *
 * A run that was interrupted may go on in its row, in this process or another. Rows are kept for 90 days.
 */
export class SyncRuns implements Runs, SyncRunRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(page: SyncRunPage): Promise<{ count: number; runs: SyncRun[] }> {
    const { count, rows } = await listRunRows(this.#database, page);
    return { count, runs: rows.map(toRun) };
  }

  async read(id: number): Promise<SyncRun | undefined> {
    const row = await readRunRow(this.#database, id);
    return row === undefined ? undefined : toRun(row);
  }

  /** The counts of the last run that came to its end; undefined when there was none. */
  async lastCounts(kind: string): Promise<Counts | undefined> {
    const text = await readLastCounts(this.#database, kind);
    return text === undefined ? undefined : (JSON.parse(text) as Counts);
  }

  /** Runs `work` and records how it ended. @param options.goesOn the record of a run that goes on, where there is one */
  async record<T extends EndOfSession>(
    kind: string,
    work: RecordedWork<T>,
    { goesOn = null }: { goesOn?: number | null } = {},
  ): Promise<T> {
    const id = await this.#begin(kind, goesOn);
    try {
      const result = await work((counts) => beatRun(this.#database, id, JSON.stringify(counts)), id);
      const { state, counts, error = null } = result;
      if (state !== 'left') {
        await finishRun(this.#database, id, { state, counts: JSON.stringify(counts), error });
      }
      return result;
    } catch (error) {
      await finishRun(this.#database, id, {
        state: 'failed',
        counts: null,
        error: error instanceof Error ? error.message : String(error),
      });
      throw error;
    }
  }

  async #begin(kind: string, goesOn: number | null): Promise<number> {
    const process = `${hostname()}:${String(pid)}`;
    if (goesOn !== null && (await reopenRun(this.#database, goesOn, process))) {
      return goesOn;
    }
    await dropOldRecords(this.#database, keptDays);
    return insertRun(this.#database, kind, process);
  }
}

function toRun(row: SyncRunRow): SyncRun {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    process: row.process,
    startedAt: row.started_at,
    beatAt: row.beat_at,
    finishedAt: row.finished_at,
    counts: JSON.parse(row.counts) as Record<string, number>,
    error: row.error,
  };
}
