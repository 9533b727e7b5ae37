import fc from 'fast-check';
import type { RawContent } from '../../../src/replication/contract/raw-content.ts';
import { contentTypes } from '../../../src/replication/contract/raw-content.ts';
import { now } from './content.ts';

const day = 86_400_000;

/** Dates around `now`, around the edges of availability, in every spelling, and texts that are none. */
const date = fc.oneof(
  fc
    .constantFrom(0, 1, -1, 60 * day, 60 * day - 1, 60 * day + 1, -60 * day)
    .map((distance) => new Date(now + distance).toISOString()),
  fc.constantFrom(
    '2026-03-01',
    '2026-03-01 00:00',
    '2026-03-01T00:00+01:00',
    '2026-02-30',
    'soon',
    '2027-01-01T00:00Z',
  ),
);

const scalar = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'true',
    'True',
    'TRUE',
    'a',
    'B',
    'İx',
    'ΑΣ',
    'Introductory',
    'published',
    'active',
    '\ud800',
  ),
  fc.constantFrom('12', '-1.5e2', ' 7 ', '+3', '.5', '1,000', 'NaN', '-0', null, true, false, 0, -0, 1.5),
  date,
);

const anything = fc.oneof(
  { weight: 8, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom([['a']], {}, [], [null, ''], { name: 'n', slug: 's', uuid: 'u' }),
);

const memberNames =
  `partner aggregation_key org organizations authoring_organizations authoring_organization_uuids level_type status
  availability course_type product_source language languages transcript_languages type pacing_type subjects subject_uuids skill_names skills
  seat_types number program_types enterprise_subscription_inclusion external_course_marketing_type active hidden published has_enrollable_seats
  is_enrollable is_marketable is_marketable_external first_enrollable_paid_seat_price min_effort reviews_count avg_course_rating start end
  end_date enrollment_start enrollment_end modified course_ends course_run_statuses advertised_course_run_uuid content_language
  content_language_search_facet_name transcript_languages_search_facet_names additional_metadata owners seats entitlements programs courses
  steps title name card_image image fixed_price_usd restriction_type course_runs`.split(/\s+/);

const wild = fc.dictionary(fc.constantFrom(...memberNames), anything, { maxKeys: 12 });

const organization = fc.record({ key: scalar, name: scalar, uuid: scalar }, { requiredKeys: [] });

const seat = fc.record(
  { type: fc.constantFrom('verified', 'audit', 'x'), upgrade_deadline: date, upgrade_deadline_override: date },
  { requiredKeys: [] },
);

const run = fc
  .tuple(
    wild,
    fc.record(
      {
        uuid: fc.constantFrom('r1', 'r2'),
        key: fc.constantFrom('course-v1:O+N+1', 'course-v1:O+N+2'),
        status: fc.constantFrom('published', 'unpublished'),
        is_enrollable: fc.boolean(),
        is_marketable: fc.boolean(),
        start: date,
        end: date,
        enrollment_end: date,
        first_enrollable_paid_seat_price: fc.constantFrom(null, 5, '7.5', 'x'),
        restriction_type: fc.constantFrom(null, null, '', 'custom-b2b-enterprise'),
        seats: fc.array(seat, { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([members, known]) => ({ ...members, ...known }));

const known = fc.record(
  {
    course_runs: fc.array(run, { maxLength: 3 }),
    courses: fc.array(fc.record({ key: scalar, course_runs: fc.array(run, { maxLength: 2 }) }), { maxLength: 2 }),
    owners: fc.array(organization, { maxLength: 2 }),
    authoring_organizations: fc.array(organization, { maxLength: 2 }),
    subjects: fc.array(fc.oneof(organization, scalar), { maxLength: 2 }),
    skills: fc.array(fc.oneof(organization, scalar), { maxLength: 2 }),
    programs: fc.array(fc.record({ type: scalar }), { maxLength: 2 }),
    advertised_course_run_uuid: fc.constantFrom('r1', 'r2', 'r3', null),
    course_type: fc.constantFrom('executive-education-2u', 'verified-audit'),
    restriction_type: fc.constantFrom(null, null, 'custom-b2c'),
    product_source: fc.constantFrom({ slug: 'edx' }, 'edx', null, {}),
  },
  { requiredKeys: [] },
);

/** Content of every kind with the members that fields are read from, well formed, broken and absurd. Only its identity keeps the contract. */
export const content: fc.Arbitrary<RawContent> = fc
  .tuple(wild, known, fc.constantFrom(...contentTypes))
  .map(([members, structured, content_type]) => ({
    ...members,
    ...structured,
    content_type,
    key: content_type === 'courserun' ? 'course-v1:O+N+R' : 'O+N',
    uuid: '571cc634-d6b2-5d39-98c3-a0b938d15eb1',
  }));
