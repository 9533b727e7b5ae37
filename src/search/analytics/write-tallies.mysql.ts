import type { SqlValue, Tx } from '../../kernel/database.ts';
import { countNames, type Counts, type DayTally, type TextTally } from './tallies.ts';

const counts = countNames.join(', ');
const adding = countNames.map((name) => `${name} = ${name} + VALUES(${name})`).join(', ');

/** Adds to the rows of days; what is added may be less than nothing. */
export async function addToDays(tx: Tx, tallies: readonly DayTally[]): Promise<void> {
  const rows = tallies.map(({ customer, day, locale, counts: of }) => [customer, day, locale, ...valuesOf(of)]);
  await addTo(tx, `INSERT INTO search_day (customer, day, locale, ${counts})`, rows);
}

/** Adds to the rows of texts. */
export async function addToTexts(tx: Tx, tallies: readonly TextTally[]): Promise<void> {
  const rows = tallies.map(({ week, customer, what, day, locale, text, counts: of }) => [
    ...[week, customer, what, day, locale, text],
    ...valuesOf(of),
  ]);
  await addTo(tx, `INSERT INTO search_day_text (week, customer, what, day, locale, text, ${counts})`, rows);
}

async function addTo(tx: Tx, into: string, rows: readonly (readonly SqlValue[])[]): Promise<void> {
  if (rows.length > 0) {
    await tx.run(`${into} VALUES ? ON DUPLICATE KEY UPDATE ${adding}`, [rows]);
  }
}

function valuesOf(of: Counts): number[] {
  return countNames.map((name) => of[name]);
}
