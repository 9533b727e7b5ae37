import type { Queryable, SqlValue } from '../../kernel/database.ts';
import { startOf, weekOf } from './calendar.ts';
import type { ReportRequest } from './models.ts';
import { countNames, everyCustomer, fewSearchers, type Counts } from './tallies.ts';

export type DayCounts = Counts & { day: Date };
export type TextCounts = Counts & { what: Buffer; text: string };

/** A text that is told: how much it has of what the report is about, and how much all texts that are told have together. */
export interface ToldText {
  what: Buffer;
  counted: number;
  told: number;
}

const sums = countNames.map((name) => `CAST(SUM(${name}) AS SIGNED) AS ${name}`).join(', ');

export function readDays(on: Queryable, request: ReportRequest): Promise<DayCounts[]> {
  const { sql, values } = conditionOf(request);
  return on.rows<DayCounts>(`SELECT day, ${sums} FROM search_day WHERE ${sql} GROUP BY day ORDER BY day`, values);
}

/**
 * The texts with most of one count, of those that enough have searched for in one of the weeks: a searcher is seen once a week, so weeks are
 * judged apart. Goes through every text of the period once.
 */
export function readToldTexts(
  on: Queryable,
  count: keyof Counts,
  request: ReportRequest & { leastUsers: number },
): Promise<ToldText[]> {
  const { sql, values } = conditionOf(request);
  return on.rows<ToldText>(
    `SELECT what, counted, CAST(SUM(counted) OVER () AS SIGNED) AS told FROM (
       SELECT what, CAST(SUM(week_counted) AS SIGNED) AS counted FROM (
         SELECT what, SUM(${count}) AS week_counted, SUM(users) AS week_users FROM search_day_text
         WHERE week BETWEEN ? AND ? AND ${sql} AND what <> ? GROUP BY week, what
       ) AS weeks GROUP BY what HAVING MAX(week_users) >= ? AND SUM(week_counted) > 0
     ) AS texts ORDER BY counted DESC, what LIMIT ?`,
    [...weeksOf(request), ...values, fewSearchers, request.leastUsers, request.limit],
  );
}

/** Everything that is counted of some texts. */
export function readTexts(on: Queryable, whats: readonly Buffer[], request: ReportRequest): Promise<TextCounts[]> {
  const { sql, values } = conditionOf(request);
  return on.rows<TextCounts>(
    `SELECT what, MIN(text) AS text, ${sums} FROM search_day_text WHERE week BETWEEN ? AND ? AND ${sql} AND what IN (?) GROUP BY what`,
    [...weeksOf(request), ...values, whats],
  );
}

function weeksOf({ since, until }: ReportRequest): SqlValue[] {
  return [weekOf(startOf(since)), weekOf(startOf(until))];
}

function conditionOf({ customers, since, until, locale }: ReportRequest): { sql: string; values: SqlValue[] } {
  const of = customers === 'every' ? [everyCustomer] : [...customers];
  return {
    sql: `customer IN (?) AND day BETWEEN ? AND ?${locale === undefined ? '' : ' AND locale = ?'}`,
    values: [of, since, until, ...(locale === undefined ? [] : [locale])],
  };
}
