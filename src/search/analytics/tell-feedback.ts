import { setTimeout as pause } from 'node:timers/promises';
import type { Customers } from '../../kernel/customers.ts';
import type { Database } from '../../kernel/database.ts';
import type { AnalyticsMetrics } from '../../kernel/metrics.ts';
import { faultOf } from './check-feedback.ts';
import { readSearches, writeFeedback, type FeedbackRow, type ToldSearch } from './feedback.mysql.ts';
import type { Feedback, FeedbackOutcome } from './models.ts';
import type { SearchBuffer } from './search-buffer.ts';
import { readNow } from './write-searches.mysql.ts';

/** Searches of one transaction: their rows are locked. */
const storedAtOnce = 100;
/** After so long, ms, what another process was about to write is written, unless the database is away. */
const patience = 1_000;

interface TellDeps {
  database: Database;
  buffer: Pick<SearchBuffer, 'flush'>;
  now: (databaseNow: Date) => number;
  metrics: AnalyticsMetrics;
}

/**
 * Checks what is told of searches and stores what is good, each result of a search at most once: the same may be sent again.
 * @throws UnavailableError; what is stored by then stays
 */
export async function tellFeedback(
  deps: TellDeps,
  feedback: readonly Feedback[],
  may: Customers,
): Promise<FeedbackOutcome[]> {
  const { database, metrics } = deps;
  const searches = await findSearches(deps, new Set(feedback.map(({ queryId }) => queryId)));
  const now = deps.now(await readNow(database));
  const rows: FeedbackRow[] = [];
  const outcomes = feedback.map((one): FeedbackOutcome => {
    const search = searches.get(one.queryId);
    const fault = faultOf(one, search, may, now);
    if (fault !== undefined || search === undefined) {
      return { refused: fault ?? 'there is no such search' };
    }
    rows.push(...rowsOf(one, search, now));
    return 'accepted';
  });
  // All that is told of one search is of one transaction.
  const ids = [...new Set(rows.map(({ eventId }) => eventId))].sort((one, other) => one - other);
  for (let from = 0; from < ids.length; from += storedAtOnce) {
    const some = new Set(ids.slice(from, from + storedAtOnce));
    const part = rows.filter(({ eventId }) => some.has(eventId));
    await database.transaction((tx) => writeFeedback(tx, part, new Date(now)));
  }
  const accepted = outcomes.filter((outcome) => outcome === 'accepted').length;
  metrics.feedbackTold('accepted', accepted);
  metrics.feedbackTold('refused', outcomes.length - accepted);
  return outcomes;
}

/** By query id. A search that was answered a moment ago may be in the memory of this process, or of another. */
async function findSearches(
  { database, buffer }: TellDeps,
  queryIds: ReadonlySet<string>,
): Promise<Map<string, ToldSearch>> {
  const found = new Map<string, ToldSearch>();
  const look = async (): Promise<boolean> => {
    const missing = [...queryIds].filter((id) => !found.has(id));
    if (missing.length > 0) {
      const rows = await readSearches(
        database,
        missing.map((id) => Buffer.from(id, 'hex')),
      );
      for (const row of rows) {
        found.set(row.query_id.toString('hex'), row);
      }
    }
    return found.size === queryIds.size;
  };
  if (!(await look())) {
    await buffer.flush();
    if (!(await look())) {
      await pause(patience);
      await look();
    }
  }
  return found;
}

function rowsOf({ kind, objects, at }: Feedback, { id }: ToldSearch, now: number): FeedbackRow[] {
  return objects.map(({ object, position }) => ({
    eventId: id,
    kind,
    object,
    position: position ?? null,
    at: new Date(Math.min(at ?? now, now)),
  }));
}
