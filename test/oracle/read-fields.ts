import { CASELESS_FIELDS, CONTENT_TYPES, FIELD_TYPES } from './fields.ts';
import type { ContentType, FieldType } from './fields.ts';
import { isObject, objectsOf } from './json.ts';
import type { JsonObject } from './json.ts';
import { hasEnded, isActiveRun, isRestricted, readAvailability, readEnrollBy } from './read-runs.ts';
import { plainTexts } from './plain-text.ts';
import { foldCase, readAll, readBoolean, readDate, readKeyword, readNumber } from './values.ts';
import type { Value } from './values.ts';

export interface ReadOptions {
  /** The moment of the decision, milliseconds since 1970. */
  now: number;
  /** The partner of content that names none. */
  defaultPartner: string;
  /** Keys of restricted runs that the filter may see. */
  allowed?: ReadonlySet<string>;
}

/** One content item as filters see it. */
export interface ReadItem {
  /** What it was read from. */
  raw: JsonObject;
  options: ReadOptions;
  /** The moment that it was read for, milliseconds. */
  now: number;
  contentType: ContentType;
  /** A restricted run, or a course all of whose runs are: no filter matches it. */
  restricted: boolean;
  /** Whether forced inclusion reaches it: everything but a restricted run. */
  forcible: boolean;
  /** The values of every field; no entry is missing, a field without a value has an empty list. */
  fields: ReadonlyMap<string, readonly Value[]>;
}

interface Source extends ReadOptions {
  type: ContentType;
  raw: JsonObject;
  /** A course's unrestricted nested runs; restricted ones add nothing. Empty for every other type. */
  runs: readonly JsonObject[];
}

const READERS: Record<FieldType, (value: unknown) => Value | undefined> = {
  keyword: readKeyword,
  boolean: readBoolean,
  number: readNumber,
  date: readDate,
  text: readKeyword,
};

/** Members that a course gathers from its runs under their own names; the irregular ones stand in IRREGULAR. */
const GATHERED = new Set(
  `status start end enrollment_start enrollment_end pacing_type min_effort max_effort weeks_to_complete is_enrollable
  is_marketable has_enrollable_seats hidden restriction_type`.split(/\s+/),
);

