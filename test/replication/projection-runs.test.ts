import { active, course, courserun, pathway, program, projects } from './support/content.ts';

describe('projection of runs', () => {
  describe('from runs', () => {
    projects([
      {
        name: 'a course unites its own values with those of its runs',
        raw: course({
          start: '2026-01-01',
          pacing_type: 'self_paced',
          status: 'reviewed',
          course_run_statuses: ['published', 'archived'],
          hidden: false,
          min_effort: 1,
          course_runs: [
            {
              pacing_type: 'instructor_paced',
              status: 'published',
              hidden: true,
              min_effort: 2,
              max_effort: 3,
              weeks_to_complete: 4,
              type: 'Verified',
              is_enrollable: true,
              is_marketable: false,
              has_enrollable_seats: true,
            },
            {
              enrollment_start: '2026-01-02',
              enrollment_end: '2026-01-03',
              start: '2026-01-04',
              end: '2026-01-05',
              min_effort: 2,
              type: 'audit',
            },
          ],
        }),
        expected: {
          start: [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 4)],
          end: [Date.UTC(2026, 0, 5)],
          enrollment_start: [Date.UTC(2026, 0, 2)],
          enrollment_end: [Date.UTC(2026, 0, 3)],
          pacing_type: ['instructor_paced', 'self_paced'],
          status: ['archived', 'published', 'reviewed'],
          hidden: [false, true],
          min_effort: [1, 2],
          max_effort: [3],
          weeks_to_complete: [4],
          type: ['audit', 'verified'],
          is_enrollable: [true],
          is_marketable: [false],
          has_enrollable_seats: [true],
        },
      },
      {
        name: 'every other field is the course’s own',
        raw: course({
          level_type: 'Advanced',
          course_runs: [
            {
              level_type: 'Introductory',
              key: 'course-v1:A+1+R',
              published: true,
              subjects: ['Art'],
              recent_enrollment_count: 4,
              modified: '2026-01-01',
            },
          ],
        }),
        expected: {
          level_type: ['Advanced'],
          key: ['A+1'],
          published: [],
          subjects: [],
          recent_enrollment_count: [],
          modified: [],
        },
      },
      {
        name: 'a course’s own type is not used',
        raw: course({ type: 'd16903d4-4c91-56a8-b0ef-84acb8d92d61' }),
        expected: { type: [] },
      },
      {
        name: 'seats of runs are seat types',
        raw: course({
          seat_types: ['honor'],
          course_runs: [{ seat_types: 'masters', seats: [{ type: 'audit' }, { type: 'verified' }] }],
        }),
        expected: { seat_types: ['audit', 'honor', 'masters', 'verified'] },
      },
      {
        name: 'only nested runs count',
        raw: course({ course_run_keys: ['course-v1:A+1+R'], canonical_course_run_key: 'course-v1:A+1+R' }),
        expected: { start: [], availability: [], course_ends: ['Future'], active: [false] },
      },
      {
        name: 'a run takes nothing from its course, nor a program from its',
        raw: program({
          courses: [{ key: 'A+1', course_runs: [{ start: '2026-01-01', ...active }] }],
          course_run_statuses: ['published'],
          status: 'retired',
        }),
        expected: { start: [], availability: [], status: ['retired'], active: [false] },
      },
    ]);
  });

  describe('restricted runs', () => {
    projects([
      {
        name: 'add nothing to their course',
        raw: course({
          course_runs: [
            { restriction_type: 'custom-b2b-enterprise', pacing_type: 'self_paced', ...active, start: '2020-01-01' },
            { pacing_type: 'instructor_paced', start: '2026-04-01' },
          ],
        }),
        expected: {
          pacing_type: ['instructor_paced'],
          availability: ['Starting Soon'],
          active: [false],
          restriction_type: [],
          is_enrollable: [],
        },
      },
      {
        name: 'are runs with any text there; blank and null are none',
        raw: course({
          course_runs: [
            { restriction_type: ' ', pacing_type: 'a' },
            { restriction_type: null, pacing_type: 'b' },
            { restriction_type: 'x', pacing_type: 'c' },
          ],
        }),
        expected: { pacing_type: ['a', 'b'] },
      },
      {
        name: 'do not count for course_ends',
        raw: course({ course_runs: [{ end: '2020-01-01' }, { restriction_type: 'x', end: '2030-01-01' }] }),
        expected: { course_ends: ['Past'] },
      },
      {
        name: 'a course’s own restriction_type is a value like others',
        raw: course({ restriction_type: 'x' }),
        expected: { restriction_type: ['x'] },
      },
    ]);
  });

  describe('active', () => {
    projects([
      {
        name: 'of a course: any visible run is',
        raw: course({ course_runs: [{}, active] }),
        expected: { active: [true] },
      },
      { name: 'of a run: enrollable and on the market', raw: courserun(active), expected: { active: [true] } },
      {
        name: 'of a run: or on an external market, whatever its status',
        raw: courserun({ is_enrollable: true, is_marketable_external: true }),
        expected: { active: [true] },
      },
      {
        name: 'of a run: not if closed',
        raw: courserun({ ...active, is_enrollable: false }),
        expected: { active: [false] },
      },
      {
        name: 'of a run: not if unpublished',
        raw: courserun({ ...active, status: 'unpublished' }),
        expected: { active: [false] },
      },
      {
        name: 'of a run: not if not marketable',
        raw: courserun({ ...active, is_marketable: false }),
        expected: { active: [false] },
      },
      { name: 'of a run that says nothing', raw: courserun(), expected: { active: [false] } },
      {
        name: 'the raw boolean wins',
        raw: course({ active: false, course_runs: [active] }),
        expected: { active: [false] },
      },
      {
        name: 'of a nested run too',
        raw: course({ course_runs: [{ ...active, active: 'False' }] }),
        expected: { active: [false] },
      },
      {
        name: 'an unreadable one is as if missing',
        raw: course({ active: 'maybe', course_runs: [active] }),
        expected: { active: [true] },
      },
      { name: 'of a program: status active', raw: program({ status: 'active' }), expected: { active: [true] } },
      { name: 'of a pathway: another status', raw: pathway({ status: 'Active' }), expected: { active: [false] } },
    ]);
  });

  describe('first_enrollable_paid_seat_price', () => {
    projects([
      {
        name: 'raw',
        raw: course({
          first_enrollable_paid_seat_price: '49.50',
          course_runs: [{ ...active, first_enrollable_paid_seat_price: 5 }],
        }),
        expected: { first_enrollable_paid_seat_price: [49.5] },
      },
      {
        name: 'null is none',
        raw: course({
          first_enrollable_paid_seat_price: null,
          course_runs: [{ ...active, first_enrollable_paid_seat_price: 5 }],
        }),
        expected: { first_enrollable_paid_seat_price: [] },
      },
      {
        name: 'missing: the advertised run’s',
        raw: course({
          advertised_course_run_uuid: 'r2',
          course_runs: [
            { ...active, key: 'a', first_enrollable_paid_seat_price: 5 },
            { uuid: 'r2', key: 'b', first_enrollable_paid_seat_price: 7 },
          ],
        }),
        expected: { first_enrollable_paid_seat_price: [7] },
      },
      {
        name: 'missing: else the first active run’s by key',
        raw: course({
          advertised_course_run_uuid: 'r2',
          course_runs: [
            { ...active, key: 'c', first_enrollable_paid_seat_price: 5 },
            { ...active, key: 'b', first_enrollable_paid_seat_price: 7 },
            { key: 'a', first_enrollable_paid_seat_price: 9 },
            { uuid: 'r2', key: 'd' },
          ],
        }),
        expected: { first_enrollable_paid_seat_price: [7] },
      },
      {
        name: 'missing: a restricted run is not asked',
        raw: course({
          advertised_course_run_uuid: 'r2',
          course_runs: [
            { ...active, uuid: 'r2', restriction_type: 'x', key: 'a', first_enrollable_paid_seat_price: 5 },
            { key: 'b' },
          ],
        }),
        expected: { first_enrollable_paid_seat_price: [] },
      },
      {
        name: 'of a run: raw',
        raw: courserun({ first_enrollable_paid_seat_price: 12 }),
        expected: { first_enrollable_paid_seat_price: [12] },
      },
    ]);
  });

  describe('enroll_by_date', () => {
    projects([
      {
        name: 'of the advertised run',
        raw: course({
          advertised_course_run_uuid: 'r2',
          course_runs: [
            { uuid: 'r1', enrollment_end: '2026-01-01' },
            { uuid: 'r2', enrollment_end: '2026-02-01', seats: [{ type: 'verified', upgrade_deadline: '2026-01-15' }] },
          ],
        }),
        expected: { enroll_by_date: [Date.UTC(2026, 0, 15)] },
      },
      {
        name: 'none without one',
        raw: course({ enroll_by_date: '2026-01-01', course_runs: [{ uuid: 'r1', enrollment_end: '2026-01-01' }] }),
        expected: { enroll_by_date: [] },
      },
      {
        name: 'none when it is restricted',
        raw: course({
          advertised_course_run_uuid: 'r1',
          course_runs: [{ uuid: 'r1', restriction_type: 'x', enrollment_end: '2026-01-01' }, {}],
        }),
        expected: { enroll_by_date: [] },
      },
      {
        name: 'of the run itself',
        raw: courserun({ enrollment_end: '2026-01-01' }),
        expected: { enroll_by_date: [Date.UTC(2026, 0, 1)] },
      },
    ]);
  });
});
