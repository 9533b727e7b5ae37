import { derivedAggregationKey } from '../contract/identity.ts';
import { memberOrSelf, objectsIn, textOf, textsIn } from '../contract/members.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import { readAll, readBoolean } from '../contract/values.ts';
import { availabilityOf, courseEndsOf } from '../normalize/availability.ts';
import { enrollByDate } from '../normalize/run-metadata.ts';
import { plainText } from '../normalize/plain-text.ts';
import { coursePrice } from '../normalize/price.ts';
import { isActive } from '../normalize/runs.ts';
import type { FieldSource } from './field-source.ts';

/**
 * How fields are read from content: one reader for each rule of the filter language ("How they are read"). A reader gives members as
 * upstream wrote them, be it a list, null or something unreadable; project.ts takes the values out of them.
 */
export type Reader = (source: FieldSource) => readonly unknown[];

/** The content's own member and nothing else. */
export function own(member: string): Reader {
  return ({ raw }) => [raw[member]];
}

/** The content's own member and, for a course, that of its runs. */
export function withRuns(member: string): Reader {
  return ({ raw, runs }) => [raw[member], ...runs.map((run) => run[member])];
}

/** `member` of the objects in a list of objects or texts; texts stand for themselves. */
export function memberOf(list: string, member: string): Reader {
  return ({ raw }) => memberOrSelf(raw[list], member);
}

/** The first reader that finds a text. What those before it found goes along, so that unreadable values are reported. */
function firstOf(...readers: readonly Reader[]): Reader {
  return (source) => {
    let found: unknown[] = [];
    for (const reader of readers) {
      found = found.concat(reader(source));
      if (found.some((member) => textsIn(member).length > 0)) {
        break;
      }
    }
    return found;
  };
}

export const partner = firstOf(own('partner'), ({ defaultPartner }) => [defaultPartner]);

/** Programs and pathways have no key. */
export const key: Reader = ({ raw }) =>
  raw.content_type === 'course' || raw.content_type === 'courserun' ? [raw['key']] : [];

/** A member of upstream's HTML as a reader sees it. A list is no text. */
export function text(member: string): Reader {
  return ({ raw }) => {
    const value = raw[member];
    return [typeof value === 'string' ? plainText(value) : Array.isArray(value) ? [value] : value];
  };
}

/** The key as words: accents composed, like all text. */
export const keyWords: Reader = (source) =>
  key(source).map((value) => (typeof value === 'string' ? value.toWellFormed().normalize('NFC') : value));

export const aggregationKey = firstOf(own('aggregation_key'), ({ raw }) => [derivedAggregationKey(raw)]);

function organizationsOf({ raw }: FieldSource): readonly JsonObject[] {
  return [...objectsIn(raw['owners']), ...objectsIn(raw['authoring_organizations'])];
}

function keyAndName(organization: JsonObject): string | undefined {
  const [code, name] = [textOf(organization['key']), textOf(organization['name'])];
  return code === undefined || name === undefined ? undefined : `${code}: ${name}`;
}

const runKeyOrganization = /^course-v1:([^+]+)\+/;

export const org = firstOf(
  own('org'),
  (source) => organizationsOf(source).map((organization) => organization['key']),
  ({ raw }) => (raw.content_type === 'courserun' ? [runKeyOrganization.exec(textOf(raw['key']) ?? '')?.[1]] : []),
);

export const organizations = firstOf(own('organizations'), (source) => organizationsOf(source).map(keyAndName));

export const authoringOrganizations: Reader = (source) =>
  organizationsOf(source).flatMap((each) => [each['key'], each['name'], keyAndName(each)]);

export const authoringOrganizationUuids: Reader = (source) => [
  source.raw['authoring_organization_uuids'],
  ...organizationsOf(source).map(({ uuid }) => uuid),
];

/** `course_run_statuses` is upstream's own union over a course's runs. */
export const status: Reader = ({ raw, runs }) => [
  raw['status'],
  raw.content_type === 'course' ? raw['course_run_statuses'] : undefined,
  ...runs.map((run) => run['status']),
];

/** A run's is worked out from its dates; other content has its own word and, a course, what its runs have. */
export const availability: Reader = ({ raw, runs, now }) =>
  raw.content_type === 'courserun'
    ? [availabilityOf(raw, now)]
    : [raw['availability'], ...runs.map((run) => availabilityOf(run, now))];

export const courseEnds: Reader = ({ raw, runs, now }) =>
  raw.content_type === 'course' ? [courseEndsOf(runs, now)] : [raw['course_ends']];

/** `language` and `languages` are one set. Codes and names stand side by side, as written. */
export const languages: Reader = ({ raw, runs }) => [
  raw['language'],
  raw['languages'],
  ...runs.flatMap((run) => [
    run['language'],
    run['languages'],
    run['content_language'],
    run['content_language_search_facet_name'],
  ]),
];

export const transcriptLanguages: Reader = ({ raw, runs }) => [
  raw['transcript_languages'],
  ...runs.flatMap((run) => [run['transcript_languages'], run['transcript_languages_search_facet_names']]),
];

/** A course's own `type` is the uuid of a course type, which no filter means. */
export const type: Reader = ({ raw, runs }) => [
  raw.content_type === 'course' ? undefined : raw['type'],
  ...runs.map((run) => run['type']),
];

export const seatTypes: Reader = ({ raw, runs }) => [
  raw['seat_types'],
  ...runs.flatMap((run) => [run['seat_types'], ...objectsIn(run['seats']).map((seat) => seat['type'])]),
];

export const subjectUuids: Reader = ({ raw }) => [
  raw['subject_uuids'],
  ...objectsIn(raw['subjects']).map(({ uuid }) => uuid),
];

export const skills: Reader = ({ raw }) => objectsIn(raw['skills']).map(({ name }) => name);

export const skillNames: Reader = (source) => [source.raw['skill_names'], ...skills(source)];

export const programTypes: Reader = ({ raw }) => [
  raw['program_types'],
  ...(raw.content_type === 'course' ? objectsIn(raw['programs']).map((program) => program['type']) : []),
];

export const marketingType = firstOf(own('external_course_marketing_type'), ({ raw }) =>
  objectsIn(raw['additional_metadata']).map((metadata) => metadata['external_course_marketing_type']),
);

export const active: Reader = ({ raw, runs }) =>
  readAll(raw['active'], readBoolean).length > 0 ? [raw['active']] : [raw['active'], isActive(raw, runs)];

export const price: Reader = ({ raw, runs }) =>
  raw.content_type === 'course' ? [coursePrice(raw, runs)] : [raw['first_enrollable_paid_seat_price']];

export const enrollBy: Reader = ({ raw, advertised }) => {
  const run = raw.content_type === 'courserun' ? raw : advertised;
  return run === undefined ? [] : [enrollByDate(raw, run)];
};
