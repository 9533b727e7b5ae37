import type { ContentType } from './raw-content.ts';
import { elements, numbers, objects, objectsOrOne, textOrNull, texts, truths } from './schema-parts.ts';

/**
 * What the service relies on in an upstream document, as JSON Schema 2020-12: what it is, who may see it, whether it is shown, by whom, when
 * and at what price, and the lists that are walked. Everything else may be there, be missing, or be of any kind: a value of the wrong kind
 * counts as missing, is told, and shows in the drift report (docs/decisions/0022, 0053). The formats are our own (read-raw.ts).
 */

/** A restriction that cannot be read must not make a run visible to everybody. */
const restrictable = {
  restriction_type: {
    ...textOrNull,
    description: 'A run that has one is seen by queries that name it, and by nobody else',
  },
};

/** Of content of every kind. */
const standing = { status: texts, active: truths, hidden: truths };

const price = { first_enrollable_paid_seat_price: numbers };

const organizations = { owners: objectsOrOne, authoring_organizations: objectsOrOne };

/** Of a run, nested or not. */
const ofRun = {
  ...restrictable,
  ...standing,
  ...price,
  is_enrollable: truths,
  is_marketable: truths,
  is_marketable_external: truths,
  start: texts,
  end: texts,
  enrollment_start: texts,
  enrollment_end: texts,
  fixed_price_usd: numbers,
  seats: objects({ type: texts, upgrade_deadline: texts, upgrade_deadline_override: texts }),
};

const run = { type: ['object', 'null'], properties: { key: texts, uuid: texts, ...ofRun } };
const runs = { type: ['array', 'null'], items: run };

const shared = {
  uuid: { ...textOrNull, format: 'content-uuid-or-blank' },
  aggregation_key: textOrNull,
  title: texts,
  modified: texts,
  ...standing,
};

const byKey = { key: { type: 'string', format: 'content-key' } };
const byUuid = { uuid: { type: 'string', format: 'content-uuid' } };

function document(name: string, required: string, properties: object): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:percolog:schema:upstream-${name}.v2`,
    title: `Upstream ${name}`,
    description:
      'What the service relies on. Formats: content-key is 1 to 255 characters without control characters and blanks around them, ' +
      'content-uuid a uuid of any version, content-uuid-or-blank that or blank text, blank text of blanks alone.',
    type: 'object',
    required: [required],
    properties: { ...shared, ...properties },
  };
}

/** The contract of each kind of content. What it lets pass may grow; to ask for more is a new version. */
export const contentSchemas: Readonly<Record<ContentType, object>> = {
  course: document('course', 'key', {
    ...byKey,
    ...organizations,
    ...price,
    advertised_course_run_uuid: texts,
    course_run_statuses: texts,
    course_type: texts,
    product_source: elements,
    subjects: elements,
    skills: elements,
    programs: objectsOrOne,
    course_runs: runs,
    entitlements: objects({ mode: texts, price: numbers }),
  }),
  courserun: document('courserun', 'key', { ...byKey, ...organizations, ...ofRun, skills: elements }),
  program: document('program', 'uuid', {
    ...byUuid,
    authoring_organizations: objectsOrOne,
    type: texts,
    marketing_url: texts,
    subjects: elements,
    skills: elements,
    courses: objects({ ...organizations, course_runs: runs }),
  }),
  learnerpathway: document('learnerpathway', 'uuid', {
    ...byUuid,
    skills: elements,
    programs: objectsOrOne,
    steps: objects({ courses: objects(), programs: objects() }),
  }),
};
