import { expect } from 'chai';
import { activeWith } from '../../src/replication/normalize/active-with.ts';
import { nextTransition } from '../../src/replication/normalize/next-transition.ts';
import { normalize } from '../../src/replication/normalize/normalize.ts';
import { shownWith } from '../../src/replication/normalize/shown-with.ts';

const end = Date.UTC(2026, 11, 1);
const kept = {
  key: 'course-v1:K+1+r',
  uuid: 'u1',
  status: 'published',
  is_enrollable: true,
  is_marketable: false,
  restriction_type: 'custom-b2b-enterprise',
  availability: 'Current',
  enrollment_end: new Date(end).toISOString(),
};
const open = { key: 'course-v1:K+1+o', uuid: 'u2', status: 'published', is_enrollable: true, is_marketable: true };
const courseOf = (runs: object[], members: object = {}) => ({
  content_type: 'course' as const,
  key: 'K+1',
  owners: [{ key: 'K', name: 'Keeper' }],
  advertised_course_run_uuid: 'u1',
  course_runs: runs,
  ...members,
});
const shown = (raw: ReturnType<typeof courseOf>, now = end): string | null =>
  shownWith(raw, normalize(raw, { now }).discoverable, now);
const active = (raw: ReturnType<typeof courseOf>): string[] => activeWith(raw, normalize(raw, { now: end }).active);

describe('what a course is where a restricted run is allowed', () => {
  it('shown with its advertised run, until enrolment in it is over, which is a moment to look again', () => {
    expect(shown(courseOf([kept]))).to.equal(kept.key);
    expect(nextTransition(courseOf([kept]), end)).to.equal(end + 1);
    expect(shown(courseOf([kept]), end + 1)).to.equal(null);
  });

  it('not shown for any other run, nor where something else speaks against it', () => {
    expect(shown(courseOf([{ ...kept, uuid: 'u3' }]))).to.equal(null);
    expect(shown(courseOf([{ ...kept, hidden: true }]))).to.equal(null);
    expect(shown(courseOf([{ ...kept, status: 'reviewed' }]))).to.equal(null);
    expect(shown(courseOf([{ ...kept, restriction_type: 'custom-b2c' }]))).to.equal(null);
    expect(shown(courseOf([kept], { owners: [] }))).to.equal(null);
    expect(shown(courseOf([kept], { course_type: 'bootcamp-2u' })), 'not eligible').to.equal(null);
  });

  it('nothing where everybody is shown it, or can enrol', () => {
    const everybodys = courseOf([kept, open], { advertised_course_run_uuid: 'u2' });
    expect([shown(everybodys), active(everybodys)]).to.deep.equal([null, []]);
    expect(active(courseOf([kept]))).to.deep.equal([kept.key]);
    expect(active(courseOf([kept, open]))).to.deep.equal([]);
    expect(active(courseOf([{ ...kept, active: false }])), 'by its own word').to.deep.equal([]);
  });
});
