import type { Queryable } from '../../kernel/database.ts';

/** A search as it is stored. */
export interface SearchRow {
  queryId: Buffer;
  at: Date;
  customer: string;
  locale: string;
  text: string;
  filters: Buffer | null;
  results: number;
  page: number;
  relaxed: string | null;
  searcher: Buffer | null;
  tracked: boolean;
  shown: Buffer;
  lastPosition: number;
  dueAt: Date;
}

/** The database's clock, by which everything is dated. */
export async function readNow(on: Queryable): Promise<Date> {
  const [row] = await on.rows<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
  if (row === undefined) {
    throw new Error('the database does not say what time it is');
  }
  return row.now;
}

/** Those that are there already stay as they are: whoever does not know whether he wrote them writes them again. */
export async function writeSearches(on: Queryable, rows: readonly SearchRow[]): Promise<void> {
  await on.run(
    `INSERT IGNORE INTO search_event (query_id, at, customer, locale, text, filters, results, page, relaxed, searcher, tracked, shown,
       last_position, due_at) VALUES ?`,
    [
      rows.map((row) => [
        row.queryId,
        row.at,
        row.customer,
        row.locale,
        row.text,
        row.filters,
        row.results,
        row.page,
        row.relaxed,
        row.searcher,
        row.tracked ? 1 : 0,
        row.shown,
        row.lastPosition,
        row.dueAt,
      ]),
    ],
  );
}
