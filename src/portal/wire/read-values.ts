import { BadRequestError } from '../../kernel/errors.ts';
import type { Nested } from '../filter/read-nested.ts';

const longestList = 1_000;

/**
 * Parameters by name, as JSON values, or as the text of them where they came URL-encoded. Null and undefined count as not given.
 * All readers throw BadRequestError.
 */
export type Parameters = Readonly<Record<string, unknown>>;

export function textOf(parameters: Parameters, name: string, usual: string): string {
  const value = parameters[name] ?? usual;
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new BadRequestError(`${name}: a text is expected`);
}

/** A whole number; one past `largest` is refused. */
export function wholeOf(parameters: Parameters, name: string, { usual, largest }: { usual: number; largest: number }) {
  const value = parameters[name] ?? usual;
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  if (!/^\d{1,9}$/.test(text) || Number(text) > largest) {
    throw new BadRequestError(`${name}: a whole number from 0 to ${String(largest)} is expected`);
  }
  return Number(text);
}

export function flagOf(parameters: Parameters, name: string, usual = false): boolean {
  const value = parameters[name] ?? usual;
  if (typeof value === 'boolean') {
    return value;
  }
  if (value === 'true' || value === 'false') {
    return value === 'true';
  }
  throw new BadRequestError(`${name}: true or false is expected`);
}

export function oneOf<Word extends string>(
  parameters: Parameters,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const value = parameters[name] ?? words[0];
  const word = words.find((one) => one === value);
  if (word === undefined) {
    throw new BadRequestError(`${name}: one of ${words.join(', ')} is expected`);
  }
  return word;
}

/** A list of texts: as JSON, or separated by commas. One text counts as a list of it: libraries send `"facets":"skill_names"`. */
export function listOf(parameters: Parameters, name: string, usual: readonly string[]): readonly string[] {
  const value = jsonOf(parameters[name] ?? usual, name);
  const list = typeof value === 'string' ? splitList(value) : value;
  if (!isTexts(list) || list.length > longestList) {
    throw new BadRequestError(`${name}: a list of at most ${String(longestList)} texts is expected`);
  }
  return list;
}

/** A condition, or a list of conditions and of lists of them. */
export function nestedOf(parameters: Parameters, name: string): Nested {
  const value = jsonOf(parameters[name] ?? [], name);
  if (
    typeof value !== 'string' &&
    !(Array.isArray(value) && value.every((one) => typeof one === 'string' || isTexts(one)))
  ) {
    throw new BadRequestError(`${name}: a list is expected of conditions, and of lists of them`);
  }
  return value;
}

/** Lists stand as JSON in what is URL-encoded. */
function jsonOf(value: unknown, name: string): unknown {
  if (typeof value !== 'string' || !value.startsWith('[')) {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    throw new BadRequestError(`${name}: begins like a list of JSON, and is none: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
