import type { FieldSource } from './field-source.ts';
import * as from from './readers.ts';

export { foldCase, keywordToken, readBoolean, readInstant, readNumber } from '../contract/values.ts';
export type { FieldSource } from './field-source.ts';

export type FieldType = 'keyword' | 'number' | 'date' | 'boolean' | 'text';

/** A field that a filter can ask about. */
export interface Field {
  readonly name: FieldName;
  readonly type: FieldType;
  /** Compared in lower case, on both sides. */
  readonly foldsCase: boolean;
  /** One sentence for operators. */
  readonly help: string;
  /** The content's values as upstream wrote them; see readers.ts. */
  readonly read: (source: FieldSource) => readonly unknown[];
}

function field<Name extends string>(name: Name, type: FieldType, help: string, read = from.own(name)) {
  return { name, type, foldsCase: false, help, read };
}

function folded<Name extends string>(name: Name, help: string, read: from.Reader) {
  return { name, type: 'keyword' as FieldType, foldsCase: true, help, read };
}

const table = [
  field('content_type', 'keyword', 'Kind of content: course, courserun, program or learnerpathway.'),
  folded(
    'partner',
    'Platform that offers the content, in any case; the service’s own when upstream names none.',
    from.partner,
  ),
  field('key', 'keyword', 'Key of a course or run; programs and pathways have none.', from.key),
  field(
    'aggregation_key',
    'keyword',
    'Kind and key in one, such as course:ORG+NUM; a run carries its course’s key.',
    from.aggregationKey,
  ),
  field('uuid', 'keyword', 'Identifier of the content itself.'),
  folded('org', 'Short key of an owning or authoring organization, in any case.', from.org),
  field('organizations', 'keyword', 'Organization as “KEY: Name”.', from.organizations),
  folded(
    'authoring_organizations',
    'Key, name or “KEY: Name” of an organization, in any case.',
    from.authoringOrganizations,
  ),
  field('authoring_organization_uuids', 'keyword', 'Identifier of an organization.', from.authoringOrganizationUuids),
  field('level_type', 'keyword', 'Introductory, Intermediate or Advanced.'),
  field('status', 'keyword', 'State of publication; a course also has those of its runs.', from.status),
  field(
    'availability',
    'keyword',
    'Archived, Current, Starting Soon or Upcoming, by the dates of each run at the moment of the decision.',
    from.availability,
  ),
  field('course_type', 'keyword', 'Kind of course, such as verified-audit; only courses have one.'),
  field(
    'product_source',
    'keyword',
    'Short name of the system that the product comes from.',
    from.memberOf('product_source', 'slug'),
  ),
  field(
    'language',
    'keyword',
    'Language of instruction, code or name as upstream writes it; the same as languages.',
    from.languages,
  ),
  field(
    'languages',
    'keyword',
    'Language of instruction, code or name as upstream writes it; the same as language.',
    from.languages,
  ),
  field(
    'transcript_languages',
    'keyword',
    'Language of transcripts, code or name as upstream writes it.',
    from.transcriptLanguages,
  ),
  folded(
    'type',
    'Enrolment type of a run or type of a program, in any case; a course has those of its runs.',
    from.type,
  ),
  field('pacing_type', 'keyword', 'instructor_paced or self_paced.', from.withRuns('pacing_type')),
  field('subjects', 'keyword', 'Name of a subject.', from.memberOf('subjects', 'name')),
  field('subject_uuids', 'keyword', 'Identifier of a subject.', from.subjectUuids),
  field('skill_names', 'keyword', 'Name of a skill, from either of upstream’s lists.', from.skillNames),
  field('skills', 'keyword', 'Name of a skill from upstream’s list of skill objects.', from.skills),
  field('seat_types', 'keyword', 'Mode of a seat, such as audit or verified.', from.seatTypes),
  field('number', 'keyword', 'Course number.'),
  field('program_types', 'keyword', 'Type of a program that the content belongs to.', from.programTypes),
  field('enterprise_subscription_inclusion', 'boolean', 'Whether subscriptions of organizations include the content.'),
  field(
    'external_course_marketing_type',
    'keyword',
    'Kind of external course, such as short_course.',
    from.marketingType,
  ),
  field('active', 'boolean', 'Whether learners can enrol: in a course, when they can in one of its runs.', from.active),
  field('hidden', 'boolean', 'Whether upstream hides the content, or one of a course’s runs.', from.withRuns('hidden')),
  field('published', 'boolean', 'Whether upstream has published the content.'),
  field(
    'has_enrollable_seats',
    'boolean',
    'Whether there are seats to enrol in.',
    from.withRuns('has_enrollable_seats'),
  ),
  field('is_enrollable', 'boolean', 'Whether enrolment is open.', from.withRuns('is_enrollable')),
  field('is_marketable', 'boolean', 'Whether the content may be advertised.', from.withRuns('is_marketable')),
  field('restriction_type', 'keyword', 'Why content is kept to named audiences.', from.withRuns('restriction_type')),
  field(
    'first_enrollable_paid_seat_price',
    'number',
    'Price of the first paid seat that is open, in US dollars.',
    from.price,
  ),
  field('min_effort', 'number', 'Fewest hours a week.', from.withRuns('min_effort')),
  field('max_effort', 'number', 'Most hours a week.', from.withRuns('max_effort')),
  field('weeks_to_complete', 'number', 'Length in weeks.', from.withRuns('weeks_to_complete')),
  field('recent_enrollment_count', 'number', 'Enrolments of late.'),
  field('reviews_count', 'number', 'Number of reviews.'),
  field('avg_course_rating', 'number', 'Mean rating of the reviews.'),
  field('start', 'date', 'When a run starts.', from.withRuns('start')),
  field('end', 'date', 'When a run ends.', from.withRuns('end')),
  field('end_date', 'date', 'When a course ends as a whole.'),
  field('enrollment_start', 'date', 'When enrolment opens.', from.withRuns('enrollment_start')),
  field('enrollment_end', 'date', 'When enrolment closes.', from.withRuns('enrollment_end')),
  field('enroll_by_date', 'date', 'Last moment to enrol in the advertised run.', from.enrollBy),
  field('modified', 'date', 'When upstream last changed the content.'),
  field('course_ends', 'keyword', 'Past when every run of the course has ended, else Future.', from.courseEnds),
  field('title', 'text', 'Words of the title.', from.text('title')),
  field('short_description', 'text', 'Words of the short description.', from.text('short_description')),
  field('full_description', 'text', 'Words of the full description.', from.text('full_description')),
  field('q', 'text', 'Words of the title, the key or a description.', (source) => [
    ...from.text('title')(source),
    ...from.keyWords(source),
    ...from.text('short_description')(source),
    ...from.text('full_description')(source),
  ]),
];

export type FieldName = (typeof table)[number]['name'];

/**
 * Every field of the filter language, in the order of its documentation. This is the only list: the mapping, the compiler, the schema of a
 * filter and the help are all made from it.
 */
export const fields: readonly Field[] = table;

export const fieldByName: ReadonlyMap<string, Field> = new Map(fields.map((entry) => [entry.name, entry]));
