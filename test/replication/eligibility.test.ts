import { expect } from 'chai';
import { nextTransition } from '../../src/replication/normalize/next-transition.ts';
import { normalize } from '../../src/replication/normalize/normalize.ts';
import { active, course, courserun, now, pathway, program } from './support/content.ts';

const owner = { key: 'NordU', name: 'Nord University' };
const at = (milliseconds: number): string => new Date(now + milliseconds).toISOString();

describe('eligible', () => {
  const reasons = (members: object): string[] => {
    const { eligible, ineligible_reasons: failed } = normalize(course(members), { now });
    expect(eligible).to.equal(failed.length === 0);
    return failed;
  };

  it('is a course of a known type, or of none', () => {
    expect(reasons({})).to.deep.equal([]);
    expect(reasons({ course_type: 'verified-audit' })).to.deep.equal([]);
    expect(reasons({ course_type: 'executive-education-2u' })).to.deep.equal([]);
    expect(reasons({ course_type: 'bootcamp-2u' })).to.deep.equal(['course_type']);
  });

  it('is a course of a known source, by slug or text, or of none', () => {
    for (const product_source of ['edx', '2u', { slug: 'edx', name: 'edX' }, null, '', {}]) {
      expect(reasons({ product_source })).to.deep.equal([]);
    }
    expect(reasons({ product_source: 'getsmarter' })).to.deep.equal(['product_source']);
    expect(reasons({ product_source: { slug: 'other' }, course_type: 'x' })).to.deep.equal([
      'course_type',
      'product_source',
    ]);
  });

  it('is everything else', () => {
    for (const raw of [courserun({ course_type: 'x' }), program({ product_source: 'x' }), pathway()]) {
      expect(normalize(raw, { now })).to.deep.include({ eligible: true, ineligible_reasons: [] });
    }
  });
});

describe('discoverable', () => {
  const run = { ...active, uuid: 'r1', key: 'course-v1:A+1+R', enrollment_end: at(1_000) };
  const open = { owners: [owner], advertised_course_run_uuid: 'r1', course_runs: [run] };
  const ofRun = (members: object): object => ({ ...open, course_runs: [{ ...run, ...members }] });
  const whole = { marketing_url: 'https://example.test/p', type: 'MicroMasters', status: 'active' };
  const restricted = { restriction_type: 'custom-b2b-enterprise' };

  const table: [name: string, raw: ReturnType<typeof course>, reasons: string[]][] = [
    ['a course with an open advertised run and an owner', course(open), []],
    ['a course that catalogs do not take', course({ ...open, course_type: 'x' }), ['not_eligible']],
    [
      'a course without an advertised run',
      course({ ...open, advertised_course_run_uuid: null }),
      ['no_advertised_run'],
    ],
    [
      'a course whose advertised run is not there',
      course({ ...open, advertised_course_run_uuid: 'r9' }),
      ['no_advertised_run'],
    ],
    ['a course whose advertised run is not active', course(ofRun({ is_enrollable: false })), ['not_active']],
    ['a course whose advertised run is hidden', course(ofRun({ hidden: true })), ['hidden']],
    ['a course whose enrolment is over', course(ofRun({ enrollment_end: at(-1) })), ['enrollment_over']],
    ['a course whose enrolment ends now', course(ofRun({ enrollment_end: at(0) })), []],
    ['a course without an owner', course({ ...open, owners: [] }), ['no_owner']],
    ['a course all of whose runs are restricted', course(ofRun(restricted)), ['restricted', 'no_advertised_run']],
    ['a course that fails everything', course({ course_runs: [] }), ['no_advertised_run', 'no_owner']],
    ['an open run', courserun(run), []],
    ['a restricted run', courserun({ ...run, ...restricted }), ['restricted']],
    [
      'a run that is closed, hidden and over',
      courserun({ hidden: true, enrollment_end: at(-1) }),
      ['not_active', 'hidden', 'enrollment_over'],
    ],
    ['a whole program', program(whole), []],
    ['a program without anything', program(), ['not_active', 'no_marketing_url', 'no_type']],
    ['a hidden program', program({ ...whole, hidden: true }), ['hidden']],
    ['a retired program', program({ ...whole, status: 'retired' }), ['not_active']],
    ['a pathway', pathway({ status: 'inactive' }), []],
  ];
  for (const [name, raw, reasons] of table) {
    it(`${name}: ${reasons.join(', ') || 'yes'}`, () => {
      expect(normalize(raw, { now })).to.deep.include({
        discoverable: reasons.length === 0,
        undiscoverable_reasons: reasons,
      });
    });
  }

  it('is judged by the runs that are seen', () => {
    const raw = course(ofRun(restricted));
    const allowed = new Set(['course-v1:A+1+R']);
    expect(normalize(raw, { now, allowed })).to.deep.include({ discoverable: true, undiscoverable_reasons: [] });
  });

  it('ends when enrolment does, and the item is due then', () => {
    for (const raw of [course(open), courserun(run)]) {
      const due = nextTransition(raw, now) ?? 0;
      expect(due).to.equal(now + 1_001);
      expect(normalize(raw, { now: due - 1 }).discoverable).to.equal(true);
      expect(normalize(raw, { now: due }).discoverable).to.equal(false);
    }
    expect(nextTransition(courserun(run), now + 1_001)).to.equal(null);
  });

  it('leaves a run in its course’s list for 30 days more, and the item is due then', () => {
    expect(nextTransition(course(open), now + 1_001)).to.equal(now + 1_001 + 30 * 86_400_000);
  });
});
