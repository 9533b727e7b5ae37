import { expect } from 'chai';
import type { JsonObject } from './json.ts';
import { readItem } from './read-fields.ts';
import type { Value } from './values.ts';

const DAY = 86_400_000;
const now = Date.UTC(2026, 3, 15, 10, 30);
const at = (instant: number): string => new Date(instant).toISOString();

/** The distinct values that a document has in a field, in order. */
function read(field: string, raw: JsonObject): Value[] {
  const item = readItem({ content_type: 'course', ...raw }, { now, defaultPartner: 'Main' });
  return [...new Set(item.fields.get(field))].toSorted();
}

const course = (...runs: JsonObject[]): JsonObject => ({ key: 'A+1', course_runs: runs });
const run = (more: JsonObject): JsonObject => ({ content_type: 'courserun', key: 'course-v1:A+1+R', ...more });
const program = (more: JsonObject): JsonObject => ({ content_type: 'program', uuid: 'p1', ...more });
const RESTRICTED = { restriction_type: 'custom-b2c' };

describe('the oracle reads what a course gathers from its runs', () => {
  const members: [string, unknown, unknown][] = [
    ['status', 'published', 'reviewed'],
    ['pacing_type', 'self_paced', 'instructor_paced'],
    ['min_effort', 1, 2],
    ['max_effort', 1, 2],
    ['weeks_to_complete', 1, 2],
    ['is_enrollable', false, true],
    ['is_marketable', false, true],
    ['has_enrollable_seats', false, true],
    ['hidden', false, true],
    ['seat_types', 'audit', 'verified'],
  ];
  for (const [field, own, theirs] of members) {
    it(`${field}: its own and its unrestricted runs'`, () => {
      const raw = { ...course({ [field]: theirs }, { ...RESTRICTED, [field]: null }), [field]: own };
      expect(read(field, raw)).to.deep.equal([own, theirs].toSorted());
      expect(read(field, course({ ...RESTRICTED, [field]: theirs }, {}))).to.deep.equal([]);
    });
  }

  it('dates: its own and its runs’', () => {
    for (const field of ['start', 'end', 'enrollment_start', 'enrollment_end']) {
      const raw = { ...course({ [field]: '1970-01-02' }), [field]: '1970-01-01' };
      expect(read(field, raw), field).to.deep.equal([0, DAY]);
    }
  });

  it('gathers nothing else', () => {
    const theirs = {
      level_type: 'A',
      first_enrollable_paid_seat_price: 5,
      end_date: '2026-01-01',
      org: 'X',
      number: 'N',
    };
    for (const field of ['level_type', 'end_date', 'org', 'number', 'first_enrollable_paid_seat_price']) {
      expect(read(field, course(theirs)), field).to.deep.equal([]);
    }
  });

  it('counts course_run_statuses and the types of seats', () => {
    expect(read('status', { course_run_statuses: ['reviewed'] })).to.deep.equal(['reviewed']);
    const seats = [{ type: 'audit' }, { type: 'verified' }, null];
    expect(read('seat_types', course({ seats }))).to.deep.equal(['audit', 'verified']);
  });

  it('does not use the course’s own type', () => {
    expect(read('type', { type: 'd16903d4', ...course({ type: 'Verified' }) })).to.deep.equal(['verified']);
    expect(read('type', program({ type: 'MicroMasters' }))).to.deep.equal(['micromasters']);
  });

  it('reads languages as one set, with the codes and names of the runs', () => {
    const runs = course({ content_language: 'en-us', content_language_search_facet_name: 'English' });
    for (const field of ['language', 'languages']) {
      const raw = { ...runs, language: 'German', languages: ['French'] };
      expect(read(field, raw)).to.deep.equal(['English', 'French', 'German', 'en-us']);
    }
    const transcripts = { transcript_languages: ['es-419'], transcript_languages_search_facet_names: ['Spanish'] };
    const raw = { ...course(transcripts), transcript_languages: ['English'] };
    expect(read('transcript_languages', raw)).to.deep.equal(['English', 'Spanish', 'es-419']);
  });

  it('gives a run nothing from its course and a program nothing from its courses', () => {
    expect(read('status', program({ courses: [course({ status: 'published' })] }))).to.deep.equal([]);
    expect(read('min_effort', program({ course_runs: [{ min_effort: 3 }] }))).to.deep.equal([]);
  });
});

