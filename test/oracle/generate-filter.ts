import { conditionHolds, readFilter } from './evaluate.ts';
import { UnacceptableFilter } from './faults.ts';
import { FIELD_TYPES } from './fields.ts';
import type { FieldType } from './fields.ts';
import { generateRelative } from './generate-dates.ts';
import { generateValue } from './generate-values.ts';
import { objectsOf, type JsonObject } from './json.ts';
import { OPERATORS } from './operators.ts';
import type { Random } from './random.ts';
import type { ReadItem } from './read-fields.ts';
import { isRestricted } from './read-runs.ts';
import { asOfMinute } from './relative-dates.ts';

const CONTROL_KEYS = [
  'enterprise_force_include_aggregation_keys',
  'include_learner_pathways',
  'restricted_runs_allowed',
];
/** Spellings that the language corrects, by what they stand for. */
const MISSPELT: Record<string, readonly string[]> = {
  aggregation_key: ['aggregration__key', 'aggregation__key'],
  type: ['enrollment_mode'],
  key: ['key.raw'],
};

/**
 * An acceptable filter over fields of all types and groups of such, about something that the items hold: most entries
 * hold for one of the items, so that filters match neither nothing nor everything.
 */
export function generateFilter(random: Random, items: readonly ReadItem[]): JsonObject {
  const filter: JsonObject = {};
  const focus = random.pick(items);
  const wanted = random.pick([1, 1, 1, 2, 2, 3, 4]);
  while (conditionNames(filter).length < wanted) {
    if (random.chance(0.12)) {
      addGroup(random, filter, { items, focus, level: 1 });
    } else {
      addEntry(random, filter, items, focus);
    }
  }
  if (random.chance(0.25)) {
    setControlKey(random, filter, items);
  }
  return filter;
}

/** Another acceptable filter: an entry more, less or changed, or another control key. `filter` has a condition. */
export function mutateFilter(random: Random, filter: JsonObject, items: readonly ReadItem[]): JsonObject {
  const copy = { ...filter };
  const names = conditionNames(copy);
  const change = random.pick(['replace', 'replace', 'add', 'remove', 'control']);
  if (change === 'control') {
    setControlKey(random, copy, items);
  }
  if (change === 'replace' || change === 'remove') {
    Reflect.deleteProperty(copy, random.pick(names));
  }
  if (change === 'replace' || change === 'add' || conditionNames(copy).length === 0) {
    addEntry(random, copy, items, random.pick(items));
  }
  const isAnother = conditionNames(copy).length > 0 && JSON.stringify(copy) !== JSON.stringify(filter);
  return isAnother ? copy : mutateFilter(random, filter, items);
}

function conditionNames(filter: JsonObject): string[] {
  return Object.keys(filter).filter((name) => !CONTROL_KEYS.includes(name));
}

const GROUPS = ['any_of', 'all_of', 'none_of'] as const;

/** Adds a group of one to three filters, in which others may stand, unless the filter has one of its name. */
function addGroup(
  random: Random,
  filter: JsonObject,
  place: { items: readonly ReadItem[]; focus: ReadItem; level: number },
): void {
  const { items, focus, level } = place;
  const group = random.pick(GROUPS);
  if (Object.hasOwn(filter, group)) {
    return;
  }
  filter[group] = random.times(random.between(1, 3), () => {
    // About another item than the filter is, so that "any" is not always, and "none" not never met.
    const about = random.chance(group === 'none_of' ? 0.2 : 0.6) ? focus : random.pick(items);
    const entry: JsonObject = {};
    const wanted = random.pick([1, 1, 2]);
    while (Object.keys(entry).length < wanted) {
      if (level < 4 && random.chance(0.25)) {
        addGroup(random, entry, { items, focus: about, level: level + 1 });
      } else {
        addEntry(random, entry, items, about);
      }
    }
    return entry;
  });
}

/** A filter of one entry on a field of the type, on one of `among` if some are given. */
export function generateEntry(
  random: Random,
  items: readonly ReadItem[],
  wish: { type?: FieldType; among?: readonly string[]; focus?: ReadItem },
): JsonObject {
  const filter: JsonObject = {};
  while (Object.keys(filter).length === 0) {
    addEntry(random, filter, items, wish.focus ?? random.pick(items), wish);
  }
  return filter;
}

