import type { Database, Tx } from '../../kernel/database.ts';
import {
  findContinued,
  lockDueSearches,
  markTold,
  noteSeen,
  reviseContinued,
  takeTurn,
  type DueSearch,
  type Seen,
} from './roll-up.mysql.ts';
import { seenBy, tally, type Counted } from './tallies.ts';
import { addToDays, addToTexts } from './write-tallies.mysql.ts';

const searchesAtOnce = 500;

/**
 * Brings the rollups up to the searches that are due. Each search says what the rollups have of it, and only the difference is added, in
 * the transaction that notes it: so nothing is counted twice or lost, whoever is killed when, and what comes late, a click or a search of
 * a process that was cut off, moves the counts to what they would be had it come in time.
 * @returns how many searches were looked at; 0 when none is due, or another process is at it
 */
export function rollUpSome(database: Database, now: Date): Promise<number> {
  return database.transaction(async (tx) => {
    if ((await takeTurn(tx, 'search-rollup')) === undefined) {
      return 0;
    }
    const due = await lockDueSearches(tx, now, searchesAtOnce);
    if (due.length === 0) {
      return 0;
    }
    const ids = due.map(({ id }) => id);
    const continued = await findContinued(tx, ids);
    const counted = await countOf(tx, due, continued);
    const { days, texts } = tally(counted);
    await addToDays(tx, days);
    await addToTexts(tx, texts);
    await markTold(
      tx,
      ids,
      counted.filter(({ counts }) => counts).map(({ search }) => search.id),
    );
    await reviseContinued(tx, ids, now);
    return due.length;
  });
}

/** A search that goes on in another one is not counted, unless something came of it: then the other one is a new search. */
async function countOf(tx: Tx, due: readonly DueSearch[], continued: ReadonlySet<number>): Promise<Counted[]> {
  const judged = due.map((search) => {
    const counts = search.clicks > 0 || search.conversions > 0 || !continued.has(search.id);
    return { search, counts, seen: seenBy(search, counts) };
  });
  const asked = new Map<string, Seen>();
  for (const { seen } of judged) {
    for (const one of [seen?.onDay, seen?.ofText]) {
      if (one !== undefined) {
        asked.set(nameOf(one), one);
      }
    }
  }
  const fresh = new Set((await noteSeen(tx, [...asked.values()])).map(nameOf));
  // The first of a batch has what is new.
  const isNew = (seen: Seen | undefined): boolean => seen !== undefined && fresh.delete(nameOf(seen));
  return judged.map(({ search, counts, seen }) => ({
    search,
    counts,
    newOnDay: isNew(seen?.onDay),
    newOfText: isNew(seen?.ofText),
  }));
}

function nameOf({ day, what, searcher }: Seen): string {
  return `${day} ${what.toString('hex')} ${searcher.toString('hex')}`;
}