describe('the oracle reads availability at the moment of the decision', () => {
  const cases: [string, JsonObject, string[]][] = [
    ['ended before now', { start: at(now - DAY), end: at(now - 1) }, ['Archived']],
    ['ends now', { start: at(now - DAY), end: at(now) }, ['Current']],
    ['starts now', { start: at(now) }, ['Current']],
    ['starts right after now', { start: at(now + 1) }, ['Starting Soon']],
    ['starts just within 60 days', { start: at(now + 60 * DAY - 1) }, ['Starting Soon']],
    ['starts in 60 days', { start: at(now + 60 * DAY) }, ['Upcoming']],
    ['no start, not ended', { end: at(now) }, ['Upcoming']],
    ['no start, ended', { end: at(now - 1) }, ['Archived']],
    ['neither', { availability: 'Current' }, ['Current']],
    ['neither that can be read', { availability: 'Current', start: 'soon', end: null }, ['Current']],
    ['neither, and no text', {}, []],
    ['text of upstream against the dates', { availability: 'Current', end: at(now - 1) }, ['Archived']],
  ];
  for (const [what, dates, expected] of cases) {
    it(what, () => {
      expect(read('availability', run(dates))).to.deep.equal(expected);
      expect(read('availability', course(dates))).to.deep.equal(expected);
    });
  }

  it('of a course is the set of its own text and its runs’', () => {
    const raw = { ...course({ end: at(now - 1) }, { start: at(now) }), availability: 'Upcoming' };
    expect(read('availability', raw)).to.deep.equal(['Archived', 'Current', 'Upcoming']);
  });

  it('course_ends is Past only when there are runs and all have ended', () => {
    const past = { end: at(now - 1) };
    expect(read('course_ends', course(past, past))).to.deep.equal(['Past']);
    expect(read('course_ends', course(past, { end: at(now) }))).to.deep.equal(['Future']);
    expect(read('course_ends', course(past, {}))).to.deep.equal(['Future']);
    expect(read('course_ends', { ...course(), course_ends: 'Past' })).to.deep.equal(['Future']);
    expect(read('course_ends', course(past, { ...RESTRICTED, end: at(now + DAY) }))).to.deep.equal(['Past']);
  });
});

describe('the oracle reads active', () => {
  const open = { is_enrollable: true, status: 'published', is_marketable: 'True' };
  const cases: [string, JsonObject, boolean][] = [
    ['a run that is open, published and marketed', run(open), true],
    ['a run that is not enrollable', run({ ...open, is_enrollable: false }), false],
    ['a run that is not published', run({ ...open, status: 'reviewed' }), false],
    ['a run that is not marketed', run({ ...open, is_marketable: false }), false],
    ['a run marketed elsewhere', run({ is_enrollable: true, is_marketable_external: true }), true],
    ['a course with an active run', course({}, open), true],
    ['a course whose active run is restricted', course({ ...open, ...RESTRICTED }, {}), false],
    ['a course without runs', course(), false],
    ['a raw boolean before all', { ...course(open), active: 'False' }, false],
    ['a raw value that is no boolean', { ...course(open), active: 'yes' }, true],
    ['an active program', program({ status: 'active' }), true],
    ['a program in other case', program({ status: 'Active' }), false],
    ['a pathway without status', { content_type: 'learnerpathway', uuid: 'l1' }, false],
  ];
  for (const [what, raw, expected] of cases) {
    it(`${what}: ${String(expected)}`, () => {
      expect(read('active', raw)).to.deep.equal([expected]);
    });
  }
});

