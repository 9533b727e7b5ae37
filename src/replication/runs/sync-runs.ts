import { hostname } from 'node:os';
import type { Database } from '../../kernel/database.ts';
import type { Counts, Runs } from '../../kernel/runs.ts';
import type { SyncRun, SyncRunPage, SyncRunRecords } from '../port.ts';
import {
  beatRun,
  finishRun,
  insertRun,
  listRunRows,
  readLastCounts,
  readRunRow,
  type SyncRunRow,
} from './sync-run.mysql.ts';

/**
 * The record of jobs, one row a run:
 *
 *   running ──finish──▶ done | partly | failed      running ──no beat for five minutes──▶ abandoned (its process died)
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

  /** Runs `work`, which calls `beat` now and then with its counts so far, and records how it ended. `runId` is the record's. */
  async record<T extends { state: 'done' | 'partly'; counts: Counts; error?: string }>(
    kind: string,
    work: (beat: (counts: Counts) => Promise<void>, runId: number) => Promise<T>,
  ): Promise<T> {
    const id = await insertRun(this.#database, kind, `${hostname()}:${String(process.pid)}`);
    try {
      const result = await work((counts) => beatRun(this.#database, id, JSON.stringify(counts)), id);
      const { state, counts, error = null } = result;
      await finishRun(this.#database, id, { state, counts: JSON.stringify(counts), error });
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
