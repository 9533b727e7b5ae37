import type { Database, Tx } from '../../kernel/database.ts';
import { dayMilliseconds, weekOf } from './calendar.ts';
import { noteMerged, readWeeks, readWeekTexts, takeTexts, type WeekText } from './merge-few.mysql.ts';
import { holdTurn, takeTurn } from './roll-up.mysql.ts';
import { fewSearchers } from './tallies.ts';
import { addToTexts } from './write-tallies.mysql.ts';

const textsAtOnce = 1_000;
/** Weeks that are gone through each day: what comes late, or was left while no worker ran, is merged then. */
const weeksAtOnce = 8;

/**
 * Texts that too few have searched for are never told, and may be personal: a day after its week is over, one row takes their place.
 * Once a day, whichever process comes first; one that is killed half-way is followed by the next.
 */
export async function mergeFew(
  database: Database,
  { now, leastUsers, signal }: { now: Date; leastUsers: number; signal: AbortSignal },
): Promise<void> {
  const today = Math.floor(now.getTime() / dayMilliseconds);
  if ((await database.transaction((tx) => takeTurn(tx, 'search-merge')))?.value === today) {
    return;
  }
  const closed = weekOf(now.getTime() - 8 * dayMilliseconds);
  for (const week of await readWeeks(database, closed, weeksAtOnce)) {
    let after: Pick<WeekText, 'customer' | 'what'> | undefined = { customer: '', what: fewSearchers };
    while (after !== undefined) {
      if (signal.aborted) {
        return;
      }
      const from: Pick<WeekText, 'customer' | 'what'> = after;
      after = await database.transaction((tx) => mergeSome(tx, week, from, leastUsers));
    }
  }
  await database.transaction((tx) => noteMerged(tx, today));
}

/** With the turn of the rollups, which add to the same rows. @returns where to go on; undefined at the end of the week */
async function mergeSome(
  tx: Tx,
  week: string,
  after: Pick<WeekText, 'customer' | 'what'>,
  leastUsers: number,
): Promise<Pick<WeekText, 'customer' | 'what'> | undefined> {
  await holdTurn(tx, 'search-rollup');
  const texts = await readWeekTexts(tx, week, after, textsAtOnce);
  const few = texts.filter(({ users, what }) => users < leastUsers && !what.equals(fewSearchers));
  for (const customer of new Set(few.map((text) => text.customer))) {
    const whats = few.filter((text) => text.customer === customer).map(({ what }) => what);
    await addToTexts(tx, await takeTexts(tx, week, customer, whats));
  }
  return texts.length === textsAtOnce ? texts.at(-1) : undefined;
}