/** Fields that are not simply the raw member of the same name. */
const IRREGULAR: Record<string, (source: Source) => readonly Value[]> = {
  content_type: ({ type }) => [type],
  partner: ({ raw, defaultPartner }) => firstFilled(texts(raw, 'partner'), [defaultPartner]),
  title: ({ raw }) => plainTexts(raw['title']),
  short_description: ({ raw }) => plainTexts(raw['short_description']),
  full_description: ({ raw }) => plainTexts(raw['full_description']),
  q: ({ raw, type }) => [
    ...plainTexts(raw['title']),
    ...(type === 'course' || type === 'courserun' ? texts(raw, 'key') : []),
    ...plainTexts(raw['short_description']),
    ...plainTexts(raw['full_description']),
  ],
  key: ({ raw, type }) => (type === 'course' || type === 'courserun' ? texts(raw, 'key') : []),
  aggregation_key: (source) => firstFilled(texts(source.raw, 'aggregation_key'), derivedAggregationKey(source)),
  org: ({ raw, type }) =>
    firstFilled(
      texts(raw, 'org'),
      organizationsOf(raw).flatMap((one) => texts(one, 'key')),
      type === 'courserun' ? orgOfRunKey(raw) : [],
    ),
  organizations: ({ raw }) => firstFilled(texts(raw, 'organizations'), organizationsOf(raw).flatMap(keyAndName)),
  authoring_organizations: ({ raw }) =>
    organizationsOf(raw).flatMap((one) => [...texts(one, 'key', 'name'), ...keyAndName(one)]),
  authoring_organization_uuids: ({ raw }) => [
    ...texts(raw, 'authoring_organization_uuids'),
    ...organizationsOf(raw).flatMap((one) => texts(one, 'uuid')),
  ],
  availability: ({ raw, type, runs, now }) =>
    type === 'courserun'
      ? readAvailability(raw, now)
      : [...texts(raw, 'availability'), ...runs.flatMap((run) => readAvailability(run, now))],
  course_ends: ({ raw, type, runs, now }) => {
    if (type !== 'course') {
      return texts(raw, 'course_ends');
    }
    return [runs.length > 0 && runs.every((run) => hasEnded(run, now)) ? 'Past' : 'Future'];
  },
  status: ({ raw, type, runs }) => [
    ...texts(raw, 'status'),
    ...(type === 'course' ? texts(raw, 'course_run_statuses') : []),
    ...runs.flatMap((run) => texts(run, 'status')),
  ],
  seat_types: ({ raw, runs }) => [
    ...texts(raw, 'seat_types'),
    ...runs.flatMap((run) => [
      ...texts(run, 'seat_types'),
      ...objectsOf(run['seats']).flatMap((s) => texts(s, 'type')),
    ]),
  ],
  type: ({ raw, type, runs }) => [
    ...(type === 'course' ? [] : texts(raw, 'type')),
    ...runs.flatMap((run) => texts(run, 'type')),
  ],
  language: readLanguages,
  languages: readLanguages,
  transcript_languages: ({ raw, runs }) => [
    ...texts(raw, 'transcript_languages'),
    ...runs.flatMap((run) => texts(run, 'transcript_languages', 'transcript_languages_search_facet_names')),
  ],
  subjects: ({ raw }) => [
    ...texts(raw, 'subjects'),
    ...objectsOf(raw['subjects']).flatMap((subject) => texts(subject, 'name')),
  ],
  subject_uuids: ({ raw }) => [
    ...texts(raw, 'subject_uuids'),
    ...objectsOf(raw['subjects']).flatMap((subject) => texts(subject, 'uuid')),
  ],
  skills: ({ raw }) => skillNames(raw),
  skill_names: ({ raw }) => [...texts(raw, 'skill_names'), ...skillNames(raw)],
  program_types: ({ raw, type }) => [
    ...texts(raw, 'program_types'),
    ...(type === 'course' ? objectsOf(raw['programs']).flatMap((program) => texts(program, 'type')) : []),
  ],
  product_source: ({ raw }) => [
    ...texts(raw, 'product_source'),
    ...objectsOf(raw['product_source']).flatMap((source) => texts(source, 'slug')),
  ],
  external_course_marketing_type: ({ raw }) =>
    firstFilled(
      texts(raw, 'external_course_marketing_type'),
      objectsOf(raw['additional_metadata']).flatMap((more) => texts(more, 'external_course_marketing_type')),
    ),
  active: ({ raw, type, runs }) => firstFilled(readAll(raw['active'], readBoolean), [derivedActive(raw, type, runs)]),
  first_enrollable_paid_seat_price: readPrice,
  enroll_by_date: (source) => {
    const run = source.type === 'courserun' ? source.raw : advertisedRun(source);
    return run ? readEnrollBy(run, source.raw['course_type']) : [];
  },
};

/**
 * Reads everything that a filter can ask of one raw upstream document.
 *
 * @throws Error when the document has no known content_type: that is not content.
 */
export function readItem(raw: unknown, options: ReadOptions): ReadItem {
  const type = isObject(raw) ? CONTENT_TYPES.find((known) => known === raw['content_type']) : undefined;
  if (!isObject(raw) || type === undefined) {
    throw new Error('a raw document needs one of the known content types');
  }
  const nested = type === 'course' ? objectsOf(raw['course_runs']) : [];
  const isHidden = (run: JsonObject): boolean =>
    isRestricted(run) && !texts(run, 'key').some((key) => options.allowed?.has(key) === true);
  const runs = nested.filter((run) => !isHidden(run));
  const source: Source = { ...options, type, raw, runs };
  const isHiddenRun = type === 'courserun' && isHidden(raw);
  return {
    raw,
    options,
    now: options.now,
    contentType: type,
    restricted: isHiddenRun || (nested.length > 0 && runs.length === 0),
    forcible: type !== 'courserun' || !isRestricted(raw),
    fields: new Map(Array.from(FIELD_TYPES, ([field, kind]) => [field, readField(field, kind, source)])),
  };
}

