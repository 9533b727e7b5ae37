import { derivedAggregationKey } from '../contract/identity.ts';
import { textsIn } from '../contract/members.ts';
import type { RawContent } from '../contract/raw-content.ts';
import { foldCase, hasValue, keywordToken, readBoolean, readInstant, readNumber } from '../contract/values.ts';
import { nextTransition } from '../normalize/next-transition.ts';
import { isRestricted, type AllowedRuns } from '../normalize/runs.ts';
import { fieldSource, type FieldSource } from './field-source.ts';
import { type Field, type FieldName, fields } from './fields.ts';
import { keyWords } from './readers.ts';

type Values = readonly string[] | readonly number[] | readonly boolean[];

/**
 * The flat form of content that filters are decided on, written as it is under `filter` in the content index and in a percolation: sorted
 * lists of keyword tokens, doubles, epoch milliseconds, booleans or texts. `present` and `absent` name the fields with and without a value.
 * `q` is asked of the texts that it is made of, and has no list of its own. Content that only named queries may see has a projection without fields, which no condition matches.
 */
export type Projection = { readonly [Name in FieldName]?: Values } & {
  readonly present?: readonly FieldName[];
  readonly absent?: readonly FieldName[];
  /** The aggregation key again, for forced inclusion alone: it reaches a course that the base projection hides, but no restricted run. */
  readonly force_key?: readonly string[];
  /** The key as text. */
  readonly key_words?: readonly string[];
};

/** A value that cannot be read as its field's type, and so counts as missing. */
export interface FieldFault {
  field: FieldName;
  /** The value as JSON, cut short. */
  value: string;
  detail: string;
}

/** The fields a projection holds, by name, so that equal content always gives the same JSON text. */
export const sortedFields: readonly Field[] = fields.toSorted((one, other) => (one.name < other.name ? -1 : 1));

const texts = new Set(['title', 'short_description', 'full_description', 'key_words']);

/**
 * The projection without its texts, for filters that look at none: a document of many words switches the percolator's fast path
 * off, and would slow every filter.
 */
export function withoutTexts(projection: Projection): Projection {
  return Object.fromEntries(Object.entries(projection).filter(([name]) => !texts.has(name)));
}

const expected = {
  keyword: 'is not text',
  number: 'is not a number',
  date: 'is not a date',
  boolean: 'is not true or false',
  text: 'is not text',
} as const;

const none: Values = [];
const mostFaultsPerField = 10;
const longestFaultValue = 200;

/**
 * @param options `now` is the moment of the decision, ms since the epoch; `allowed` are restricted runs that the filter may see
 * @returns the projection, every value that could not be read (the first ten of a field), and the first later moment at which the clock alone
 * changes the projection or the normalised form
 */
export function project(
  raw: RawContent,
  options: { now: number; defaultPartner: string; allowed?: AllowedRuns },
): { projection: Projection; faults: FieldFault[]; nextTransitionAt: number | null } {
  const nextTransitionAt = nextTransition(raw, options.now);
  const source = fieldSource(raw, { allowed: new Set(), ...options });
  const forced = forceKey(raw);
  if (source === null) {
    return { projection: forced, faults: [], nextTransitionAt };
  }
  // Filled in place: a copy of so many members takes as long as reading them.
  const projection: Partial<Record<keyof Projection, Values>> = {};
  const present: FieldName[] = [];
  const absent: FieldName[] = [];
  const faults: FieldFault[] = [];
  for (const field of sortedFields) {
    const { values, unreadable } = readValues(field, field.read(source));
    (values.length > 0 ? present : absent).push(field.name);
    if (field.name === 'q') {
      // What it cannot read is told of the fields that it is made of.
      continue;
    }
    if (values.length > 0) {
      projection[field.name] = values;
    }
    for (const value of unreadable) {
      faults.push({ field: field.name, value, detail: expected[field.type] });
    }
  }
  Object.assign(projection, keyAsText(source), { present, absent }, forced);
  return { projection: projection as Projection, faults, nextTransitionAt };
}

function keyAsText(source: FieldSource): Pick<Projection, 'key_words'> {
  const words = keyWords(source).filter((value) => typeof value === 'string');
  return words.length === 0 ? {} : { key_words: words };
}

function forceKey(raw: RawContent): Pick<Projection, 'force_key'> {
  if (raw.content_type === 'courserun' && isRestricted(raw)) {
    return {};
  }
  const [key] = textsIn(raw['aggregation_key']).concat(derivedAggregationKey(raw) ?? []);
  return key === undefined ? {} : { force_key: [keywordToken(key)] };
}

function readValues(field: Field, members: readonly unknown[]): { values: Values; unreadable: Iterable<string> } {
  const values = new Set<string | number | boolean>();
  const unreadable = new Set<string>();
  const add = (value: unknown): void => {
    const read = readValue(field, value);
    if (read !== undefined) {
      values.add(read);
    } else if (hasValue(value) && unreadable.size < mostFaultsPerField) {
      unreadable.add(JSON.stringify(value).slice(0, longestFaultValue));
    }
  };
  for (const member of members) {
    if (Array.isArray(member)) {
      member.forEach(add);
    } else {
      add(member);
    }
  }
  return { values: values.size === 0 ? none : sorted([...values]), unreadable };
}

function readValue(field: Field, value: unknown): string | number | boolean | undefined {
  switch (field.type) {
    case 'text':
      return typeof value === 'string' && hasValue(value) ? value : undefined;
    case 'keyword':
      return typeof value === 'string' && hasValue(value)
        ? keywordToken(field.foldsCase ? foldCase(value) : value)
        : undefined;
    case 'number':
      return readNumber(value);
    case 'date':
      return readInstant(value)?.from;
    case 'boolean':
      return readBoolean(value);
  }
}

/** The values are of one type: that of their field. */
function sorted(values: (string | number | boolean)[]): Values {
  return values.sort((one, other) => (one < other ? -1 : one > other ? 1 : 0)) as unknown as Values;
}
