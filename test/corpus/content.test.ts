import { expect } from 'chai';
import type { Document } from './support/matcher.ts';
import { makeSample, nested, NOW, runsOf, type Sample, share, texts } from './support/sample.ts';

const DAY = 86_400_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function instant(value: unknown): number | null {
  return typeof value === 'string' ? Date.parse(value) : null;
}

/** The availability of a run by the rule of the filter language. */
function availability(run: Document): string {
  const end = instant(run['end']);
  const start = instant(run['start']) ?? Infinity;
  if (end !== null && end < NOW) {
    return 'Archived';
  }
  return start <= NOW ? 'Current' : start < NOW + 60 * DAY ? 'Starting Soon' : 'Upcoming';
}

describe('corpus: content', function () {
  this.timeout(20_000);
  let sample: Sample;
  before(() => {
    sample = makeSample(3000, 1);
  });

  it('has the asked number of items in the measured proportions', () => {
    const { documents, courses, runs, programs, pathways } = sample;
    expect(documents).to.have.length(3000);
    expect([courses.length, runs.length, programs.length, pathways.length]).to.deep.equal([1075, 1612, 224, 89]);
  });

  it('gives each item its own uuid, key and aggregation key', () => {
    const { documents, courses, runs } = sample;
    const uuids = documents.map((document) => String(document['uuid']));
    expect(new Set(uuids)).to.have.property('size', documents.length);
    expect(uuids.filter((uuid) => !UUID.test(uuid))).to.deep.equal([]);
    const keys = [...courses, ...runs].map((document) => String(document['key']));
    expect(new Set(keys)).to.have.property('size', keys.length);
    for (const course of courses) {
      expect(course['key']).to.match(/^[A-Za-z]+\+[A-Z]{2,3}\d+(\.1)?x?$/);
      expect(course['aggregation_key']).to.equal(`course:${String(course['key'])}`);
    }
    for (const run of runs) {
      expect(run['key']).to.match(/^course-v1:[A-Za-z]+\+[A-Z]{2,3}\d+(\.1)?x?\+([123]T|B2B)20\d\d[a-l]?$/);
    }
  });

  it('nests in every course the runs that stand beside it, and they agree', () => {
    const { courses, runs } = sample;
    const byKey = new Map(runs.map((run) => [run['key'], run]));
    let seen = 0;
    for (const course of courses) {
      expect(runsOf(course).length).to.be.within(1, 12);
      expect(texts(course, 'course_run_keys')).to.deep.equal(runsOf(course).map((run) => run['key']));
      for (const run of runsOf(course)) {
        const alone = byKey.get(run['key']);
        seen += 1;
        expect(alone?.['aggregation_key']).to.equal(`courserun:${String(course['key'])}`);
        expect(run['course']).to.equal(course['key']);
        for (const member of Object.keys(run).filter((name) => alone !== undefined && name in alone)) {
          if (member !== 'transcript_languages') {
            expect(alone?.[member], `${String(run['key'])} ${member}`).to.deep.equal(run[member]);
          }
        }
        expect(alone?.['transcript_languages']).to.deep.equal(run['transcript_languages_search_facet_names']);
        expect(alone?.['seat_types']).to.deep.equal(nested(run, 'seats').map((seat) => seat['type']));
      }
    }
    expect(seen).to.equal(runs.length);
    expect(Math.max(...courses.map((course) => runsOf(course).length))).to.equal(12);
  });

  it('tells dates, availability and openness of a run consistently', () => {
    for (const run of sample.courses.flatMap((course) => runsOf(course))) {
      const [start, end, opens, closes] = ['start', 'end', 'enrollment_start', 'enrollment_end'].map((member) =>
        instant(run[member]),
      );
      expect(run['availability']).to.equal(availability(run));
      if (end !== null && start !== null && end !== undefined && start !== undefined) {
        expect(end).to.be.above(start);
      }
      const isOpen = [end, closes].every((limit) => (limit ?? Infinity) > NOW) && (opens ?? 0) <= NOW;
      expect(run['is_enrollable']).to.equal(isOpen);
      const seats = nested(run, 'seats');
      const buyable = seats.filter((seat) => {
        return (instant(seat['upgrade_deadline_override'] ?? seat['upgrade_deadline']) ?? Infinity) > NOW;
      });
      expect(run['has_enrollable_seats']).to.equal(isOpen && buyable.length > 0);
      const paid = buyable.find((seat) => Number(seat['price']) > 0);
      expect(run['first_enrollable_paid_seat_price']).to.equal(paid === undefined ? null : Number(paid['price']));
      for (const seat of seats) {
        expect(seat['price']).to.match(/^\d+\.00$/);
        expect(instant(seat['upgrade_deadline']) ?? 0).to.be.at.most(end ?? Infinity);
      }
      expect(Date.parse(String(run['modified']))).to.be.at.most(NOW);
      expect(run['is_marketable'] === true && run['status'] !== 'published').to.equal(false);
    }
  });

  it('derives what a course says about its runs from the unrestricted ones', () => {
    for (const course of sample.courses) {
      const open = runsOf(course).filter((run) => run['restriction_type'] === null);
      expect(texts(course, 'course_run_statuses')).to.have.members([...new Set(open.map((run) => run['status']))]);
      const past = open.length > 0 && open.every((run) => run['availability'] === 'Archived');
      expect(course['course_ends']).to.equal(past ? 'Past' : 'Future');
      const advertised = course['advertised_course_run_uuid'];
      if (advertised !== null) {
        const run = open.find((candidate) => candidate['uuid'] === advertised);
        expect(run?.['status']).to.equal('published');
        expect(course['first_enrollable_paid_seat_price']).to.equal(run?.['first_enrollable_paid_seat_price']);
      }
    }
  });

  it('links programs and courses both ways, and pathways to what exists', () => {
    const { courses, programs, pathways } = sample;
    const courseByKey = new Map(courses.map((course) => [course['key'], course]));
    const programByUuid = new Map(programs.map((program) => [program['uuid'], program]));
    for (const program of programs) {
      const members = nested(program, 'courses');
      expect(members.length).to.be.within(1, 8);
      expect(texts(program, 'course_keys')).to.deep.equal(members.map((member) => member['key']));
      for (const member of members) {
        const course = courseByKey.get(member['key']);
        expect(course).to.deep.include({ uuid: member['uuid'], title: member['title'] });
        expect(nested(course ?? {}, 'programs').map((one) => one['uuid'])).to.include(program['uuid']);
      }
    }
    for (const course of courses) {
      for (const mention of nested(course, 'programs')) {
        const program = programByUuid.get(mention['uuid']);
        expect(program).to.deep.include({ title: mention['title'], type: mention['type'] });
        expect(texts(program ?? {}, 'course_keys')).to.include(course['key']);
        expect(mention['number_of_courses']).to.equal(texts(program ?? {}, 'course_keys').length);
      }
    }
    for (const step of pathways.flatMap((pathway) => nested(pathway, 'steps'))) {
      expect(nested(step, 'courses').length + nested(step, 'programs').length).to.be.at.least(1);
      for (const mention of nested(step, 'courses')) {
        const course = courseByKey.get(mention['key']);
        expect(course).to.deep.include({ title: mention['title'], short_description: mention['short_description'] });
        const runs = nested(mention, 'course_runs').map((run) => run['key']);
        expect(texts(course ?? {}, 'course_run_keys')).to.include.members(runs);
      }
      for (const mention of nested(step, 'programs')) {
        const program = programByUuid.get(mention['uuid']);
        expect(program?.['title']).to.equal(mention['title']);
        expect(nested(mention, 'courses').map((course) => course['key'])).to.deep.equal(
          texts(program ?? {}, 'course_keys'),
        );
      }
    }
  });

  it('has the measured shares of course types, levels, languages, partners and owners', () => {
    const { courses } = sample;
    // Four standard deviations for a thousand courses are about 0.06 at one half and 0.03 at one tenth.
    const near = (actual: number, expected: number): void => {
      expect(actual).to.be.closeTo(expected, 0.012 + 4 * Math.sqrt((expected * (1 - expected)) / courses.length));
    };
    const has = (member: string, value: unknown): number => share(courses, (course) => course[member] === value);
    near(has('course_type', 'verified-audit'), 0.52);
    near(has('course_type', 'audit'), 0.16);
    near(has('course_type', 'professional'), 0.09);
    near(has('course_type', 'executive-education-2u'), 0.09);
    near(has('course_type', 'credit-verified-audit'), 0.05);
    near(
      share(courses, (course) => course['additional_metadata'] !== null),
      0.08,
    );
    near(has('level_type', 'Introductory'), 0.52);
    near(has('level_type', 'Intermediate'), 0.33);
    near(has('level_type', 'Advanced'), 0.12);
    near(has('level_type', null), 0.03);
    near(
      share(courses, (course) => texts(course, 'languages')[0] === 'English'),
      0.76,
    );
    near(
      share(courses, (course) => texts(course, 'languages')[0] === 'Spanish'),
      0.11,
    );
    near(has('partner', 'edx'), 0.94);
    near(
      share(courses, (course) => nested(course, 'owners').length === 0),
      0.03,
    );
    near(has('advertised_course_run_uuid', null), 0.053);
  });

  it('has the measured shares of statuses, restrictions and starts of runs', () => {
    const { runs } = sample;
    expect(share(runs, (run) => run['status'] === 'published')).to.be.closeTo(0.78, 0.04);
    expect(share(runs, (run) => run['status'] === 'unpublished')).to.be.closeTo(0.17, 0.04);
    expect(share(runs, (run) => run['status'] === 'reviewed')).to.be.closeTo(0.05, 0.02);
    expect(share(runs, (run) => run['restriction_type'] === 'custom-b2b-enterprise')).to.be.closeTo(0.04, 0.02);
    const years = runs.map((run) => (Date.parse(String(run['start'])) - NOW) / (365 * DAY));
    expect(Math.min(...years)).to.be.within(-4, -3.9);
    expect(Math.max(...years)).to.be.within(0.9, 1);
    for (const year of [-4, -3, -2, -1, 0]) {
      expect(share(years, (at) => at >= year && at < year + 1)).to.be.closeTo(0.2, 0.045);
    }
  });

  it('keeps prices in the measured ranges', () => {
    const ranges: Readonly<Record<string, readonly [number, number]>> = {
      'verified-audit': [29, 299],
      professional: [399, 1499],
      'executive-education-2u': [1500, 4600],
      'bootcamp-2u': [8000, 13_000],
    };
    for (const course of sample.courses) {
      const price = course['first_enrollable_paid_seat_price'];
      const range = ranges[String(course['course_type'])];
      if (course['course_type'] === 'audit') {
        expect(price).to.equal(null);
      } else if (price !== null && range !== undefined) {
        expect(price).to.be.within(...range);
      }
    }
  });

  it('spreads courses over organisations by a power law and over learners unevenly', () => {
    const sizes = new Map<unknown, number>();
    for (const run of sample.runs) {
      sizes.set(run['org'], (sizes.get(run['org']) ?? 0) + 1);
    }
    const sorted = [...sizes.values()].sort((left, right) => right - left);
    // Zipf 0.9 over 280: the first has 12 %, the first ten 40 %.
    expect((sorted[0] ?? 0) / sample.runs.length).to.be.within(0.08, 0.18);
    expect(sorted.slice(0, 10).reduce((left, right) => left + right) / sample.runs.length).to.be.within(0.32, 0.5);
    expect(sorted.length).to.be.within(150, 280);
    const enrollments = sample.courses
      .map((course) => Number(course['enrollment_count']))
      .sort((left, right) => right - left);
    const all = enrollments.reduce((left, right) => left + right);
    expect(enrollments.slice(0, 107).reduce((left, right) => left + right) / all).to.be.above(0.35);
  });
});
