import { CONTENT_TYPES } from './fields.ts';
import type { ContentType } from './fields.ts';
import { generateMember, MEMBER_TYPES, writeMembers } from './generate-members.ts';
import { writeTexts } from './generate-texts.ts';
import { objectsOf } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Random } from './random.ts';
import { readItem } from './read-fields.ts';
import { keywordPool, NO_VALUES, ORGANIZATIONS } from './vocabulary.ts';

const PLAIN = [...MEMBER_TYPES.keys()];
/** Members whose default or derivation would never be seen if they were usually there. */
const SELDOM = [
  'partner',
  'org',
  'organizations',
  'active',
  'availability',
  'course_ends',
  'first_enrollable_paid_seat_price',
];
const USUAL = PLAIN.filter((name) => !SELDOM.includes(name));
const RESTRICTIONS = ['custom-b2b-enterprise', 'custom-b2c'];
/** None of these restricts a run. One that cannot be read is refused with its document, so it is not made here. */
const NO_RESTRICTIONS = [null, '', '  ', '\t\n'];
const SEAT_TYPES = ['verified', 'professional', 'no-id-professional', 'unpaid-executive-education', 'audit', 'credit'];

/**
 * Raw upstream documents of all four types, as nasty as a sloppy upstream can make them. Keys are unique, some of them
 * only by case; most runs belong to a course that is there too. Sound are only content_type, key or uuid, that nested runs are objects
 * with keys, and the kinds that the contract asks for. `now` is in milliseconds.
 */
export function generateContent(random: Random, options: { now: number; count: number }): JsonObject[] {
  const courseKeys: string[] = [];
  return Array.from({ length: options.count }, (_, index) => {
    const type = random.pick([...CONTENT_TYPES, 'course', 'courserun'] as const);
    const ownKey = `${random.pick(ORGANIZATIONS).key}+${index % 2 === 0 ? 'C' : 'c'}${String(index >> 1)}`;
    if (type === 'course') {
      courseKeys.push(ownKey);
    }
    const isOfKnownCourse = type === 'courserun' && courseKeys.length > 0 && random.chance(0.8);
    return generateDocument(random, type, isOfKnownCourse ? random.pick(courseKeys) : ownKey, options.now);
  });
}

function generateDocument(random: Random, type: ContentType, courseKey: string, now: number): JsonObject {
  const uuid = generateUuid(random);
  const raw: JsonObject = { content_type: type, uuid };
  writeTexts(random, raw);
  writeMembers(random, raw, USUAL, 0.55, now);
  writeMembers(random, raw, SELDOM, 0.25, now);
  writeStructures(random, raw);
  if (type === 'course') {
    raw['key'] = courseKey;
    writeRuns(random, raw, courseKey, now);
  } else if (type === 'courserun') {
    raw['key'] = `course-v1:${courseKey}+${uuid.slice(0, 8)}`;
    writeRunParts(random, raw, random.chance(0.1), now);
  }
  if (type === 'courserun' && random.chance(0.6)) {
    raw['course'] = courseKey;
  }
  if (random.chance(0.5)) {
    raw['aggregation_key'] = `${type}:${type === 'courserun' || type === 'course' ? courseKey : uuid}`;
  }
  return raw;
}

/** Members that hold objects: organisations, subjects, skills, programs, product source. */
function writeStructures(random: Random, raw: JsonObject): void {
  const structures: Record<string, () => unknown> = {
    owners: () => generateOrganizations(random),
    authoring_organizations: () => generateOrganizations(random),
    subjects: () =>
      listWithJunk(random, () => ({ name: keyword(random, 'subjects'), uuid: keyword(random, 'subject_uuids') })),
    skills: () => listWithJunk(random, () => ({ name: keyword(random, 'skills'), category: { name: 'Energy' } })),
    programs: () =>
      listWithBlanks(random, () => ({ uuid: generateUuid(random), type: keyword(random, 'program_types') })),
    product_source: () => ({ name: 'edX', slug: keyword(random, 'product_source') }),
    additional_metadata: () => ({ external_course_marketing_type: keyword(random, 'external_course_marketing_type') }),
  };
  for (const [name, make] of Object.entries(structures)) {
    if (random.chance(0.5)) {
      raw[name] = random.chance(0.08) ? random.pick(NO_VALUES) : make();
    }
  }
}

