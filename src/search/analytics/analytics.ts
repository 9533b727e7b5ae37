import type { Customers } from '../../kernel/customers.ts';
import type { Database } from '../../kernel/database.ts';
import type { Logger } from '../../kernel/log.ts';
import type { AnalyticsMetrics } from '../../kernel/metrics.ts';
import { dayMilliseconds, dayOf } from './calendar.ts';
import { dropSearches, dropSeen } from './drop-old.mysql.ts';
import { mergeFew } from './merge-few.ts';
import type {
  AnsweredSearch,
  DayReport,
  Feedback,
  FeedbackOutcome,
  ReportRequest,
  SearchAnalytics,
  TextOrder,
  TextsReport,
} from './models.ts';
import { reportDays, reportTexts } from './reports.ts';
import { rollUpSome } from './roll-up.ts';
import { dropSalts } from './salts.mysql.ts';
import { SearchBuffer } from './search-buffer.ts';
import { tellFeedback } from './tell-feedback.ts';
import { readNow } from './write-searches.mysql.ts';

const droppedAtOnce = 500;
/** How long it is known who was seen: the week that counts, and the days in which something may still come. */
const seenDays = 14;

interface AnalyticsDeps {
  database: Database;
  /** What time it is, where the database says `databaseNow`, ms since the epoch. */
  now: (databaseNow: Date) => number;
  /** Whether searches are stored. What is there is told, and dropped when it is old, all the same. */
  enabled: boolean;
  /** How long searches are kept one by one, days. */
  days: number;
  leastUsers: number;
  metrics: AnalyticsMetrics;
  logger: Logger;
}

/** Search analytics on the database: searches and what became of them, rolled up by days. */
export class MysqlSearchAnalytics implements SearchAnalytics {
  readonly leastUsers: number;
  readonly #deps: AnalyticsDeps;
  readonly #buffer: SearchBuffer;

  constructor(deps: AnalyticsDeps) {
    this.leastUsers = deps.leastUsers;
    this.#deps = deps;
    this.#buffer = new SearchBuffer(deps);
  }

  record(search: AnsweredSearch): string | undefined {
    return this.#deps.enabled ? this.#buffer.add(search)?.toString('hex') : undefined;
  }

  async tell(feedback: readonly Feedback[], may: Customers): Promise<FeedbackOutcome[]> {
    if (!this.#deps.enabled) {
      this.#deps.metrics.feedbackTold('ignored', feedback.length);
      return feedback.map(() => 'ignored');
    }
    if (feedback.length === 0) {
      return [];
    }
    try {
      return await tellFeedback({ ...this.#deps, buffer: this.#buffer }, feedback, may);
    } catch (error) {
      this.#deps.metrics.feedbackTold('failed', feedback.length);
      throw error;
    }
  }

  countUnreadable(events: number): void {
    this.#deps.metrics.feedbackTold('unreadable', events);
  }

  days(request: ReportRequest): Promise<DayReport[]> {
    return reportDays(this.#deps.database, request);
  }

  texts(order: TextOrder, request: ReportRequest): Promise<TextsReport> {
    return reportTexts(this.#deps.database, order, { ...request, leastUsers: this.leastUsers });
  }

  /** Writes what waits to be stored, rather than within a second. */
  flush(): Promise<void> {
    return this.#buffer.flush();
  }

  /**
   * Brings the rollups up to what came, merges texts of few searchers and drops what is old, in small transactions: each process may,
   * whenever it likes.
   * @throws UnavailableError
   */
  async tend(signal: AbortSignal): Promise<void> {
    const { database, days, leastUsers } = this.#deps;
    const now = new Date(this.#deps.now(await readNow(database)));
    const untilNone = async (some: () => Promise<number>): Promise<void> => {
      while (!signal.aborted && (await some()) > 0) {
        // Until none is left, or somebody else is at it.
      }
    };
    await untilNone(() => rollUpSome(database, now));
    await mergeFew(database, { now, leastUsers, signal });
    const oldest = new Date(now.getTime() - days * dayMilliseconds);
    await untilNone(() => database.transaction((tx) => dropSearches(tx, oldest, droppedAtOnce)));
    const seenFrom = dayOf(now.getTime() - seenDays * dayMilliseconds);
    await untilNone(() => dropSeen(database, seenFrom, droppedAtOnce));
    await dropSalts(database, seenFrom);
  }

  /** Writes what waits, for a moment; from then on nothing is stored. */
  stop(): Promise<void> {
    return this.#buffer.stop();
  }
}
