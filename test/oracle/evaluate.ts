import { UnacceptableFilter } from './faults.ts';
import { CONTENT_TYPES, FIELD_TYPES } from './fields.ts';
import type { FieldType } from './fields.ts';
import { isObject, objectsOf, type JsonObject } from './json.ts';
import { OPERATORS, readCondition } from './operators.ts';
import { readItem } from './read-fields.ts';
import type { ReadItem, ReadOptions } from './read-fields.ts';
import { asOfMinute, readRelative } from './relative-dates.ts';
import { readBoolean, readKeyword } from './values.ts';

/** One entry of a filter, ready to be asked. A group stands for itself: its field is its name. */
export interface Condition {
  field: string;
  type: FieldType | 'group';
  operator: string;
  /** How the name was written, where that is corrected. */
  misspelt?: string;
  /** Its value says `now`. */
  isRelative?: boolean;
  holds: (item: ReadItem) => boolean;
}

/** A filter, read once to be asked about many items. */
export interface ReadFilter {
  conditions: readonly Condition[];
  forced: ReadonlySet<string>;
  /** Keys of restricted runs by the course's key. */
  allowed: ReadonlyMap<string, ReadonlySet<string>>;
  includesPathways: boolean;
}

const GROUPS = ['any_of', 'all_of', 'none_of'];
const CONTROL_KEYS = [
  'restricted_runs_allowed',
  'enterprise_force_include_aggregation_keys',
  'include_learner_pathways',
];
const DEEPEST_GROUP = 4;
const MOST_FILTERS_IN_GROUPS = 64;
const CORRECTED_FIELDS = [
  ['aggregration__key', 'aggregation_key'],
  ['aggregation__key', 'aggregation_key'],
  ['enrollment_mode', 'type'],
  ['key.raw', 'key'],
] as const;
/** Every spelling that is corrected. */
export const CORRECTED_NAMES: readonly string[] = [...CORRECTED_FIELDS.map(([wrong]) => wrong), 'org__exempt'];

/**
 * Whether a piece of content belongs to a filter: the whole language of content filters on a raw upstream document.
 *
 * @throws UnacceptableFilter when the language refuses the filter.
 */
export function evaluate(contentFilter: unknown, raw: unknown, options: ReadOptions): boolean {
  return evaluateRead(readFilter(contentFilter, asOfMinute(options.now)), readItem(raw, options));
}

/** The same for a filter and an item that were read before. */
export function evaluateRead(filter: ReadFilter, item: ReadItem): boolean {
  if (isForced(filter, item)) {
    return true;
  }
  const seen = asSeen(filter, item);
  if (seen.restricted || (item.contentType === 'learnerpathway' && !filter.includesPathways)) {
    return false;
  }
  return filter.conditions.every((condition) => conditionHolds(condition, seen));
}

/** The item with the restricted runs that the filter allows: of a course those named under its key, of a run itself. */
export function asSeen(filter: ReadFilter, item: ReadItem): ReadItem {
  const key = String(item.raw['key']);
  const allowed =
    item.contentType === 'course'
      ? filter.allowed.get(key)
      : new Set(Array.from(filter.allowed.values(), (runs) => [...runs]).flat());
  const isNamed = allowed !== undefined && (item.contentType === 'course' || allowed.has(key));
  return isNamed ? readItem(item.raw, { ...item.options, allowed }) : item;
}

/** Whether forced inclusion alone makes the item a member. */
export function isForced(filter: ReadFilter, item: ReadItem): boolean {
  return item.forcible && (item.fields.get('aggregation_key') ?? []).some((key) => filter.forced.has(String(key)));
}

/** Whether one condition, looked at by itself, holds for the item. */
export function conditionHolds(condition: Condition, item: ReadItem): boolean {
  return condition.holds(item);
}

/** Reads a filter as it comes out of JSON.parse; `asOf` is what `now` is in it, milliseconds. Throws as `evaluate` does. */
export function readFilter(contentFilter: unknown, asOf: number): ReadFilter {
  if (!isObject(contentFilter)) {
    throw new UnacceptableFilter('a filter is an object');
  }
  const { restricted_runs_allowed, enterprise_force_include_aggregation_keys, include_learner_pathways, ...entries } =
    contentFilter;
  const conditions = readConditions(entries, { level: 0, asOf });
  if (countInGroups(entries) > MOST_FILTERS_IN_GROUPS) {
    throw new UnacceptableFilter('too many filters inside groups');
  }
  return {
    conditions,
    allowed: readAllowed(restricted_runs_allowed),
    forced: readForced(enterprise_force_include_aggregation_keys),
    includesPathways: readIncludesPathways(include_learner_pathways),
  };
}

interface Place {
  level: number;
  asOf: number;
}

