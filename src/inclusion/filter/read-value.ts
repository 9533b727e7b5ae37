import { suggest } from '../../kernel/suggest.ts';
import {
  contentTypes,
  foldCase,
  keywordToken,
  readBoolean,
  readInstant,
  readNumber,
  type Field,
} from '../../replication/port.ts';
import { readMoment, type Moment } from './moment.ts';
import type { Span } from './parsed-filter.ts';
import { hasToken } from './tokens.ts';

export type ReadValue<T> = { value: T } | { code: string; detail: string; suggestions?: string[] };

/** A keyword that is not blank, as it is compared: folded where case does not count, and shortened where it is too long for a term. */
export function readKeyword(field: Field, written: unknown): ReadValue<string> {
  if (typeof written !== 'string') {
    return { code: 'wrong_type', detail: `${field.name} is text` };
  }
  if (field.name === 'content_type' && !contentTypes.some((type) => type === written)) {
    return {
      code: 'unknown_content_type',
      detail: `there is no content type ${written.slice(0, 100)}: ${contentTypes.join(', ')}`,
      suggestions: suggest(written, contentTypes),
    };
  }
  return { value: keywordToken(field.foldsCase ? foldCase(written) : written) };
}

/** Text with at least one word, as content's texts are: accents composed. */
export function readText(field: Field, written: unknown): ReadValue<string> {
  if (typeof written !== 'string') {
    return { code: 'wrong_type', detail: `${field.name} is text` };
  }
  const value = written.toWellFormed().normalize('NFC');
  return hasToken(value)
    ? { value }
    : { code: 'no_words', detail: 'there is no word to look for: letters, digits or signs that are words' };
}

export function readNumberValue(field: Field, written: unknown): ReadValue<number> {
  const value = typeof written === 'number' || typeof written === 'string' ? readNumber(written) : undefined;
  return value === undefined
    ? { code: 'wrong_type', detail: `${field.name} is a number, such as 49.5 or "49.5"` }
    : { value };
}

export function readBooleanValue(field: Field, written: unknown): ReadValue<boolean> {
  const value = readBoolean(written);
  return value === undefined ? { code: 'wrong_type', detail: `${field.name} is true or false` } : { value };
}

/** A bound may also be a moment relative to now. */
export function readDateBound(field: Field, written: unknown): ReadValue<Span | Moment> {
  const moment = typeof written === 'string' ? readMoment(written) : undefined;
  return moment === undefined ? readDateValue(field, written) : { value: moment };
}

/** A whole day for a date without a time, else the instant. */
export function readDateValue(field: Field, written: unknown): ReadValue<Span> {
  const span = typeof written === 'string' ? readInstant(written) : undefined;
  return span === undefined
    ? { code: 'wrong_type', detail: `${field.name} is a date: YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ` }
    : { value: { from: span.from, to: span.to } };
}
