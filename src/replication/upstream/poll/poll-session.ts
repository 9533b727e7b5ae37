import { readDatabaseClock } from '../../content/database-clock.mysql.ts';
import type { JsonObject } from '../../contract/raw-content.ts';
import { UpstreamFault } from '../upstream-fault.ts';
import { oneAhead } from './one-ahead.ts';
import { PageStore } from './page-store.ts';
import { countContent, listUnseen } from './poll-content.mysql.ts';
import { PollRatings } from './poll-ratings.ts';
import { PollReader } from './poll-reader.ts';
import { holdRun, saveRun, type PollRunRow } from './poll-run.mysql.ts';
import type { PollerDeps } from './poller.ts';
import { readCounts, readProgress, type PollCounts, type Progress } from './progress.ts';

/** As many items may always change their standing. */
const mayAlwaysMove = 50;
/** How often the run's record is told how far it is, milliseconds. */
const beatEvery = 1_000;
/** How often it keeps what it found of drift, milliseconds: as much is not seen of a run whose process dies. */
const driftEvery = 5_000;

export type Ended = 'done' | 'partly' | 'postponed' | 'paused' | 'lost';

const author = { name: 'upstream', requestId: null };

interface SessionHooks {
  /** The run's record in `sync_run`. */
  record: number;
  beat: (counts: PollCounts) => Promise<void>;
  /** Is shown every document. */
  observe: (document: JsonObject) => void;
  /** What they showed, to be kept with the run; null when that is nothing. */
  drift: () => string | null;
}

/**
 * One process's part of a run: list after list, then the missed pages once more. While a page is stored, the next one is asked for and the
 * one before is decided. After each page it saves how far it is: what is not stored by then is read again by whoever goes on.
 */
export class PollSession {
  readonly #deps: PollerDeps;
  readonly #run: PollRunRow;
  readonly #signal: AbortSignal;
  readonly #hooks: SessionHooks;
  #progress: Progress;
  readonly counts: PollCounts;
  #mayMove = 0;
  #beatAt = 0;
  #driftAt = performance.now();
  readonly #ratings: PollRatings;
  /** Why the run is not done, as its row says. */
  error: string | null = null;

  constructor(deps: PollerDeps, run: PollRunRow, signal: AbortSignal, hooks: SessionHooks) {
    this.#deps = deps;
    this.#run = run;
    this.#signal = signal;
    this.#hooks = hooks;
    this.#progress = { ...readProgress(run.progress), record: hooks.record };
    this.#ratings = new PollRatings({ database: deps.database, upstream: deps.upstream, signal });
    this.counts = readCounts(run.counts);
  }

