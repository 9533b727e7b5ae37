import { dayOf, weekOf } from './calendar.ts';
import { seenDayDigest, seenTextDigest, textDigest } from './digests.ts';
import type { DueSearch, Seen } from './roll-up.mysql.ts';

/** What is counted, in the order of the columns. */
export const countNames = [
  'searches',
  'unfound',
  'relaxed',
  'users',
  'tracked',
  'clicked',
  'clicks',
  'positions',
  'converted',
  'conversions',
] as const;
export type Counts = Record<(typeof countNames)[number], number>;

/** Stands for all customers together, and those of none. */
export const everyCustomer = '*';

/** Texts that few have searched for, together; a digest of a text is never that. */
export const fewSearchers = Buffer.alloc(16);

/** What is to be added to the row of a day. */
export interface DayTally {
  customer: string;
  day: string;
  locale: string;
  counts: Counts;
}

/** The same of one text; null: texts that few have searched for. */
export interface TextTally extends DayTally {
  week: string;
  what: Buffer;
  text: string | null;
}

/** A search, whether it counts as one now, and whether its searcher is seen for the first time: on the day, with this text in the week. */
export interface Counted {
  search: DueSearch;
  counts: boolean;
  newOnDay: boolean;
  newOfText: boolean;
}

/** Who is seen by a search: on its day, in its customer and language; and with its text, in its week, if it counts. Pure. */
export function seenBy(search: DueSearch, counts: boolean): { onDay: Seen; ofText: Seen | undefined } | undefined {
  const { searcher, customer, locale, text } = search;
  if (searcher === null) {
    return undefined;
  }
  const at = search.at.getTime();
  return {
    onDay: { day: dayOf(at), what: seenDayDigest(customer, locale), searcher },
    ofText: counts ? { day: weekOf(at), what: seenTextDigest(customer, text), searcher } : undefined,
  };
}

/** What searches add to the rollups, beyond what these have of them; rows to which nothing is added are left out. Pure. */
export function tally(counted: readonly Counted[]): { days: DayTally[]; texts: TextTally[] } {
  const days = new Map<string, DayTally>();
  const texts = new Map<string, TextTally>();
  for (const one of counted) {
    const { customer: own, locale, text } = one.search;
    const at = one.search.at.getTime();
    const [day, week] = [dayOf(at), weekOf(at)];
    const added = addedBy(one);
    for (const customer of [own, everyCustomer]) {
      const ofDay = `${customer} ${day} ${locale}`;
      add(days, ofDay, { customer, day, locale, counts: { ...added, users: one.newOnDay ? 1 : 0 } });
      add(texts, `${ofDay} ${text}`, {
        ...{ week, customer, what: textDigest(text), day, locale, text },
        counts: { ...added, users: one.newOfText ? 1 : 0 },
      });
    }
  }
  return { days: [...days.values()].filter(isSome), texts: [...texts.values()].filter(isSome) };
}

function addedBy({ search, counts }: Counted): Counts {
  const searches = Number(counts) - search.told_search;
  return {
    searches,
    unfound: search.results === 0 ? searches : 0,
    relaxed: search.relaxed === null ? 0 : searches,
    users: 0,
    tracked: search.tracked === 1 ? searches : 0,
    clicked: Number(search.clicks > 0) - Number(search.told_clicks > 0),
    clicks: search.clicks - search.told_clicks,
    positions: search.positions - search.told_positions,
    converted: Number(search.conversions > 0) - Number(search.told_conversions > 0),
    conversions: search.conversions - search.told_conversions,
  };
}

function add<Tally extends DayTally>(tallies: Map<string, Tally>, name: string, tally: Tally): void {
  const known = tallies.get(name);
  if (known === undefined) {
    tallies.set(name, tally);
  } else {
    for (const count of countNames) {
      known.counts[count] += tally.counts[count];
    }
  }
}

function isSome({ counts }: DayTally): boolean {
  return countNames.some((count) => counts[count] !== 0);
}
