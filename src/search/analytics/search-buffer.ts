import { AsyncResource } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Database } from '../../kernel/database.ts';
import { withDeadline } from '../../kernel/deadline.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import type { AnalyticsMetrics } from '../../kernel/metrics.ts';
import { weekOf } from './calendar.ts';
import { narrowingDigest, searcherHash, shownDigest } from './digests.ts';
import type { AnsweredSearch } from './models.ts';
import { normalText } from './normal-text.ts';
import { readSalt } from './salts.mysql.ts';
import { settleMilliseconds } from './settling.ts';
import { readNow, writeSearches, type SearchRow } from './write-searches.mysql.ts';

/** Searches that wait for the database; some 1 kB each. */
const most = 10_000;
const writtenAtOnce = 500;
/** How often it is written, ms. */
const every = 500;
/** While the database is away, ms. */
const pause = 5_000;
/** What could not be written so long is left, ms: its week's rollup may be closed. */
const longestWait = 3_600_000;
/** How long a process that ends waits for the database, ms. */
const patience = 500;

interface Waiting {
  queryId: Buffer;
  search: AnsweredSearch;
  /** When it was answered, by a clock that only goes forward, ms. */
  answeredAt: number;
}

interface SearchBufferDeps {
  database: Database;
  /** What time it is, where the database says `databaseNow`, ms since the epoch. */
  now: (databaseNow: Date) => number;
  metrics: AnalyticsMetrics;
  logger: Logger;
}

/**
 * Searches on their way to the database. Whoever searches waits for nothing; who he is stays in memory, and only a hash is written.
 *
 *   empty ──add()──▶ waiting ──500 ms, or 500 of them──▶ written        the database is away: they wait on, 10,000 at most, an hour at most
 */
export class SearchBuffer {
  readonly #deps: SearchBufferDeps;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  /** Not as a part of the request that happens to begin it: neither its trace nor its log lines. */
  readonly #flushApart: () => void;
  #away = false;
  #stopped = false;

  constructor(deps: SearchBufferDeps) {
    this.#deps = deps;
    this.#flushApart = AsyncResource.bind(() => void this.flush());
  }

  /** @returns what the search is called; undefined where too much waits already */
  add(search: AnsweredSearch): Buffer | undefined {
    if (this.#stopped || this.#waiting.length >= most) {
      this.#deps.metrics.searchesNoted('dropped', 1);
      return undefined;
    }
    const queryId = randomBytes(16);
    this.#waiting.push({ queryId, search, answeredAt: performance.now() });
    this.#deps.metrics.searchesWaiting(this.#waiting.length);
    if (this.#waiting.length < writtenAtOnce || this.#away) {
      this.#plan();
    } else if (this.#writing === undefined) {
      this.#flushApart();
    }
    return queryId;
  }

  /** Writes what waits. Never fails: what cannot be written now waits on, and what is refused is left and logged. */
  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length > 0) {
        this.#plan();
      }
    });
    return this.#writing;
  }

  /** Writes what waits, for a moment. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await withDeadline(this.flush(), patience, () => undefined);
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#deps.metrics.searchesNoted('dropped', this.#waiting.length);
    this.#waiting = [];
  }

  #plan(): void {
    if (this.#timer === undefined && !this.#stopped) {
      this.#timer = setTimeout(
        () => {
          this.#timer = undefined;
          this.#flushApart();
        },
        this.#away ? pause : every,
      );
      // Nothing that a process must stay for.
      this.#timer.unref();
    }
  }

  async #write(): Promise<void> {
    this.#leaveOld();
    while (this.#waiting.length > 0 && !this.#stopped) {
      const batch = this.#waiting.slice(0, writtenAtOnce);
      try {
        await this.#writeBatch(batch);
        this.#away = false;
        this.#deps.metrics.searchesNoted('written', batch.length);
      } catch (error) {
        if (error instanceof UnavailableError) {
          if (!this.#away) {
            this.#deps.logger.warn({ err: error }, 'searches wait to be stored');
          }
          this.#away = true;
          return;
        }
        this.#deps.metrics.searchesNoted('failed', batch.length);
        this.#deps.logger.error({ err: error, searches: batch.length }, 'searches cannot be stored and are left');
      }
      this.#waiting = this.#waiting.slice(batch.length);
      this.#deps.metrics.searchesWaiting(this.#waiting.length);
    }
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    const { database, now } = this.#deps;
    const current = now(await readNow(database));
    const dated = batch.map((one) => ({ ...one, at: current - Math.max(performance.now() - one.answeredAt, 0) }));
    const salts = new Map<string, Buffer>();
    for (const week of new Set(dated.map(({ at }) => weekOf(at)))) {
      salts.set(week, await readSalt(database, week));
    }
    await writeSearches(
      database,
      dated.map(({ queryId, search, at }) => rowOf(queryId, search, at, salts.get(weekOf(at)))),
    );
  }

  #leaveOld(): void {
    const from = performance.now() - longestWait;
    const young = this.#waiting.filter(({ answeredAt }) => answeredAt >= from);
    this.#deps.metrics.searchesNoted('dropped', this.#waiting.length - young.length);
    this.#waiting = young;
    this.#deps.metrics.searchesWaiting(young.length);
  }
}

function rowOf(queryId: Buffer, search: AnsweredSearch, at: number, salt: Buffer | undefined): SearchRow {
  const customer = search.customer ?? '';
  const isKnown = search.searcher !== undefined && salt !== undefined;
  return {
    queryId,
    at: new Date(at),
    customer,
    locale: search.locale,
    text: normalText(search.text),
    filters: search.narrowedBy === undefined ? null : narrowingDigest(search.narrowedBy),
    results: search.results,
    page: search.page,
    relaxed: search.relaxed,
    searcher: isKnown ? searcherHash(salt, customer, search.searcher ?? '') : null,
    tracked: search.tracked,
    shown: shownDigest(search.shown),
    lastPosition: search.lastPosition,
    dueAt: new Date(at + settleMilliseconds),
  };
}
