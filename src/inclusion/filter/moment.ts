/** A moment relative to now: `amount` hours, days, weeks, months or years after it, negative before. `now` is 0 hours. */
export interface Moment {
  amount: number;
  unit: Unit;
}

type Unit = 'h' | 'd' | 'w' | 'M' | 'y';

const form = /^now(?:([+-]\d{1,5})([hdwMy]))?$/;

/** Reads `now`, `now+N` or `now-N` with a unit; undefined for anything else. */
export function readMoment(written: string): Moment | undefined {
  const match = form.exec(written);
  return match === null ? undefined : { amount: Number(match[1] ?? 0) + 0, unit: (match[2] ?? 'h') as Unit };
}

const hour = 3_600_000;
const fixed = { h: hour, d: 24 * hour, w: 7 * 24 * hour };

/**
 * The instant that a moment is at `now`, both ms since the epoch. Months and years are the calendar's, in UTC: the same day of the month
 * and time of day, or the month's last day where it has none such (29 February less a year is 28 February).
 */
export function instantAt({ amount, unit }: Moment, now: number): number {
  if (unit !== 'M' && unit !== 'y') {
    return now + amount * fixed[unit];
  }
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + (unit === 'y' ? amount * 12 : amount));
  date.setUTCDate(Math.min(day, daysOfMonth(date)));
  return date.getTime();
}

function daysOfMonth(date: Date): number {
  const next = new Date(date);
  next.setUTCMonth(next.getUTCMonth() + 1, 0);
  return next.getUTCDate();
}

/** Ends and middles of months of long and short years: two moments that stand one way at all of these always do. */
const samples = [2023, 2024, 2025].flatMap((year) =>
  Array.from({ length: 12 }, (_, month) => [Date.UTC(year, month, 15), Date.UTC(year, month + 1, 0)]).flat(),
);

/** Whether the first is later than the second, whenever one looks. */
export function isAlwaysLater(one: Moment, other: Moment): boolean {
  return samples.every((now) => instantAt(one, now) > instantAt(other, now));
}

/** The begin of the minute, ms since the epoch: what `now` in a filter is. */
export function wholeMinute(moment: number): number {
  return Math.floor(moment / 60_000) * 60_000;
}
