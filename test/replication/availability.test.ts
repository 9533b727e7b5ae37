import { expect } from 'chai';
import type { RawContent } from '../../src/replication/contract/raw-content.ts';
import { project } from '../../src/replication/projection/project.ts';

const start = Date.UTC(2026, 5, 1);
const end = Date.UTC(2026, 8, 1);
const sixtyDays = 60 * 86_400_000;
const at = (moment: number): string => new Date(moment).toISOString();

function run(members: object): RawContent {
  return { content_type: 'courserun', key: 'course-v1:A+1+R', ...members };
}

function course(...runs: object[]): RawContent {
  return { content_type: 'course', key: 'A+1', course_runs: runs };
}

function see(raw: RawContent, now: number) {
  const { projection, nextTransitionAt } = project(raw, { now, defaultPartner: 'edx' });
  return { availability: projection.availability, ends: projection.course_ends?.[0], next: nextTransitionAt };
}

describe('availability', () => {
  const dated = { start: at(start), end: at(end), availability: 'Stale' };
  const moments: [string, number, string, number | null][] = [
    ['long before', start - 2 * sixtyDays, 'Upcoming', start - sixtyDays + 1],
    ['60 days before the start', start - sixtyDays, 'Upcoming', start - sixtyDays + 1],
    ['a millisecond later', start - sixtyDays + 1, 'Starting Soon', start],
    ['a millisecond before the start', start - 1, 'Starting Soon', start],
    ['at the start', start, 'Current', end + 1],
    ['at the end', end, 'Current', end + 1],
    ['a millisecond after the end', end + 1, 'Archived', null],
  ];
  for (const [name, now, availability, next] of moments) {
    it(`of a run ${name}: ${availability}`, () => {
      expect(see(run(dated), now)).to.deep.equal({ availability: [availability], ends: undefined, next });
    });
  }

  const others: [string, object, string[] | undefined, number | null][] = [
    ['without a start', { end: at(end) }, ['Upcoming'], end + 1],
    ['without an end', { start: at(start) }, ['Current'], null],
    ['with neither: upstream’s text', { availability: 'Sometime' }, ['Sometime'], null],
    ['with neither and no text', { availability: null }, undefined, null],
    [
      'with dates that cannot be read: upstream’s text',
      { start: 'x', end: '2026-02-30', availability: 'Current' },
      ['Current'],
      null,
    ],
    ['that ends before it starts', { start: at(end + 5), end: at(start - 1) }, ['Archived'], null],
  ];
  for (const [name, members, availability, next] of others) {
    it(`of a run ${name}`, () => {
      expect(see(run(members), start)).to.deep.equal({ availability, ends: undefined, next });
    });
  }

  it('never turns to what an end before the start leaves out', () => {
    const raw = run({ start: at(end), end: at(start) });
    expect(see(raw, start - 1).next).to.equal(start + 1);
    expect(see(raw, start + 1)).to.deep.include({ availability: ['Archived'], next: null });
  });

  it('of a course is that of each of its runs, and the first change counts', () => {
    const raw = course(
      { start: at(start), end: at(end) },
      { start: at(start + 10), end: at(end) },
      { availability: 'Odd' },
    );
    expect(see(raw, start)).to.deep.equal({
      availability: ['Current', 'Odd', 'Starting Soon'],
      ends: 'Future',
      next: start + 10,
    });
  });

  it('of a program stays upstream’s, while its learners’ form follows the runs of its courses', () => {
    const raw: RawContent = {
      content_type: 'program',
      uuid: '571cc634-d6b2-5d39-98c3-a0b938d15eb1',
      availability: 'Current',
      courses: [course({ start: at(start), end: at(end) }, { restriction_type: 'x', start: at(start - 5) })],
    };
    expect(see(raw, start - 10)).to.deep.equal({ availability: ['Current'], ends: undefined, next: start });
  });
});

describe('course_ends', () => {
  it('is Past from the millisecond after the last end', () => {
    const raw = course({ end: at(start) }, { end: at(end) });
    expect(see(raw, start + 1)).to.deep.include({ ends: 'Future', next: end + 1 });
    expect(see(raw, end)).to.deep.include({ ends: 'Future', next: end + 1 });
    expect(see(raw, end + 1)).to.deep.include({ ends: 'Past', next: null });
  });

  it('is Future without runs, and while one run has no end', () => {
    expect(see(course(), end).ends).to.equal('Future');
    expect(see(course({ end: at(start) }, { start: at(start) }), end + 1).ends).to.equal('Future');
  });

  it('of other content is upstream’s', () => {
    expect(see(run({ course_ends: 'Past' }), start).ends).to.equal('Past');
  });
});
