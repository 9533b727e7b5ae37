import type { Queryable, Tx } from '../../kernel/database.ts';
import { dayOf } from './calendar.ts';
import { countNames, fewSearchers, type Counts, type TextTally } from './tallies.ts';

/** A text of a customer in one week, and how many searched for it. */
export interface WeekText {
  customer: string;
  what: Buffer;
  users: number;
}

/** Weeks with texts, up to one, the latest first. */
export async function readWeeks(on: Queryable, upTo: string, limit: number): Promise<string[]> {
  const rows = await on.rows<{ week: Date }>(
    'SELECT week FROM search_day_text WHERE week <= ? GROUP BY week ORDER BY week DESC LIMIT ?',
    [upTo, limit],
  );
  return rows.map(({ week }) => dayOf(week.getTime()));
}

/** Texts of a week behind one, in the order of customers and digests. */
export function readWeekTexts(
  on: Queryable,
  week: string,
  after: Pick<WeekText, 'customer' | 'what'>,
  limit: number,
): Promise<WeekText[]> {
  return on.rows<WeekText>(
    `SELECT customer, what, CAST(SUM(users) AS SIGNED) AS users FROM search_day_text
     WHERE week = ? AND (customer > ? OR (customer = ? AND what > ?)) GROUP BY customer, what ORDER BY customer, what LIMIT ?`,
    [week, after.customer, after.customer, after.what, limit],
  );
}

/** Takes out texts of one customer and week. @returns what was counted of all of them, a row for each day and language */
export async function takeTexts(
  tx: Tx,
  week: string,
  customer: string,
  whats: readonly Buffer[],
): Promise<TextTally[]> {
  const sums = countNames.map((name) => `CAST(SUM(${name}) AS SIGNED) AS ${name}`).join(', ');
  const rows = await tx.rows<Counts & { day: Date; locale: string }>(
    `SELECT day, locale, ${sums} FROM search_day_text WHERE week = ? AND customer = ? AND what IN (?) GROUP BY day, locale`,
    [week, customer, whats],
  );
  await tx.run('DELETE FROM search_day_text WHERE week = ? AND customer = ? AND what IN (?)', [week, customer, whats]);
  return rows.map(({ day, locale, ...counts }) => ({
    ...{ week, customer, what: fewSearchers, day: dayOf(day.getTime()), locale, text: null },
    // They are not the same people for each text.
    counts: { ...counts, users: 0 },
  }));
}

export async function noteMerged(tx: Tx, day: number): Promise<void> {
  await tx.run(`UPDATE turn SET value = ? WHERE name = 'search-merge'`, [day]);
}
