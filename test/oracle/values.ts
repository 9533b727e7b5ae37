import { entriesOf } from './json.ts';

/** What content holds in a field, once read: text, number or boolean; a date is its instant in milliseconds. */
export type Value = string | number | boolean;

/** First and last value that something written in a filter takes in, both inclusive: a whole day, or one point. */
export interface Span {
  first: number;
  last: number;
}

const DAY = 86_400_000;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Text that is not blank, kept as written; anything else is no value. */
export function readKeyword(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** true, false and their four spellings; 1, 0, "yes" and "TRUE" are no booleans. */
export function readBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true' || value === 'True') {
    return true;
  }
  return value === false || value === 'false' || value === 'False' ? false : undefined;
}

/** A finite double, from a JSON number or from text like `-12.5e3` with blanks around it. */
export function readNumber(value: unknown): number | undefined {
  const isText = typeof value === 'string' && NUMBER.test(value.trim());
  const number = typeof value === 'number' || isText ? Number(value) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** What a date as written in a filter takes in: its whole UTC day without a time, else one millisecond. */
export function readDateSpan(value: unknown): Span | undefined {
  const parts = typeof value === 'string' ? DATE.exec(value) : null;
  if (!parts) {
    return undefined;
  }
  const [, year, month, day, hours, minutes, seconds = '0', fraction = '', zone] = parts;
  const midnight = utcMidnight(Number(year), Number(month), Number(day));
  if (midnight === undefined) {
    return undefined;
  }
  if (hours === undefined) {
    return { first: midnight, last: midnight + DAY - 1 };
  }
  const offset = offsetMinutes(zone);
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59 || offset === undefined) {
    return undefined;
  }
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const instant =
    midnight + ((Number(hours) * 60 + Number(minutes) - offset) * 60 + Number(seconds)) * 1000 + milliseconds;
  return { first: instant, last: instant };
}

/** A content date as one instant; without a time it is the first instant of its UTC day. */
export function readDate(value: unknown): number | undefined {
  return readDateSpan(value)?.first;
}

/** Every entry of a content member that can be read; the others are as if they were missing. */
export function readAll<T>(member: unknown, read: (value: unknown) => T | undefined): T[] {
  return entriesOf(member)
    .map(read)
    .filter((value) => value !== undefined);
}

/**
 * Lower case, each code point by itself as Lucene's `lowercase` does it: sigma never takes its final form, and the
 * dotted capital I becomes a plain i, where JavaScript would write an i and a combining dot.
 */
export function foldCase(text: string): string {
  return Array.from(text, (point) => (point === '\u0130' ? 'i' : point.toLowerCase())).join('');
}

function utcMidnight(year: number, month: number, day: number): number | undefined {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; setUTCFullYear does not.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') {
    return 0;
  }
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) {
    return undefined;
  }
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
