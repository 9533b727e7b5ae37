import { UnacceptableFilter } from './faults.ts';
import { CASELESS_FIELDS } from './fields.ts';
import type { FieldType } from './fields.ts';
import { readRelative } from './relative-dates.ts';
import { foldCase, readBoolean, readDateSpan, readKeyword, readNumber } from './values.ts';
import type { Span, Value } from './values.ts';
import { hasPhrase, haveAllWords, wordsOf } from './words.ts';

/** Whether the values of one field of one item meet a condition. */
export type Holds = (values: readonly Value[]) => boolean;

/** The operators of each field type; `none` stands for a field named without one. */
export const OPERATORS: Record<FieldType, readonly string[]> = {
  keyword: ['none', 'exact', 'in', 'not', 'exclude', 'exists'],
  boolean: ['none', 'exact', 'in', 'not', 'exclude', 'exists'],
  number: ['none', 'exact', 'in', 'not', 'exclude', 'exists', 'gt', 'gte', 'lt', 'lte', 'range'],
  text: ['none', 'phrase', 'match', 'exists'],
  date: ['none', 'exact', 'in', 'not', 'exclude', 'exists', 'gt', 'gte', 'lt', 'lte', 'range'],
};

const MAX_VALUES = 10_000;
/** Every day of two years, one of them a leap year. */
const DAYS = Array.from({ length: 731 }, (_, day) => Date.UTC(2024, 0, 1 + day));

/**
 * Reads one condition's right-hand side. `asOf` is what `now` is in it, milliseconds.
 *
 * @throws UnacceptableFilter when the value does not suit the operator or the field's type.
 */
export function readCondition(field: string, type: FieldType, operator: string, value: unknown, asOf: number): Holds {
  if (operator === 'match' || operator === 'phrase' || (type === 'text' && operator === 'none')) {
    return words(field, operator, value);
  }
  switch (operator) {
    case 'none':
    case 'exact':
    case 'in':
      return hasOneOf(field, type, value);
    case 'not':
    case 'exclude': {
      const isAmongThem = hasOneOf(field, type, value);
      return (values) => !isAmongThem(values);
    }
    case 'exists':
      return exists(value);
    case 'range':
      return range(type, value, asOf);
    default:
      return bounds(type, operator, value, asOf);
  }
}

/** Any of the field's values is any of those asked for; null asks for having none. */
function hasOneOf(field: string, type: FieldType, value: unknown): Holds {
  const asked = listOf(value);
  const asksForNone = asked.includes(null);
  const present = asked.filter((one) => one !== null);
  if (type === 'number' || type === 'date') {
    const spans = present.map((one) => readSpan(type, one));
    return (values) =>
      values.length === 0 ? asksForNone : numbersOf(values).some((held) => spans.some((span) => within(held, span)));
  }
  const wanted = new Set(present.map((one) => readScalar(field, type, one)));
  return (values) => (values.length === 0 ? asksForNone : values.some((held) => wanted.has(held)));
}

/** Any of the texts: all its words in one value (of `q` in all together), or in a row in one value. */
function words(field: string, operator: string, value: unknown): Holds {
  const asked = listOf(value).map((one) => (readKeyword(one) ?? refuse('text', one)).normalize('NFC'));
  const wordless = asked.find((one) => wordsOf(one).length === 0);
  if (wordless !== undefined) {
    throw new UnacceptableFilter(`there is no word in ${JSON.stringify(wordless)}`);
  }
  return (values) => {
    const texts = values.map((text) => String(text).normalize('NFC'));
    const together = field === 'q' ? [texts] : texts.map((text) => [text]);
    return operator === 'match'
      ? together.some((some) => asked.some((one) => haveAllWords(some, one)))
      : texts.some((text) => asked.some((one) => hasPhrase(text, one)));
  };
}

function exists(value: unknown): Holds {
  const wanted = readBoolean(value);
  if (wanted === undefined) {
    throw new UnacceptableFilter('exists takes true or false');
  }
  return (values) => values.length > 0 === wanted;
}

function range(type: FieldType, value: unknown, asOf: number): Holds {
  const ends = typeof value === 'string' ? value.split('__') : listOf(value);
  if (ends.length !== 2) {
    throw new UnacceptableFilter('range takes exactly two bounds');
  }
  const [lower, upper] = ends.map((end) => readBound(type, end, asOf)) as [Span, Span];
  const whole = { first: lower.first, last: upper.last };
  const isRelative = ends.map((end) => readRelative(end, asOf) !== undefined);
  // Of two bounds that move, one may pass the other in the course of the months; of one that moves, at any time.
  const isWrong = isRelative.every(Boolean)
    ? DAYS.every((day) => Number(readRelative(ends[0], day)) > Number(readRelative(ends[1], day)))
    : !isRelative.some(Boolean) && whole.first > whole.last;
  if (isWrong) {
    throw new UnacceptableFilter('range takes the lower bound first');
  }
  return (values) => numbersOf(values).some((held) => within(held, whole));
}

/** gt and its kin. Every bound of a list has to hold, each for some value of the field. */
function bounds(type: FieldType, operator: string, value: unknown, asOf: number): Holds {
  const beyond: Record<string, (held: number, bound: Span) => boolean> = {
    gt: (held, bound) => held > bound.last,
    gte: (held, bound) => held >= bound.first,
    lt: (held, bound) => held < bound.first,
    lte: (held, bound) => held <= bound.last,
  };
  const passes = beyond[operator];
  if (!passes) {
    throw new UnacceptableFilter(`there is no operator ${operator}`);
  }
  const spans = listOf(value).map((bound) => readBound(type, bound, asOf));
  return (values) => spans.every((bound) => numbersOf(values).some((held) => passes(held, bound)));
}

function within(held: number, span: Span): boolean {
  return held >= span.first && held <= span.last;
}

/** The values of a number or date field; reading has left nothing else in it. */
function numbersOf(values: readonly Value[]): number[] {
  return values.filter((held) => typeof held === 'number');
}

function listOf(value: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.length > MAX_VALUES) {
    throw new UnacceptableFilter('a list holds 1 to 10,000 values');
  }
  return list;
}

/** A date as a bound may also be relative to `asOf`; then it is an instant. */
function readBound(type: FieldType, value: unknown, asOf: number): Span {
  const instant = type === 'date' ? readRelative(value, asOf) : undefined;
  return instant === undefined ? readSpan(type, value) : { first: instant, last: instant };
}

function readSpan(type: FieldType, value: unknown): Span {
  if (type === 'date') {
    return readDateSpan(value) ?? refuse(type, value);
  }
  const number = readNumber(value) ?? refuse(type, value);
  return { first: number, last: number };
}

function readScalar(field: string, type: FieldType, value: unknown): Value {
  if (type === 'boolean') {
    return readBoolean(value) ?? refuse(type, value);
  }
  const text = readKeyword(value) ?? refuse(type, value);
  return CASELESS_FIELDS.has(field) ? foldCase(text) : text;
}

function refuse(type: FieldType, value: unknown): never {
  throw new UnacceptableFilter(`${JSON.stringify(value)} is no ${type}`);
}
