import type { Queryable, SqlValue } from '../../kernel/database.ts';
import type { ReportRequest, TextOrder } from './models.ts';
import { countNames, everyCustomer, fewSearchers, type Counts } from './tallies.ts';
import { startOf, weekOf } from './calendar.ts';

export type DayCounts = Counts & { day: Date };
export type TextCounts = Counts & { text: string };

const sums = countNames.map((name) => `CAST(SUM(${name}) AS SIGNED) AS ${name}`).join(', ');
/** For which searches a text is told in which report, and which come first. */
const orders: Record<TextOrder, { having: string; by: string }> = {
  top: { having: 'searches > 0', by: 'searches DESC' },
  'no-results': { having: 'unfound > 0', by: 'unfound DESC' },
  clicks: { having: 'clicked > 0', by: 'clicked DESC, searches DESC' },
};

export function readDays(on: Queryable, request: ReportRequest): Promise<DayCounts[]> {
  const { sql, values } = conditionOf(request);
  return on.rows<DayCounts>(`SELECT day, ${sums} FROM search_day WHERE ${sql} GROUP BY day ORDER BY day`, values);
}

/** Texts that enough have searched for in one of the weeks. A searcher is seen once a week, so weeks are judged apart. */
export function readTexts(
  on: Queryable,
  order: TextOrder,
  request: ReportRequest & { leastUsers: number },
): Promise<TextCounts[]> {
  const { having, by } = orders[order];
  const { sql, values } = toldTexts(request);
  return on.rows<TextCounts>(`${sql} AND ${having} ORDER BY ${by}, text LIMIT ?`, [...values, request.limit]);
}

/** How many searches a report of texts is about, and how many of these have texts that are told, among the first or not. */
export async function countTold(
  on: Queryable,
  request: ReportRequest & { leastUsers: number },
): Promise<Pick<Counts, 'searches' | 'unfound' | 'clicked'>> {
  const { sql, values } = toldTexts(request);
  const [row] = await on.rows<Pick<Counts, 'searches' | 'unfound' | 'clicked'>>(
    `SELECT CAST(COALESCE(SUM(searches), 0) AS SIGNED) AS searches, CAST(COALESCE(SUM(unfound), 0) AS SIGNED) AS unfound,
       CAST(COALESCE(SUM(clicked), 0) AS SIGNED) AS clicked FROM (${sql}) AS told`,
    values,
  );
  return row ?? { searches: 0, unfound: 0, clicked: 0 };
}

function toldTexts(request: ReportRequest & { leastUsers: number }): { sql: string; values: SqlValue[] } {
  const { sql, values } = conditionOf(request);
  const ofWeek = countNames.map((name) => `SUM(${name}) AS week_${name}`).join(', ');
  const ofAll = countNames.map((name) => `CAST(SUM(week_${name}) AS SIGNED) AS ${name}`).join(', ');
  return {
    sql: `SELECT MIN(week_text) AS text, ${ofAll} FROM (
        SELECT what, MIN(text) AS week_text, ${ofWeek} FROM search_day_text
        WHERE week BETWEEN ? AND ? AND ${sql} AND what <> ? GROUP BY week, what
      ) AS weeks GROUP BY what HAVING MAX(week_users) >= ?`,
    values: [
      ...[weekOf(startOf(request.since)), weekOf(startOf(request.until))],
      ...values,
      ...[fewSearchers, request.leastUsers],
    ],
  };
}

function conditionOf({ customers, since, until, locale }: ReportRequest): { sql: string; values: SqlValue[] } {
  const of = customers === 'every' ? [everyCustomer] : [...customers];
  return {
    sql: `customer IN (?) AND day BETWEEN ? AND ?${locale === undefined ? '' : ' AND locale = ?'}`,
    values: [of, since, until, ...(locale === undefined ? [] : [locale])],
  };
}
