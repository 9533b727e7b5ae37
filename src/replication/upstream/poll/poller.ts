import { BackgroundWork } from '../../../kernel/background-work.ts';
import type { Logger } from '../../../kernel/log.ts';
import type { PollKind, PollRun, Replication } from '../../port.ts';
import { keep, type DriftReports } from '../../drift/drift-reports.ts';
import type { EndOfSession, RecordedWork, SyncRuns } from '../../runs/sync-runs.ts';
import type { TakeInDeps } from '../take-in.ts';
import type { Upstream } from '../upstream.ts';
import { claimRun, decideRun, dropOldRuns, listRuns, openRun, readDriftState, readRunState } from './poll-run.mysql.ts';
import { PollSession, type Ended } from './poll-session.ts';
import { readCounts, readProgress } from './progress.ts';

/** Upstream's clock may be behind, and what it commits late carries an earlier moment. */
const overlapSeconds = 600;
const keptDays = 90;
const lookEveryMilliseconds = 500;

export interface PollerDeps extends TakeInDeps {
  upstream: Upstream;
  replication: Pick<Replication, 'store' | 'refreshContent'>;
  runs: SyncRuns;
  drift: DriftReports;
  /** How long a page may take before another process takes the run over. */
  holdSeconds: number;
  /** The pause before a run goes on that upstream interrupted, milliseconds. */
  pause: number;
  /** Percent of all items whose standing may change in one run. */
  movingPercent: number;
  logger: Logger;
}

/**
 * Reads upstream's lists page by page:
 *
 *   open ──page after page──▶ missed pages once more ──▶ done | partly
 *   open ──too many items change their standing──▶ paused ──somebody──▶ open | stopped
 *
 * After each page its row says how far it is, so whoever claims it next goes on there: this process after upstream was away, or another
 * after this one died. A full run then has what upstream gave before, and not in it, asked for by key.
 */
export class Poller {
  readonly #deps: PollerDeps;
  readonly #work = new BackgroundWork(lookEveryMilliseconds);

  constructor(deps: PollerDeps) {
    this.#deps = deps;
  }

  /** Opens the run of a tick of the clock, once for all processes. @returns whether it was this call */
  open(kind: PollKind, tick: Date): Promise<boolean> {
    return openRun(this.#deps.database, { kind, tick, overlapSeconds });
  }

  /** Newest first. */
  async list(limit: number): Promise<PollRun[]> {
    return (await listRuns(this.#deps.database, limit)).map((row) => ({
      id: row.id,
      kind: row.kind,
      tick: row.tick,
      state: row.state,
      since: row.since,
      counts: { ...readCounts(row.counts) },
      error: row.error,
      createdAt: row.created_at,
      finishedAt: row.finished_at,
    }));
  }

  /** `resume` a paused run, `stop` one that is not at its end. @returns whether there was one */
  decide(id: number, how: 'resume' | 'stop'): Promise<boolean> {
    return decideRun(this.#deps.database, id, how);
  }

  /** Goes on with a run, if one is open; does not wait for it. */
  tick(): void {
    if (this.#work.mayLook()) {
      this.#work.begin(() => this.drain());
    }
  }

  /** Ends after the page at hand; another process goes on at once. */
  stop(): Promise<void> {
    return this.#work.stop();
  }

  /** Works on one run, if one is open that nobody has. */
  async drain(): Promise<void> {
    const { database, drift, runs, holdSeconds, logger } = this.#deps;
    try {
      const run = await database.transaction((tx) => claimRun(tx, holdSeconds));
      if (run === undefined) {
        return;
      }
      const work: RecordedWork<EndOfSession> = async (beat, runId) => {
        const accumulator =
          run.kind === 'full' ? await drift.begin('poll-full', await readDriftState(database, run.id)) : undefined;
        const session = new PollSession(this.#deps, run, this.#work.signal, {
          record: runId,
          beat: (counts) => beat({ ...counts }),
          observe: (document) => accumulator?.observe(document),
          drift: () => (accumulator === undefined ? null : keep(accumulator)),
        });
        const ended = await session.run();
        if (accumulator !== undefined && (ended === 'done' || ended === 'partly')) {
          // A process that died has seen some pages that nobody goes on from.
          const sawAll = session.counts.missedPages === 0 && accumulator.seen === session.counts.documents;
          await drift.finish({ id: runId, kind: 'poll-full' }, accumulator, { whole: sawAll });
        }
        const error = await this.#tell(run.id, ended, session.error);
        const state = ended === 'done' ? 'done' : error === undefined ? 'left' : 'partly';
        return { state, counts: { ...session.counts }, ...(error === undefined ? {} : { error }) };
      };
      await runs.record(`poll-${run.kind}`, work, { goesOn: readProgress(run.progress).record });
      await dropOldRuns(database, keptDays);
    } catch (error) {
      if (!this.#work.signal.aborted) {
        logger.warn({ err: error }, 'polling postponed');
      }
    }
  }

  /** What a run's record says of its end. @returns undefined where it has nothing to say: it is done, or somebody else's */
  async #tell(runId: number, ended: Ended, error: string | null): Promise<string | undefined> {
    if (ended === 'lost') {
      return (await readRunState(this.#deps.database, runId)) === 'stopped' ? 'stopped by somebody' : undefined;
    }
    return ended === 'done' ? undefined : ended === 'partly' ? (error ?? ended) : `${ended}: ${error ?? ''}`;
  }
}
