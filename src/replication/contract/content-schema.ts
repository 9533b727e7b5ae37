import type { ContentType } from './raw-content.ts';

/**
 * What the service relies on in an upstream document, as JSON Schema 2020-12: what it is, who may see it, and the lists that are walked.
 * Everything else may be there, be missing, or be of any kind: a value of the wrong kind counts as missing, is told, and shows in the drift
 * report (docs/decisions/0022). The formats are our own (read-raw.ts).
 */

const textOrNull = { type: ['string', 'null'] };
const objects = { type: ['array', 'null'], items: { type: ['object', 'null'] } };

/** A restriction that cannot be read must not make a run visible to everybody. */
const restrictable = {
  restriction_type: {
    ...textOrNull,
    description: 'A run that has one is seen by queries that name it, and by nobody else',
  },
};

const run = { type: ['object', 'null'], properties: { ...restrictable, seats: objects } };

const shared = {
  uuid: { ...textOrNull, format: 'content-uuid-or-blank' },
  aggregation_key: textOrNull,
};

const byKey = { key: { type: 'string', format: 'content-key' } };
const byUuid = { uuid: { type: 'string', format: 'content-uuid' } };

const courses = {
  type: ['array', 'null'],
  items: { type: ['object', 'null'], properties: { course_runs: { type: ['array', 'null'], items: run } } },
};

function document(name: string, required: string, properties: object): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:percolog:schema:upstream-${name}.v1`,
    title: `Upstream ${name}`,
    description:
      'What the service relies on. Formats: content-key is 1 to 255 characters without control characters and blanks around them, ' +
      'content-uuid a uuid of any version, content-uuid-or-blank that or blank text.',
    type: 'object',
    required: [required],
    properties: { ...shared, ...properties },
  };
}

/** The contract of each kind of content. What it lets pass may grow; to ask for more is a new version. */
export const contentSchemas: Readonly<Record<ContentType, object>> = {
  course: document('course', 'key', {
    ...byKey,
    course_runs: { type: ['array', 'null'], items: run },
    entitlements: objects,
  }),
  courserun: document('courserun', 'key', { ...byKey, ...restrictable, seats: objects }),
  program: document('program', 'uuid', { ...byUuid, courses }),
  learnerpathway: document('learnerpathway', 'uuid', {
    ...byUuid,
    programs: objects,
    steps: {
      type: ['array', 'null'],
      items: { type: ['object', 'null'], properties: { courses: objects, programs: objects } },
    },
  }),
};
