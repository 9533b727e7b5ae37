import { createHash } from 'node:crypto';

/**
 * How values are read. Content and filters go through the same functions, so that both sides compare the same forms
 * (docs of the filter language, "Values").
 */

/** Null, missing, blank text, and lists of only those are no value. */
export function hasValue(value: unknown): boolean {
  if (typeof value === 'string') {
    return value.trim() !== '';
  }
  return Array.isArray(value) ? value.some(hasValue) : value !== null && value !== undefined;
}

/** What `read` makes of a member that may be a list of values or a single one; what it cannot read is left out. */
export function readAll<Value>(member: unknown, read: (value: unknown) => Value | undefined): Value[] {
  const elements = Array.isArray(member) ? (member as readonly unknown[]) : [member];
  return elements.map(read).filter((value) => value !== undefined);
}

/**
 * Lower case, one code point at a time, as Lucene's `lowercase` does it (Java's `Character.toLowerCase(int)`): no rule for a
 * final sigma, and U+0130, the only code point whose full lower case is two code points, becomes a plain `i`.
 */
export function foldCase(value: string): string {
  if (ascii.test(value)) {
    return value.toLowerCase();
  }
  let folded = '';
  for (const character of value) {
    folded += character === '\u0130' ? 'i' : character.toLowerCase();
  }
  return folded;
}

const ascii = /^[\0-\x7f]*$/;

const longestToken = 8000;
const standIn = 'sha256:';

/**
 * What is indexed for a keyword: the value itself. Lucene refuses terms over 32,766 bytes, so a value of more than 8,000 UTF-8
 * bytes is replaced by `sha256:` and the digest of its UTF-16 code units. So are text with half a surrogate pair, which UTF-8
 * cannot carry, and text that begins like such a stand-in: two values have the same token only if they are the same.
 */
export function keywordToken(value: string): string {
  const fits = value.length * 3 <= longestToken || Buffer.byteLength(value, 'utf8') <= longestToken;
  if (fits && !value.startsWith(standIn) && value.isWellFormed()) {
    return value;
  }
  return standIn + createHash('sha256').update(Buffer.from(value, 'utf16le')).digest('hex');
}

const numberForm = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A finite double of a JSON number or of text like `-12.5e3`, blanks around it allowed; -0 is 0. */
export function readNumber(value: unknown): number | undefined {
  let number: number;
  if (typeof value === 'number') {
    number = value;
  } else if (typeof value === 'string' && numberForm.test(value.trim())) {
    number = Number(value);
  } else {
    return undefined;
  }
  return Number.isFinite(number) ? number + 0 : undefined;
}

/** `true`, `false`, and the four texts that JSON and Python write for them; nothing else. */
export function readBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true' || value === 'True') {
    return true;
  }
  return value === false || value === 'false' || value === 'False' ? false : undefined;
}

/** First and last millisecond since the epoch, UTC, both inclusive. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
}

const dayLength = 86_400_000;
const dateForm = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * `YYYY-MM-DD` is its whole UTC day; `YYYY-MM-DD(T| )HH:MM[:SS[.fraction]][Z|±HH:MM]` an instant (`from === to`), UTC when it names no
 * offset, missing seconds 0, what is below a millisecond cut off. Undefined for anything else and for days no calendar has.
 *
 * Content is indexed by `from`: a date without a time stands there for its first instant.
 */
export function readInstant(value: unknown): DateRange | undefined {
  const parts = typeof value === 'string' ? dateForm.exec(value) : null;
  if (!parts) {
    return undefined;
  }
  const [, year, month, day, hour, minute, second = '0', fraction = '', offset = 'Z'] = parts;
  const midnight = readDay(Number(year), Number(month), Number(day));
  if (midnight === undefined) {
    return undefined;
  }
  if (hour === undefined) {
    return { from: midnight, to: midnight + dayLength - 1 };
  }
  const shift = readOffset(offset);
  if (shift === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return undefined;
  }
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const instant =
    midnight + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1000 + milliseconds - shift;
  return { from: instant, to: instant };
}

function readDay(year: number, month: number, day: number): number | undefined {
  if (year > 99 && day < 29 && day > 0 && month > 0 && month < 13) {
    return Date.UTC(year, month - 1, day);
  }
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // unlike Date.UTC, does not take the years 0 to 99 for 1900 to 1999
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

function readOffset(offset: string): number | undefined {
  if (offset === 'Z') {
    return 0;
  }
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4, 6));
  if (hours > 23 || minutes > 59) {
    return undefined;
  }
  return (hours * 60 + minutes) * (offset.startsWith('-') ? -60_000 : 60_000);
}
