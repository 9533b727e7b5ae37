import type { ContentType } from './raw-content.ts';

/**
 * What the service relies on in an upstream document, as JSON Schema 2020-12. Everything else may be there, be missing, or be of any kind:
 * a value of the wrong kind counts as missing. The formats are our own (read-raw.ts).
 */

const textOrNull = { type: ['string', 'null'] };
const objects = { type: ['array', 'null'], items: { type: ['object', 'null'] } };

/** A restriction that cannot be read must not make a run visible to everybody. */
const restrictable = { restriction_type: textOrNull };

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

function document(required: string, properties: object): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: [required],
    properties: { ...shared, ...properties },
  };
}

/** The contract of each kind of content. */
export const contentSchemas: Readonly<Record<ContentType, object>> = {
  course: document('key', {
    ...byKey,
    course_runs: { type: ['array', 'null'], items: run },
    entitlements: objects,
  }),
  courserun: document('key', { ...byKey, ...restrictable, seats: objects }),
  program: document('uuid', { ...byUuid, courses }),
  learnerpathway: document('uuid', {
    ...byUuid,
    steps: {
      type: ['array', 'null'],
      items: { type: ['object', 'null'], properties: { courses: objects, programs: objects } },
    },
  }),
};