function readField(field: string, kind: FieldType, source: Source): readonly Value[] {
  const values = IRREGULAR[field]?.(source) ?? readRegular(field, kind, source);
  return CASELESS_FIELDS.has(field) ? values.map((value) => foldCase(String(value))) : values;
}

function readRegular(field: string, kind: FieldType, { raw, runs }: Source): readonly Value[] {
  const sources = GATHERED.has(field) ? [raw, ...runs] : [raw];
  return sources.flatMap((one) => readAll(one[field], READERS[kind]));
}

function texts(object: JsonObject, ...members: string[]): string[] {
  return members.flatMap((member) => readAll(object[member], readKeyword));
}

/** "raw, else …": the first of the lists that has a value. */
function firstFilled<T>(...lists: readonly T[][]): T[] {
  return lists.find((list) => list.length > 0) ?? [];
}

function organizationsOf(raw: JsonObject): JsonObject[] {
  return [...objectsOf(raw['owners']), ...objectsOf(raw['authoring_organizations'])];
}

function keyAndName(organization: JsonObject): string[] {
  return texts(organization, 'key').flatMap((key) => texts(organization, 'name').map((name) => `${key}: ${name}`));
}

function orgOfRunKey(raw: JsonObject): string[] {
  return texts(raw, 'key').flatMap((key) => readAll(/^course-v1:([^+]*)\+/.exec(key)?.[1], readKeyword));
}

function derivedAggregationKey({ raw, type }: Source): string[] {
  if (type === 'courserun') {
    return firstFilled(texts(raw, 'course'), courseOfRunKey(raw)).map((courseKey) => `courserun:${courseKey}`);
  }
  return firstFilled(type === 'course' ? texts(raw, 'key') : [], texts(raw, 'uuid')).map((id) => `${type}:${id}`);
}

function courseOfRunKey(raw: JsonObject): string[] {
  return texts(raw, 'key').flatMap((key) => /^course-v1:([^+]+\+[^+]+)\+/.exec(key)?.[1] ?? []);
}

function readLanguages({ raw, runs }: Source): string[] {
  return [
    ...texts(raw, 'language', 'languages'),
    ...runs.flatMap((run) =>
      texts(run, 'language', 'languages', 'content_language', 'content_language_search_facet_name'),
    ),
  ];
}

function skillNames(raw: JsonObject): string[] {
  return objectsOf(raw['skills']).flatMap((skill) => texts(skill, 'name'));
}

function derivedActive(raw: JsonObject, type: ContentType, runs: readonly JsonObject[]): boolean {
  if (type === 'courserun') {
    return isActiveRun(raw);
  }
  return type === 'course' ? runs.some(isActiveRun) : texts(raw, 'status').includes('active');
}

function advertisedRun({ raw, runs }: Source): JsonObject | undefined {
  const [uuid] = texts(raw, 'advertised_course_run_uuid');
  return uuid === undefined ? undefined : runs.find((run) => texts(run, 'uuid').includes(uuid));
}

function readPrice(source: Source): number[] {
  const member = 'first_enrollable_paid_seat_price';
  const priceOf = (run: JsonObject | undefined): number[] => readAll(run?.[member], readNumber);
  if (Object.hasOwn(source.raw, member)) {
    return priceOf(source.raw);
  }
  const byKey = source.runs.toSorted((one, other) => (texts(one, 'key').join() < texts(other, 'key').join() ? -1 : 1));
  return firstFilled(priceOf(advertisedRun(source)), priceOf(byKey.find(isActiveRun)));
}
