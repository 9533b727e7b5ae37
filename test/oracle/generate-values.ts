import { CASELESS_FIELDS, CONTENT_TYPES } from './fields.ts';
import type { FieldType } from './fields.ts';
import { generateAsked } from './generate-texts.ts';
import { writeDay, writeInstant } from './generate-dates.ts';
import type { Random } from './random.ts';
import type { ReadItem } from './read-fields.ts';
import type { Value } from './values.ts';
import { keywordPool, READABLE_NUMBERS } from './vocabulary.ts';

/**
 * One value for a filter on `field`: mostly one that the items hold there, at times something just beside it, in any
 * of the spellings that the language takes. `focus` is the item that the filter is meant to be about.
 */
export function generateValue(
  random: Random,
  field: string,
  type: FieldType,
  items: readonly ReadItem[],
  focus: ReadItem,
): unknown {
  const source = random.chance(0.7) ? focus : random.pick(items);
  const held = source.fields.get(field) ?? [];
  switch (type) {
    case 'keyword':
      return field === 'content_type' ? contentType(random, focus) : keyword(random, field, held);
    case 'boolean':
      return random.pick([true, false, 'true', 'True', 'false', 'False']);
    case 'number':
      return writeNumber(random, besideNumber(random, held.length > 0 ? random.pick(held) : aNumber(random)));
    case 'text':
      return generateAsked(random, held.map(String));
    case 'date':
      return date(random, held.length > 0 ? random.pick(held) : anInstant(random, items));
  }
}

function contentType(random: Random, focus: ReadItem): string {
  return random.chance(0.6) ? focus.contentType : random.pick(CONTENT_TYPES);
}

function keyword(random: Random, field: string, held: readonly Value[]): string {
  const kind = random.pick(['usual', 'usual', 'usual', 'tricky', 'long'] as const);
  const text =
    held.length > 0 && random.chance(0.8) ? String(random.pick(held)) : random.pick(keywordPool(field, kind));
  if (CASELESS_FIELDS.has(field) && random.chance(0.5)) {
    return random.pick([text.toUpperCase(), text.toLowerCase()]);
  }
  const near = [text.toUpperCase(), text.toLowerCase(), `${text} `, ` ${text}`, text.normalize('NFD'), `${text}x`];
  return random.chance(0.15) ? random.pick(near) : text;
}

function aNumber(random: Random): number {
  return Number(random.pick(READABLE_NUMBERS));
}

function besideNumber(random: Random, value: Value): number {
  const number = Number(value);
  const step = Math.max(Math.abs(number) * Number.EPSILON, Number.MIN_VALUE);
  return random.pick([number, number, number, number + 1, number - 1, number + 0.5, number + step, number - step]);
}

function writeNumber(random: Random, number: number): unknown {
  if (Object.is(number, -0)) {
    return '-0'; // JSON text has no way to keep it as a number
  }
  return random.pick([number, number, String(number), ` ${String(number)} `, number.toExponential()]);
}

function anInstant(random: Random, items: readonly ReadItem[]): Value {
  const fields = ['start', 'end', 'modified', 'end_date'] as const;
  const held = random.pick(items).fields.get(random.pick(fields)) ?? [];
  return held[0] ?? Date.UTC(2025, 0, random.between(1, 365));
}

function date(random: Random, value: Value): string {
  const instant = Number(value);
  const near = random.pick([instant, instant, instant, instant + 1, instant - 1, instant + 86_400_000]);
  return random.chance(0.35) ? writeDay(near) : writeInstant(random, near);
}