function readConditions(entries: JsonObject, { level, asOf }: Place): Condition[] {
  const conditions = Object.entries(entries).map(([name, value]) =>
    GROUPS.includes(name) ? readGroup(name, value, { level: level + 1, asOf }) : readEntry(name, value, asOf),
  );
  if (conditions.length === 0) {
    throw new UnacceptableFilter('a filter needs a condition');
  }
  return conditions;
}

function readGroup(group: string, value: unknown, { level, asOf }: Place): Condition {
  if (!Array.isArray(value) || value.length === 0 || level > DEEPEST_GROUP) {
    throw new UnacceptableFilter('a group is a list of filters, at most four levels deep');
  }
  const filters = value.map((filter: unknown) => {
    if (!isObject(filter) || CONTROL_KEYS.some((key) => Object.hasOwn(filter, key))) {
      throw new UnacceptableFilter('a group holds filters without control keys');
    }
    return readConditions(filter, { level, asOf });
  });
  const holding = (item: ReadItem): number =>
    filters.filter((conditions) => conditions.every((condition) => condition.holds(item))).length;
  return {
    field: group,
    type: 'group',
    operator: group,
    holds: (item) =>
      group === 'any_of'
        ? holding(item) > 0
        : group === 'all_of'
          ? holding(item) === filters.length
          : holding(item) === 0,
  };
}

/** Filters inside groups, at whatever level. */
function countInGroups(entries: JsonObject): number {
  return GROUPS.flatMap((group) => objectsOf(entries[group])).reduce(
    (count, filter) => count + 1 + countInGroups(filter),
    0,
  );
}

function readEntry(name: string, value: unknown, asOf: number): Condition {
  const corrected = correct(name);
  const cut = FIELD_TYPES.has(corrected) ? -1 : corrected.lastIndexOf('__');
  const field = cut < 0 ? corrected : corrected.slice(0, cut);
  const operator = cut < 0 ? 'none' : corrected.slice(cut + 2);
  // The key has a form of words beside itself.
  const type = field === 'key' && operator === 'phrase' ? 'text' : FIELD_TYPES.get(field);
  if (type === undefined || !OPERATORS[type].includes(operator) || (cut >= 0 && operator === 'none')) {
    throw new UnacceptableFilter(`${name} names no field and operator`);
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (field === 'content_type' && operator !== 'exists') {
    values.forEach(checkContentType);
  }
  const holds = readCondition(field, type, operator, value, asOf);
  const bounds = operator === 'range' && typeof value === 'string' ? value.split('__') : values;
  return {
    field,
    type,
    operator,
    ...(corrected === name ? {} : { misspelt: CORRECTED_NAMES.find((wrong) => name.startsWith(wrong)) ?? name }),
    isRelative: type === 'date' && bounds.some((bound) => readRelative(bound, asOf) !== undefined),
    holds: (item) => holds(item.fields.get(field) ?? []),
  };
}

/** The spellings that production filters carry, read as what was meant. */
function correct(name: string): string {
  if (name === 'org__exempt') {
    return 'org__exclude';
  }
  for (const [wrong, right] of CORRECTED_FIELDS) {
    if (name === wrong || name.startsWith(`${wrong}__`)) {
      return right + name.slice(wrong.length);
    }
  }
  return name;
}

function checkContentType(value: unknown): void {
  if (value !== null && !CONTENT_TYPES.some((known) => known === value)) {
    throw new UnacceptableFilter(`there is no content type ${JSON.stringify(value)}`);
  }
}

function readAllowed(value: unknown): ReadonlyMap<string, ReadonlySet<string>> {
  if (value !== undefined && !isObject(value)) {
    throw new UnacceptableFilter('restricted_runs_allowed names run keys by course key');
  }
  const allowed = new Map<string, ReadonlySet<string>>();
  for (const [course, runs] of Object.entries(value ?? {})) {
    const keys = Array.isArray(runs) ? runs.map(readKeyword).filter((key) => key !== undefined) : [];
    if (!Array.isArray(runs) || runs.length === 0 || keys.length < runs.length) {
      throw new UnacceptableFilter('a course has a list of run keys');
    }
    const key = course.startsWith('course:') ? course.slice('course:'.length) : course;
    allowed.set(key, new Set([...(allowed.get(key) ?? []), ...keys]));
  }
  return allowed;
}

function readForced(value: unknown): ReadonlySet<string> {
  const keys: readonly unknown[] | undefined = value === undefined ? [] : Array.isArray(value) ? value : undefined;
  const texts = keys?.map(readKeyword).filter((key) => key !== undefined);
  if (!keys || texts?.length !== keys.length) {
    throw new UnacceptableFilter('enterprise_force_include_aggregation_keys is a list of aggregation keys');
  }
  return new Set(texts);
}

function readIncludesPathways(value: unknown): boolean {
  const included = value === undefined ? true : readBoolean(value);
  if (included === undefined) {
    throw new UnacceptableFilter('include_learner_pathways is true or false');
  }
  return included;
}
