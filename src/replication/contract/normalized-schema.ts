import { Type, type Static, type TProperties, type TSchema } from 'typebox';
import { contentTypes } from './raw-content.ts';

/**
 * The normalised form going out, as JSON Schema 2020-12: strict, every member always there. A member more, or one of another kind, is a
 * new version of it; and `formVersion` (content/item-form.ts) is raised, so that stored items follow.
 */

function nullable<Schema extends TSchema & { type: string }>(schema: Schema) {
  return Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] });
}

function whole<Properties extends TProperties>(properties: Properties, description?: string) {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });
}

/** An object of that shape, or null. */
function wholeOrNull<Properties extends TProperties>(properties: Properties, description: string) {
  return nullable(whole(properties, description));
}

function text(description?: string) {
  return nullable(Type.String(description === undefined ? {} : { description }));
}

function texts(description: string) {
  return Type.Array(Type.String({ minLength: 1 }), { description, uniqueItems: true });
}

function moment(description: string) {
  return nullable(Type.String({ format: 'date-time', description }));
}

const asWritten = nullable(Type.String({ description: 'A date as upstream wrote it' }));

const runMetadata = {
  start_date: asWritten,
  end_date: asWritten,
  enroll_by_date: asWritten,
  enroll_start_date: asWritten,
  content_price: Type.Number({ description: 'In US dollars; 0 when no price is known' }),
};

const languages = (description: string) =>
  Type.Array(whole({ code: text('BCP 47, as upstream wrote it; null when it gave a name'), name: Type.String() }), {
    description,
  });

const learnerAvailability = Type.Enum(['Available Now', 'Starting Soon', 'Upcoming', 'Archived']);

/** The schema of version 1. The type of the form is made of it. */
export const normalizedSchema = Type.Object(
  {
    version: Type.Literal(1),
    content_type: Type.Enum([...contentTypes]),
    key: Type.String({ minLength: 1, maxLength: 255, description: 'Of courses and runs; the uuid of other content' }),
    uuid: text(),
    aggregation_key: text('Kind and key; a run has its course’s key'),
    parent_key: text('The course of a run'),
    title: Type.String({ description: 'Plain text, like the descriptions; empty when there is none' }),
    short_description: Type.String(),
    full_description: Type.String(),
    outcome: Type.String(),
    prerequisites: Type.String(),
    html: whole(
      {
        short_description: Type.String(),
        full_description: Type.String(),
        outcome: Type.String(),
        prerequisites: Type.String(),
      },
      'The same as HTML that is safe to show',
    ),
    partners: Type.Array(whole({ key: text(), uuid: text(), name: Type.String(), logo_image_url: text() }), {
      description: 'Organizations, each name once, under the name and logo that the course sets in their place',
    }),
    subjects: texts('Names'),
    skill_names: texts('Names, from either of upstream’s lists'),
    level_type: text(),
    status: text('Of publication'),
    run_statuses: texts('Those of the runs that everybody may see'),
    language: text('The name of the first of `languages`'),
    languages: languages('Of instruction: the advertised run’s or, without one, the content’s own'),
    transcript_languages: texts('Names'),
    seat_types: texts('Modes in which learners can enrol'),
    availability: Type.Array(learnerAvailability, { uniqueItems: true, description: 'In learners’ words' }),
    program_types: texts('Of the programs that a course is part of; a program’s own'),
    program_titles: texts('Of the same'),
    program_uuids: texts('Of the programs that a course is part of'),
    course_type: text(),
    product_source: wholeOrNull({ slug: text(), name: text() }, 'Where the product comes from'),
    learning_type: Type.String({ description: '`Executive Education`, else the content type' }),
    price: nullable(Type.Number({ description: 'Of the first paid seat that is open, in US dollars' })),
    card_image_url: text(),
    marketing_url: text(),
    course_keys: texts('Courses of a program; courses in the steps of a pathway'),
    program_keys: texts('Programs of a pathway, or in its steps'),
    recent_enrollment_count: Type.Number(),
    reviews_count: Type.Number({ minimum: 0 }),
    avg_course_rating: nullable(Type.Number()),
    course_bayesian_average: Type.Number({ description: 'With 15 more reviews of 4.5; 0 without reviews' }),
    active: Type.Boolean({ description: 'Learners can enrol' }),
    dates: whole(
      {
        start: moment('Of a run, or of a course’s advertised run'),
        end: moment('Of the same'),
        enroll_start: moment('Of the same'),
        enroll_end: moment('Of the same'),
        enroll_by: moment('The last moment to enrol in it'),
        modified: moment('When upstream last changed the content'),
      },
      'In UTC',
    ),
    advertised_course_run: wholeOrNull(
      {
        key: text(),
        uuid: text(),
        pacing_type: text(),
        availability: text('Archived, Current, Starting Soon or Upcoming'),
        start: asWritten,
        end: asWritten,
        enroll_start: asWritten,
        enroll_by: asWritten,
        min_effort: nullable(Type.Number({ description: 'Hours a week' })),
        max_effort: nullable(Type.Number({ description: 'Hours a week' })),
        weeks_to_complete: nullable(Type.Number()),
        content_price: Type.Number(),
        is_active: Type.Boolean({ description: 'Learners can enrol, and it has not ended' }),
      },
      'Null when there is none that everybody may see',
    ),
    normalized_metadata: wholeOrNull(runMetadata, 'Of a run, or of a course’s advertised run; null for other content'),
    normalized_metadata_by_run: Type.Record(Type.String(), whole(runMetadata), {
      description: 'Of every nested run by its key; outside of the service, of those that everybody may see',
    }),
    restricted_run_keys: texts('Runs that only named queries may see; empty outside of the service'),
    eligible: Type.Boolean({ description: 'Of a kind and from a source that catalogs take' }),
    ineligible_reasons: Type.Array(Type.Enum(['course_type', 'product_source']), { description: 'Rules it fails' }),
    discoverable: Type.Boolean({ description: 'May be shown in search' }),
    undiscoverable_reasons: Type.Array(
      Type.Enum([
        'not_eligible',
        'restricted',
        'no_advertised_run',
        'not_active',
        'hidden',
        'enrollment_over',
        'no_owner',
        'no_marketing_url',
        'no_type',
      ]),
      { description: 'Rules it fails' },
    ),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:percolog:schema:normalized.v1',
    title: 'Normalized content',
    description: 'Content of every kind in one shape, with everything that is worked out about it',
    additionalProperties: false,
  },
);

/** Content in one shape for every kind. Plain JSON. */
export type Normalized = Static<typeof normalizedSchema>;
