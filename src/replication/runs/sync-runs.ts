import { hostname } from 'node:os';
import type { Database } from '../../kernel/database.ts';
import type { Counts, Runs } from '../../kernel/runs.ts';
import { beatRun, finishRun, insertRun, readLastCounts } from './sync-run.mysql.ts';

/**
 * The record of jobs, one row a run:
 *
 *   running ──finish──▶ done | partly | failed      running ──no beat for five minutes──▶ abandoned (its process died)
 */
export class SyncRuns implements Runs {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The counts of the last run that came to its end; undefined when there was none. */
  async lastCounts(kind: string): Promise<Counts | undefined> {
    const text = await readLastCounts(this.#database, kind);
    return text === undefined ? undefined : (JSON.parse(text) as Counts);
  }

  /** Runs `work`, which calls `beat` now and then with its counts so far, and records how it ended. `runId` is the record's. */
  async record<T extends { state: 'done' | 'partly'; counts: Counts }>(
    kind: string,
    work: (beat: (counts: Counts) => Promise<void>, runId: number) => Promise<T>,
  ): Promise<T> {
    const id = await insertRun(this.#database, kind, `${hostname()}:${String(process.pid)}`);
    try {
      const result = await work((counts) => beatRun(this.#database, id, JSON.stringify(counts)), id);
      await finishRun(this.#database, id, { state: result.state, counts: JSON.stringify(result.counts), error: null });
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