describe('the oracle reads names and keys', () => {
  const owners = [{ key: 'MITx', name: 'MIT', uuid: 'o1' }];
  const authors = { authoring_organizations: [{ key: 'HarvX', name: 'Harvard', uuid: 'o2' }, null, 7] };

  it('partner: raw, else the default', () => {
    expect(read('partner', { partner: 'edX' })).to.deep.equal(['edx']);
    expect(read('partner', { partner: ' ' })).to.deep.equal(['main']);
  });

  it('org: raw, else of every organization, of a run else from its key', () => {
    expect(read('org', { org: 'Own', owners })).to.deep.equal(['own']);
    expect(read('org', { owners, ...authors })).to.deep.equal(['harvx', 'mitx']);
    expect(read('org', run({ key: 'course-v1:İTÜ+1+R' }))).to.deep.equal(['itü']);
    expect(read('org', run({ owners }))).to.deep.equal(['mitx']);
    expect(read('org', run({ key: 'A/1/R' }))).to.deep.equal([]);
    expect(read('org', { key: 'course-v1:A+1+R' })).to.deep.equal([]);
  });

  it('organizations and authoring organizations', () => {
    expect(read('organizations', { owners, ...authors })).to.deep.equal(['HarvX: Harvard', 'MITx: MIT']);
    expect(read('organizations', { organizations: 'X: Y', owners })).to.deep.equal(['X: Y']);
    expect(read('authoring_organizations', { owners })).to.deep.equal(['mit', 'mitx', 'mitx: mit']);
    const raw = { authoring_organization_uuids: ['o3'], owners, ...authors };
    expect(read('authoring_organization_uuids', raw)).to.deep.equal(['o1', 'o2', 'o3']);
  });

  it('key and aggregation_key', () => {
    expect(read('key', { key: 'A+1' })).to.deep.equal(['A+1']);
    expect(read('key', program({}))).to.deep.equal([]);
    expect(read('aggregation_key', { key: 'A+1' })).to.deep.equal(['course:A+1']);
    expect(read('aggregation_key', { key: 'A+1', aggregation_key: 'course:B+2' })).to.deep.equal(['course:B+2']);
    expect(read('aggregation_key', program({}))).to.deep.equal(['program:p1']);
    expect(read('aggregation_key', run({ course: 'B+2' }))).to.deep.equal(['courserun:B+2']);
    expect(read('aggregation_key', run({}))).to.deep.equal(['courserun:A+1']);
  });

  it('subjects and skills', () => {
    const subjects = [{ name: 'Physics', uuid: 's1' }, 'Music', null];
    expect(read('subjects', { subjects })).to.deep.equal(['Music', 'Physics']);
    expect(read('subject_uuids', { subjects, subject_uuids: ['s2'] })).to.deep.equal(['s1', 's2']);
    const skills = [{ name: 'Python' }];
    expect(read('skills', { skills, skill_names: ['Rust'] })).to.deep.equal(['Python']);
    expect(read('skill_names', { skills, skill_names: ['Rust'] })).to.deep.equal(['Python', 'Rust']);
  });

  it('program types, product source, marketing type', () => {
    const programs = [{ type: 'Masters' }, { type: null }];
    expect(read('program_types', { programs, program_types: ['XSeries'] })).to.deep.equal(['Masters', 'XSeries']);
    expect(read('product_source', { product_source: { slug: '2u', name: '2U' } })).to.deep.equal(['2u']);
    expect(read('product_source', { product_source: 'edx' })).to.deep.equal(['edx']);
    const field = 'external_course_marketing_type';
    expect(read(field, { additional_metadata: { [field]: 'sprint' } })).to.deep.equal(['sprint']);
    expect(read(field, { additional_metadata: { [field]: 'sprint' }, [field]: 'short' })).to.deep.equal(['short']);
  });
});