/** Tries to add one entry; now and then nothing fits, or the name is taken, and the filter stays as it is. */
function addEntry(
  random: Random,
  filter: JsonObject,
  items: readonly ReadItem[],
  focus: ReadItem,
  wish: { type?: FieldType; among?: readonly string[] } = {},
): void {
  const type = wish.type ?? random.pick(['keyword', 'keyword', 'boolean', 'number', 'date', 'text'] as const);
  const ofType = Array.from(FIELD_TYPES, ([field, its]) => (its === type ? field : '')).filter(Boolean);
  const fields = wish.among ?? (type === 'text' ? [...ofType, 'key'] : ofType);
  const again = Object.keys(filter).find((name) => fields.includes(name.replace(/__.*/, '')));
  const field = again !== undefined && random.chance(0.5) ? again.replace(/__.*/, '') : random.pick(fields);
  const operator = type === 'text' && field === 'key' ? 'phrase' : random.pick(OPERATORS[type]);
  const name = spell(random, field, operator);
  if (Object.hasOwn(filter, name)) {
    return;
  }
  // Left to chance, excludes would nearly always hold and everything else nearly never.
  const isNegative = operator === 'not' || operator === 'exclude';
  const wanted = isNegative ? random.chance(0.5) : random.chance(0.8) || undefined;
  for (let attempt = 0; attempt < 12; attempt++) {
    const value = generateOperand(random, { field, type, operator, items, focus });
    const holds = readHolds({ [name]: value }, focus);
    if (holds !== undefined && (wanted === undefined || holds === wanted)) {
      filter[name] = value;
      return;
    }
  }
}

/** Whether the entry holds for the item, or undefined when it is not acceptable (a range the wrong way round). */
function readHolds(entry: JsonObject, item: ReadItem): boolean | undefined {
  try {
    return readFilter(entry, asOfMinute(item.now)).conditions.every((condition) => conditionHolds(condition, item));
  } catch (error) {
    if (error instanceof UnacceptableFilter) {
      return undefined;
    }
    throw error;
  }
}

interface Place {
  field: string;
  type: FieldType;
  operator: string;
  items: readonly ReadItem[];
  focus: ReadItem;
}

function generateOperand(random: Random, { field, type, operator, items, focus }: Place): unknown {
  const fixed = (): unknown => generateValue(random, field, type, items, focus);
  const isBound = type === 'date' && !OPERATORS.keyword.includes(operator);
  const one = (): unknown =>
    isBound && random.chance(0.35) ? generateRelative(random, focus.fields.get(field) ?? [], focus.now) : fixed();
  if (operator === 'exists') {
    return random.pick([true, false, true, 'True', 'false']);
  }
  if (operator === 'range') {
    const drawn = [one(), one()];
    const ends = readHolds({ [`${field}__range`]: drawn }, focus) === undefined ? drawn.toReversed() : drawn;
    return random.chance(0.3) ? ends.map(String).join('__') : ends;
  }
  if (OPERATORS.keyword.includes(operator)) {
    const roll = random.next();
    const entries = roll < 0.1 ? [] : roll < 0.5 ? [one()] : random.times(random.between(1, 6), one);
    const padding = roll > 0.98 ? random.times(400, one) : [];
    const nulls = roll < 0.1 || random.chance(0.08) ? [null] : [];
    const list = [...entries, ...padding, ...nulls];
    return list.length === 1 && random.chance(0.7) ? list[0] : list;
  }
  return random.chance(0.8) ? one() : random.times(random.between(1, 3), one);
}

function spell(random: Random, field: string, operator: string): string {
  if (field === 'org' && operator === 'exclude' && random.chance(0.4)) {
    return 'org__exempt';
  }
  const spelt = random.chance(0.3) ? random.pick(MISSPELT[field] ?? [field]) : field;
  return operator === 'none' ? spelt : `${spelt}__${operator}`;
}

function setControlKey(random: Random, filter: JsonObject, items: readonly ReadItem[]): void {
  if (random.chance(0.4)) {
    filter['include_learner_pathways'] = random.pick([false, false, true]);
    return;
  }
  if (random.chance(0.6)) {
    filter['restricted_runs_allowed'] = generateAllowed(random, items);
    return;
  }
  const keys = random.times(random.between(1, 3), () => random.pick(items).fields.get('aggregation_key')?.[0]);
  filter['enterprise_force_include_aggregation_keys'] = [...keys.filter((key) => key !== undefined), 'course:none'];
}

/** Runs of some courses, restricted ones and others, and restricted runs that stand by themselves. */
function generateAllowed(random: Random, items: readonly ReadItem[]): JsonObject {
  const named = items.flatMap(({ raw, contentType }) => {
    const runs = contentType === 'course' ? objectsOf(raw['course_runs']) : contentType === 'courserun' ? [raw] : [];
    const keys = runs.filter(isRestricted).map((run) => run['key']);
    return keys.length === 0 ? [] : [{ course: contentType === 'course' ? String(raw['key']) : 'No+Course', keys }];
  });
  // Few items may have none that is restricted.
  named.push({ course: 'No+Course', keys: [] });
  const allowed: JsonObject = {};
  for (const { course, keys } of random.times(random.between(1, 4), () => random.pick(named))) {
    const some = keys.filter(() => random.chance(0.7));
    allowed[random.chance(0.3) ? `course:${course}` : course] = [...some, 'course-v1:No+Course+None'];
  }
  return allowed;
}