function writeRuns(random: Random, course: JsonObject, courseKey: string, now: number): void {
  const allRestricted = random.chance(0.06);
  const runs = random.times(random.pick([0, 1, 1, 2, 2, 3, 4]), () => {
    const restricted = allRestricted || random.chance(0.15);
    return generateRun(random, courseKey, restricted, now);
  });
  course['course_runs'] = runs;
  const advertised = runs[0]?.['uuid'];
  course['advertised_course_run_uuid'] = random.pick([advertised, advertised, generateUuid(random), null]) ?? null;
}

function generateRun(random: Random, courseKey: string, restricted: boolean, now: number): JsonObject {
  const uuid = generateUuid(random);
  const run: JsonObject = { key: `course-v1:${courseKey}+${uuid.slice(0, 6)}`, uuid };
  writeMembers(
    random,
    run,
    PLAIN.filter((name) => name !== 'active'),
    0.6,
    now,
  );
  if (random.chance(0.5)) {
    // Without this, three coins in a row would leave hardly any active run.
    Object.assign(run, { is_enrollable: true, is_marketable: 'True', status: 'published' });
  }
  writeRunParts(random, run, restricted, now);
  return run;
}

/** What a nested and a top-level run have in common beside plain members. */
function writeRunParts(random: Random, run: JsonObject, restricted: boolean, now: number): void {
  run['restriction_type'] = random.pick(restricted ? RESTRICTIONS : NO_RESTRICTIONS);
  run['seats'] = random.times(random.between(0, 3), () => ({
    type: random.pick(SEAT_TYPES),
    upgrade_deadline: generateMember(random, 'end', now),
    upgrade_deadline_override: random.chance(0.7) ? null : generateMember(random, 'end', now),
  }));
}

/**
 * Another state of the same item: key, uuid and type stay, something else is written anew. One change in ten is one
 * that no filter can see, such as another spelling of the same date; `now` is in milliseconds.
 */
export function mutateContent(random: Random, raw: JsonObject, now: number): JsonObject {
  const copy = structuredClone(raw);
  changeSomething(random, copy, now);
  const isEnough = random.chance(0.1)
    ? JSON.stringify(copy) !== JSON.stringify(raw)
    : seen(copy, now) !== seen(raw, now);
  return isEnough ? copy : mutateContent(random, raw, now);
}

function changeSomething(random: Random, raw: JsonObject, now: number): void {
  const runs = objectsOf(raw['course_runs']);
  const target = runs.length > 0 && random.chance(0.6) ? random.pick(runs) : raw;
  const isRun = target !== raw || raw['content_type'] === 'courserun';
  const change = random.pick(['members', 'members', 'removal', 'structure', 'texts', 'restriction']);
  if (change === 'members') {
    const names = random.times(3, () => random.pick(PLAIN));
    writeMembers(random, target, names, 1, now);
  } else if (change === 'texts') {
    writeTexts(random, raw);
  } else if (change === 'removal') {
    Reflect.deleteProperty(target, random.pick(PLAIN));
  } else if (change === 'restriction' && isRun) {
    target['restriction_type'] = random.pick([...RESTRICTIONS, null, null]);
  } else if (raw['content_type'] === 'course' && random.chance(0.5)) {
    writeRuns(random, raw, String(raw['key']), now);
  } else {
    writeStructures(random, raw);
  }
}

/** All that filters can see of a document, as text to compare. */
function seen(raw: JsonObject, now: number): string {
  const { fields, restricted } = readItem(raw, { now, defaultPartner: 'edx' });
  return JSON.stringify([restricted, ...fields]);
}

function generateOrganizations(random: Random): unknown {
  return listWithBlanks(random, () => {
    const { key, name } = random.pick(ORGANIZATIONS);
    const uuid = keyword(random, 'authoring_organization_uuids');
    return random.pick([{ key, name, uuid }, { key, name, uuid }, { key, uuid }, { name }, { key: 7, name }, {}]);
  });
}

function listWithBlanks(random: Random, make: () => unknown): unknown[] {
  return [...random.times(random.between(0, 2), make), ...random.pick([[], [], [null], [' ']])];
}

function listWithJunk(random: Random, make: () => unknown): unknown[] {
  return [...random.times(random.between(0, 2), make), ...random.pick([[], [], [null], [7]])];
}

function keyword(random: Random, member: string): string {
  return random.pick(keywordPool(member, random.chance(0.15) ? 'tricky' : 'usual'));
}

function generateUuid(random: Random): string {
  const hex = random.times(32, () => random.between(0, 15).toString(16)).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