  async run(): Promise<Ended> {
    const { database, movingPercent, pause } = this.#deps;
    this.#mayMove = Math.max(mayAlwaysMove, ((await countContent(database)) * movingPercent) / 100);
    const held = this.#hold();
    try {
      // Without them the poll goes on: courses keep the ratings that they have.
      if (this.#run.kind === 'full' && (await this.#ratings.read()) === 'missed') {
        this.#progress = { ...this.#progress, unrated: true };
      }
      const { counts } = this;
      const about = { run: this.#run, counts, ratings: this.#ratings.known, observe: this.#hooks.observe };
      const pages = new PageStore({ ...this.#deps, ...about });
      try {
        const ended = await this.#readLists(pages);
        return ended === 'read' ? await this.#finish(pages) : ended;
      } finally {
        await pages.settled();
      }
    } catch (error) {
      clearInterval(held);
      const isOutage = error instanceof UpstreamFault;
      if (!isOutage && !this.#signal.aborted) {
        throw error;
      }
      const wait = isOutage ? (error.retryAfter ?? pause * 10) : 0;
      const saved = await this.#save({ dueSeconds: wait / 1_000, error: (error as Error).message });
      return saved === 'lost' ? 'lost' : 'postponed';
    } finally {
      clearInterval(held);
    }
  }

  /** Ratings, or one page of an upstream that tries everybody's patience, may take longer than the hold: nobody takes over meanwhile. */
  #hold(): NodeJS.Timeout {
    const { database, holdSeconds, logger } = this.#deps;
    return setInterval(() => {
      holdRun(database, this.#run, holdSeconds).catch((error: unknown) => {
        logger.warn({ err: error, run: this.#run.id }, 'a poll could not say that it goes on');
      });
    }, holdSeconds * 250);
  }

  async #readLists(pages: PageStore): Promise<'read' | Ended> {
    const reading = new AbortController();
    const reader = this.#reader(AbortSignal.any([this.#signal, reading.signal]));
    const given = oneAhead(reader.pages(this.#progress), () => {
      reading.abort();
    });
    for await (const read of given) {
      // Pages that cannot be had take their time: that the run is this process's is said after each.
      if (read !== 'missed') {
        if (read.page !== undefined) {
          await pages.take(read.page);
        }
        this.#progress = read.progress;
      }
      if (this.counts.standing > this.#mayMove && !this.#progress.mayMove) {
        return this.#pause();
      }
      if ((await this.#save({})) === 'lost') {
        return 'lost';
      }
    }
    return 'read';
  }

  #reader(signal: AbortSignal): PollReader {
    const { database, upstream } = this.#deps;
    return new PollReader({ upstream, since: this.#run.since, clock: () => readDatabaseClock(database), signal });
  }

  /** The missed pages once more, and ratings that could not be had; then, of a full run, what it has not seen is asked for by key. */
  async #finish(pages: PageStore): Promise<Ended> {
    const reader = this.#reader(this.#signal);
    for (const page of this.#progress.missed.filter(({ retried }) => !retried)) {
      const others = this.#progress.missed.filter((one) => one !== page);
      try {
        await pages.take(await reader.page(page.kind, page.offset));
        this.#progress = { ...this.#progress, missed: others };
      } catch (error) {
        if (!(error instanceof UpstreamFault) || error.isOutage) {
          throw error;
        }
        this.#progress = { ...this.#progress, missed: [...others, { ...page, retried: true }] };
      }
      if ((await this.#save({})) === 'lost') {
        return 'lost';
      }
    }
    if (this.#progress.unrated) {
      await this.#rateAgain(pages);
    }
    await pages.settled();
    const missed = this.#progress.missed
      .toSorted((one, other) => (one.kind === other.kind ? one.offset - other.offset : 0))
      .map(({ kind, offset, rest }) => ({ kind, offset, ...(rest && { rest }) }));
    this.counts.missedPages = missed.length;
    if (this.#run.kind === 'full') {
      await this.#askForUnseen();
    }
    const lost = [
      ...(this.#progress.unrated ? ['ratings could not be had'] : []),
      ...(missed.length === 0 ? [] : [`pages that could not be had: ${JSON.stringify(missed)}`]),
    ];
    const state = lost.length === 0 ? 'done' : 'partly';
    const error = lost.length === 0 ? null : lost.join('; ').slice(0, 1_000);
    return (await this.#save({ state, error })) === 'lost' ? 'lost' : state;
  }

  /** Courses that were stored with earlier ratings are asked for again, once the ratings can be had. */
  async #rateAgain(pages: PageStore): Promise<void> {
    if ((await this.#ratings.read()) === 'missed') {
      return;
    }
    try {
      for await (const page of this.#ratings.differing()) {
        await pages.take(page);
        await this.#save({});
      }
      this.#progress = { ...this.#progress, unrated: false };
    } catch (error) {
      if (!(error instanceof UpstreamFault) || error.isOutage) {
        throw error;
      }
      // A course that cannot be had keeps its earlier ratings, which is told as if none could.
    }
  }

  /** What a missed page has is among it, and found when it is asked for. */
  async #askForUnseen(): Promise<void> {
    const { database, replication } = this.#deps;
    const unseen = await listUnseen(database, this.#run.id, this.#run.created_at);
    this.counts.vanished = unseen.length;
    if (unseen.length > 0) {
      await replication.refreshContent(unseen, { source: 'poll', author, outOf: await countContent(database) });
    }
  }

  async #pause(): Promise<Ended> {
    const error = `${String(this.counts.standing)} items changed their status, or whether lists and searches show them`;
    this.#deps.logger.error(
      { run: this.#run.id, standing: this.counts.standing },
      'a poll waits for somebody to look at it',
    );
    return (await this.#save({ state: 'paused', error })) === 'lost' ? 'lost' : 'paused';
  }

  async #save(so: {
    state?: 'done' | 'partly' | 'paused';
    error?: string | null;
    dueSeconds?: number;
  }): Promise<'saved' | 'lost'> {
    this.error = so.error ?? null;
    const breaksOff = so.state === 'paused' || so.dueSeconds !== undefined;
    const isDue = breaksOff || performance.now() - this.#driftAt > driftEvery;
    if (isDue) {
      this.#driftAt = performance.now();
    }
    const saved = await saveRun(this.#deps.database, this.#run, {
      dueSeconds: this.#deps.holdSeconds,
      ...so,
      drift: isDue ? this.#hooks.drift() : null,
      progress: JSON.stringify(this.#progress),
      counts: JSON.stringify(this.counts),
    });
    if (saved === 'saved' && performance.now() - this.#beatAt > beatEvery) {
      this.#beatAt = performance.now();
      await this.#hooks.beat(this.counts);
    }
    return saved;
  }
}
