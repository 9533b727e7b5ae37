import { expect } from 'chai';
import { listingOf } from '../../src/replication/normalize/listing.ts';
import { nextTransition } from '../../src/replication/normalize/next-transition.ts';
import { normalize, type Normalized } from '../../src/replication/normalize/normalize.ts';
import { toSearchFields } from '../../src/replication/normalize/search-fields.ts';
import type { RawContent } from '../../src/replication/contract/raw-content.ts';
import type { SearchFields } from '../../src/content-index/port.ts';
import { active, course, now, pathway, program } from './support/content.ts';

const day = 86_400_000;
const at = (days: number): string => new Date(now + days * day).toISOString();
const form = (raw: RawContent): Normalized => normalize(raw, { now });
const fieldsOf = (raw: RawContent, moment = now): SearchFields =>
  toSearchFields(normalize(raw, { now: moment }), listingOf(raw, moment));

const tides = {
  key: 'A+1',
  subjects: [{ name: 'Physics' }, { name: 'Art' }],
  owners: [{ name: 'Nord' }],
  course_runs: [{ ...active, key: 'r1', start: at(-10), end: at(90), level_type: 'Introductory' }],
};
const moors = {
  key: 'A+2',
  level_type: 'Advanced',
  subjects: ['Law', 'Art'],
  owners: [{ name: 'Sud' }],
  course_runs: [{ ...active, key: 'r2', start: at(90), end: at(200), level_type: 'Intermediate' }],
};

describe('content that is made of other content', () => {
  it('a program has its own subjects and those of its courses', () => {
    const raw = program({ subjects: [{ name: 'Biology' }], courses: [tides, moors] });
    expect(form(raw).subjects).to.deep.equal(['Biology', 'Physics', 'Art', 'Law']);
  });

  it('a program has the level of most of its courses, of those as frequent the first, and its own where they have none', () => {
    const advanced = { ...moors, key: 'A+3' };
    expect(form(program({ courses: [tides, moors, advanced] })).level_type).to.equal('Advanced');
    expect(form(program({ courses: [tides, moors] })).level_type).to.equal('Introductory');
    expect(form(program({ level_type: 'Expert', courses: [{ key: 'A+4' }] })).level_type).to.equal('Expert');
    expect(form(program({ courses: [{ key: 'A+4' }] })).level_type).to.equal(null);
  });

  it('a level is not taken from a run that is restricted', () => {
    const secret = { key: 'A+5', course_runs: [{ level_type: 'Expert', restriction_type: 'custom-b2b-enterprise' }] };
    expect(form(program({ courses: [secret] })).level_type).to.equal(null);
    expect(form(program({ courses: [secret, moors] })).level_type).to.equal('Advanced');
  });

  it('a pathway has subjects, partners and availability of the courses and programs in its steps', () => {
    const raw = pathway({
      steps: [
        { courses: [tides], programs: [] },
        {
          programs: [{ uuid: 'p', subjects: ['Music'], courses: [moors], authoring_organizations: [{ name: 'Ost' }] }],
        },
      ],
    });
    const { subjects, partners, availability, level_type } = form(raw);
    expect(subjects).to.deep.equal(['Physics', 'Art', 'Law', 'Music']);
    expect(partners.map(({ name }) => name)).to.deep.equal(['Nord', 'Sud', 'Ost']);
    expect(availability).to.deep.equal(['Available Now', 'Upcoming']);
    expect(level_type).to.equal(null);
    // The first of its courses to come becomes one that starts soon.
    expect(nextTransition(raw, now)).to.equal(now + 30 * day + 1);
  });

  it('a pathway with a master’s degree is open, and one of bare keys says nothing', () => {
    expect(form(pathway({ steps: [{ programs: [{ uuid: 'p', type: 'Masters' }] }] })).availability).to.deep.equal([
      'Available Now',
    ]);
    const bare = form(pathway({ steps: [{ courses: [{ key: 'A+1', course_runs: [{ key: 'r1' }] }] }] }));
    expect(bare).to.deep.include({ subjects: [], partners: [], availability: [] });
  });

  it('a program is called in search as learners call its type; a course keeps what upstream calls its programs', () => {
    for (const [type, name] of [
      ['MicroMasters', 'MicroMasters® Program'],
      ['Masters', "Master's Degree Program"],
      ['XSeries', 'XSeries'],
    ] as const) {
      const raw = program({ type });
      expect(fieldsOf(raw)).to.deep.include({ programs: [name], program_type: name });
      expect(form(raw).program_types).to.deep.equal([type]);
      expect(fieldsOf(course({ programs: [{ type }] }))).to.deep.include({ programs: [type], program_type: null });
    }
  });
});

describe('courses over time', () => {
  const one = (members: object): RawContent =>
    course({ advertised_course_run_uuid: 'x', course_runs: [{ ...active, key: 'r', uuid: 'x', ...members }] });
  const keysOf = (raw: RawContent, moment: number): unknown[] =>
    (fieldsOf(raw, moment).shown['course_runs'] as { key: string }[]).map(({ key }) => key);

  it('list a run until 30 days after the last day to enrol', () => {
    const raw = one({ start: at(-300), enrollment_end: at(0) });
    const last = now + 30 * day;
    expect(keysOf(raw, last)).to.deep.equal(['r']);
    expect(keysOf(raw, last + 1)).to.deep.equal([]);
    expect(nextTransition(raw, now + 1)).to.equal(last + 1);
    expect(fieldsOf(raw, last + 1).shown['advertised_course_run']).to.include({ key: 'r' });
    const ended = one({ start: at(-300), enrollment_end: at(0), end: at(20) });
    expect(nextTransition(ended, now + 20 * day + 1), 'it is over before').to.equal(now + 65 * day);
  });

  it('count the upgrade deadline of the best seat as the last day to enrol, and list a run without one', () => {
    const seats = [{ type: 'verified', upgrade_deadline: at(-31) }];
    expect(keysOf(one({ start: at(-90), seats }), now)).to.deep.equal([]);
    expect(keysOf(one({ start: at(-90) }), now)).to.deep.equal(['r']);
  });

  it('are new for a year from the first start of their runs', () => {
    const raw = course({
      course_runs: [
        { ...active, key: 'later', start: at(50) },
        { ...active, key: 'first', start: at(0) },
      ],
    });
    const isNew = (days: number, more = 0): boolean => fieldsOf(raw, now + days * day + more).is_new_content;
    expect([isNew(0, -1), isNew(0), isNew(365, -1), isNew(365)]).to.deep.equal([false, true, true, false]);
    expect(nextTransition(raw, now + 100 * day)).to.equal(now + 365 * day);
    expect(nextTransition(raw, now + 365 * day)).to.equal(null);
    expect(fieldsOf(course()).is_new_content).to.equal(false);
    expect(fieldsOf(program({ courses: [raw] })).is_new_content).to.equal(false);
  });

  it('say to which languages the advertised run is translated', () => {
    const ai = { translation_languages: [{ code: 'es', label: 'Spanish' }, { code: 'fr', label: 'French' }, {}] };
    expect(fieldsOf(one({ ai_languages: ai })).translation_languages).to.deep.equal(['Spanish', 'French']);
    expect(fieldsOf(one({ ai_languages: null })).translation_languages).to.deep.equal([]);
  });
});