describe('the oracle reads price and enrol-by date', () => {
  const price = 'first_enrollable_paid_seat_price';
  const active = { is_enrollable: true, is_marketable_external: true };
  const a = { key: 'a', uuid: 'ua', [price]: 10, ...active };
  const b = { key: 'b', uuid: 'ub', [price]: 20, ...active };
  const advertised = (uuid: string, ...runs: JsonObject[]): JsonObject => ({
    ...course(...runs),
    advertised_course_run_uuid: uuid,
  });

  it('price: raw when the member is there, whatever it holds', () => {
    expect(read(price, { ...course(a), [price]: '5.5' })).to.deep.equal([5.5]);
    expect(read(price, { ...course(a), [price]: null })).to.deep.equal([]);
    expect(read(price, { ...course(a), [price]: 'free' })).to.deep.equal([]);
    expect(read(price, run({ [price]: 7 }))).to.deep.equal([7]);
  });

  it('price: else the advertised run’s, else that of the first active run by key', () => {
    expect(read(price, advertised('ub', a, b))).to.deep.equal([20]);
    expect(read(price, advertised('gone', b, a))).to.deep.equal([10]);
    expect(read(price, advertised('ua', { ...a, [price]: null }, b))).to.deep.equal([]);
    expect(read(price, advertised('ua', { ...a, [price]: null, is_enrollable: false }, b))).to.deep.equal([20]);
    expect(read(price, course({ ...a, is_enrollable: false }, b))).to.deep.equal([20]);
    expect(read(price, advertised('ua', { ...a, ...RESTRICTED }, b))).to.deep.equal([20]);
  });

  const seat = (type: string, deadline: string | null, override: string | null = null): JsonObject => ({
    type,
    upgrade_deadline: deadline,
    upgrade_deadline_override: override,
  });
  const enrollBy = (runMembers: JsonObject, courseMembers: JsonObject = {}): Value[] =>
    read('enroll_by_date', { ...advertised('r', { key: 'r', uuid: 'r', ...runMembers }), ...courseMembers });
  const [d1, d2, d3] = ['1970-01-02', '1970-01-03', '1970-01-04'];

  it('enrol-by: the earlier of the best seat’s deadline and the end of enrolment', () => {
    expect(enrollBy({ enrollment_end: d1, seats: [seat('verified', d2)] })).to.deep.equal([DAY]);
    expect(enrollBy({ enrollment_end: d2, seats: [seat('verified', d1)] })).to.deep.equal([DAY]);
    expect(enrollBy({ seats: [seat('verified', d1)] })).to.deep.equal([DAY]);
    expect(enrollBy({ enrollment_end: d1, seats: [] })).to.deep.equal([DAY]);
    expect(enrollBy({})).to.deep.equal([]);
  });

  it('enrol-by: an override wins, and only the best seat is looked at', () => {
    expect(enrollBy({ seats: [seat('verified', d1, d3)] })).to.deep.equal([3 * DAY]);
    expect(enrollBy({ seats: [seat('audit', d1), seat('verified', null)] })).to.deep.equal([]);
    expect(enrollBy({ seats: [seat('honor', d1), seat('audit', d2)] })).to.deep.equal([2 * DAY]);
    expect(enrollBy({ seats: [seat('professional', d1), seat('verified', d2)] })).to.deep.equal([2 * DAY]);
  });

  it('enrol-by: executive education looks at the end of enrolment only', () => {
    const seats = [seat('verified', d1)];
    const executive = { course_type: 'executive-education-2u' };
    expect(enrollBy({ enrollment_end: d2, seats }, executive)).to.deep.equal([2 * DAY]);
    expect(enrollBy({ seats }, executive)).to.deep.equal([]);
  });

  it('enrol-by: without an advertised run there is none; a run has its own; the raw member is not used', () => {
    expect(read('enroll_by_date', course({ uuid: 'r', enrollment_end: d1 }))).to.deep.equal([]);
    expect(enrollBy({ ...RESTRICTED, enrollment_end: d1 })).to.deep.equal([]);
    expect(read('enroll_by_date', run({ enrollment_end: d1, enroll_by_date: d2 }))).to.deep.equal([DAY]);
    expect(read('enroll_by_date', program({ enroll_by_date: d2 }))).to.deep.equal([]);
  });
});

describe('the oracle reads restrictions', () => {
  it('hides restricted runs and courses that have no other', () => {
    const isHidden = (raw: JsonObject): boolean =>
      readItem({ content_type: 'course', ...raw }, { now, defaultPartner: 'edx' }).restricted;
    expect(isHidden(run(RESTRICTED))).to.equal(true);
    expect(isHidden(run({ restriction_type: '' }))).to.equal(false);
    expect(isHidden(course(RESTRICTED))).to.equal(true);
    expect(isHidden(course(RESTRICTED, {}))).to.equal(false);
    expect(isHidden(course())).to.equal(false);
    expect(isHidden({ ...course(), ...RESTRICTED })).to.equal(false);
  });

  it('refuses what is not content', () => {
    expect(() => read('key', { content_type: 'video' })).to.throw('content types');
  });
});
