import { expect } from 'chai';
import { normalize } from '../../src/replication/normalize/normalize.ts';
import { active, course, courserun, now, pathway, program } from './support/content.ts';

const at = (distanceInDays: number): string => new Date(now + distanceInDays * 86_400_000).toISOString();
const owner = { key: 'NordU', uuid: 'o-1', name: 'Nord University', logo_image_url: 'https://example.test/nord.png' };

describe('normalised form', () => {
  it('of the least content has every member', () => {
    for (const raw of [course(), courserun(), program(), pathway()]) {
      expect(normalize(raw, { now })).to.deep.include({
        version: 1,
        title: '',
        partners: [],
        price: null,
        course_bayesian_average: 0,
        advertised_course_run: null,
      });
    }
    expect(normalize(courserun(), { now })).to.include({ parent_key: 'A+1', aggregation_key: 'courserun:A+1' });
    expect(normalize(program(), { now }).normalized_metadata).to.equal(null);
  });

  it('takes texts from where each kind has them, as plain text', () => {
    expect(
      normalize(course({ title: 'A &amp; B', short_description: '<p>s</p>', full_description: '<p>f</p><p>g</p>' }), {
        now,
      }),
    ).to.include({ title: 'A & B', short_description: 's', full_description: 'f g' });
    expect(normalize(program({ title: 'P', subtitle: 'S', overview: 'O' }), { now })).to.include({
      title: 'P',
      short_description: 'S',
      full_description: 'O',
    });
    expect(normalize(pathway({ name: 'N', overview: 'O' }), { now })).to.include({ title: 'N', full_description: 'O' });
  });

  it('has the descriptions as safe HTML too', () => {
    const texts = { short_description: '<p>s</p>', overview: '<h2 id="x">O</h2>', outcome: '<ul><li>1<li>2</ul>' };
    const { html, outcome, prerequisites, full_description } = normalize(
      program({ ...texts, prerequisites_raw: 'none<script>x</script>' }),
      { now },
    );
    expect(html).to.deep.equal({
      short_description: '<p>s</p>',
      full_description: '<h2>O</h2>',
      outcome: '<ul><li>1</li><li>2</li></ul>',
      prerequisites: 'none',
    });
    expect({ outcome, prerequisites, full_description }).to.deep.equal({
      outcome: '1 2',
      prerequisites: 'none',
      full_description: 'O',
    });
  });

  it('names languages, of codes and of names', () => {
    const of = (members: object): [string | null, unknown[]] => {
      const { language, languages } = normalize(courserun(members), { now });
      return [language, languages.map(({ code, name }) => [code, name])];
    };
    expect(of({ language: 'en-us' })).to.deep.equal(['English', [['en-us', 'English']]]);
    expect(of({ languages: ['es-419', 'es', 'Welsh', 'zh_Hans'] })).to.deep.equal([
      'Spanish',
      [
        ['es-419', 'Spanish'],
        [null, 'Welsh'],
        ['zh_Hans', 'Chinese (Simplified)'],
      ],
    ]);
    expect(of({ language: 'Chinese - Mandarin' })).to.deep.equal([
      'Chinese - Mandarin',
      [[null, 'Chinese - Mandarin']],
    ]);
    expect(of({ language: 'xx' })).to.deep.equal(['xx', [[null, 'xx']]]);
    expect(of({})).to.deep.equal([null, []]);
    const { transcript_languages } = normalize(courserun({ transcript_languages: ['en-us', 'en-gb', 'fr'] }), { now });
    expect(transcript_languages).to.deep.equal(['English', 'French']);
  });

  it('gives dates of the run that counts, in UTC', () => {
    const run = {
      uuid: 'r1',
      start: '2026-03-01T10:00:00+02:00',
      end: '2026-05-01',
      enrollment_start: 'soon',
      enrollment_end: '2026-04-01T00:00:00Z',
      seats: [{ type: 'verified', upgrade_deadline: '2026-03-20T00:00:00Z' }],
    };
    const dates = {
      start: '2026-03-01T08:00:00.000Z',
      end: '2026-05-01T00:00:00.000Z',
      enroll_start: null,
      enroll_end: '2026-04-01T00:00:00.000Z',
      enroll_by: '2026-03-20T00:00:00.000Z',
      modified: '2026-01-01T00:00:00.000Z',
    };
    const modified = '2026-01-01 00:00';
    expect(normalize(courserun({ ...run, modified }), { now }).dates).to.deep.equal(dates);
    const raw = course({ modified, advertised_course_run_uuid: 'r1', course_runs: [run] });
    expect(normalize(raw, { now }).dates).to.deep.equal(dates);
    expect(normalize(course({ course_runs: [run] }), { now }).dates.start).to.equal(null);
    const past = normalize(courserun({ start: '0000-01-01T00:00:00+23:00' }), { now });
    expect(past.dates.start).to.equal(null);
  });

  it('lists seats, states and where the product comes from', () => {
    const seats = [{ type: 'verified' }, { type: 'audit' }];
    const raw = course({
      seat_types: ['credit'],
      product_source: { slug: 'edx', name: 'edX', description: 'x' },
      course_runs: [
        { seats, status: 'published' },
        { seats, status: 'archived', restriction_type: 'x' },
      ],
    });
    expect(normalize(raw, { now })).to.deep.include({
      seat_types: ['audit', 'credit', 'verified'],
      run_statuses: ['published'],
      status: null,
      product_source: { slug: 'edx', name: 'edX' },
    });
    expect(normalize(course({ product_source: '2u' }), { now }).product_source).to.deep.equal({
      slug: '2u',
      name: null,
    });
    expect(normalize(courserun({ status: 'reviewed', seats }), { now })).to.deep.include({
      seat_types: ['audit', 'verified'],
      status: 'reviewed',
    });
  });

  describe('partners', () => {
    it('are a course’s owners', () => {
      expect(normalize(course({ owners: [owner, { key: 'X' }] }), { now }).partners).to.deep.equal([
        { key: 'NordU', uuid: 'o-1', name: 'Nord University', logo_image_url: 'https://example.test/nord.png' },
        { key: 'X', uuid: null, name: 'X', logo_image_url: null },
      ]);
    });

    it('have the name and logo that the course sets in their place', () => {
      const raw = course({
        owners: [owner],
        organization_short_code_override: 'Nord Online',
        organization_logo_override_url: 'https://example.test/online.png',
      });
      expect(normalize(raw, { now }).partners).to.deep.equal([
        { key: 'NordU', uuid: 'o-1', name: 'Nord Online', logo_image_url: 'https://example.test/online.png' },
      ]);
    });

    it('of a program are those of its courses, each once, else its own', () => {
      const authors = [{ key: 'SydU', name: 'Syd' }];
      const courses = [{ owners: [owner] }, { owners: [owner, { name: 'Other' }] }];
      const names = (members: object): string[] =>
        normalize(program(members), { now }).partners.map(({ name }) => name);
      expect(names({ courses, authoring_organizations: authors })).to.deep.equal(['Nord University', 'Other']);
      expect(names({ courses: [{}], authoring_organizations: authors })).to.deep.equal(['Syd']);
    });

    it('of a run that names none is its org', () => {
      expect(normalize(courserun({ org: 'NordU', logo_image_urls: ['l'] }), { now }).partners).to.deep.equal([
        { key: 'NordU', uuid: null, name: 'NordU', logo_image_url: 'l' },
      ]);
    });
  });

  describe('availability in learners’ words', () => {
    it('of a course counts its active visible runs', () => {
      const raw = course({
        course_runs: [
          { ...active, start: at(-1) },
          { ...active, start: at(30) },
          { ...active, start: at(90) },
          { ...active, start: at(-9), end: at(-1) },
        ],
      });
      expect(normalize(raw, { now }).availability).to.deep.equal([
        'Available Now',
        'Starting Soon',
        'Upcoming',
        'Archived',
      ]);
      const none = course({ course_runs: [{ start: at(-1) }, { ...active, start: at(-1), restriction_type: 'x' }] });
      expect(normalize(none, { now }).availability).to.deep.equal([]);
    });

    it('of a program counts the runs of its courses; a master’s degree is always open', () => {
      const courses = [
        { course_runs: [{ ...active, start: at(-1) }] },
        { course_runs: [{ ...active, start: at(90) }] },
      ];
      expect(normalize(program({ courses }), { now }).availability).to.deep.equal(['Available Now', 'Upcoming']);
      expect(normalize(program({ type: 'Masters' }), { now }).availability).to.deep.equal(['Available Now']);
    });
  });

  it('weighs ratings with 15 reviews of 4.5', () => {
    const average = (members: object): number => normalize(course(members), { now }).course_bayesian_average;
    expect(average({ avg_course_rating: 3, reviews_count: 15 })).to.equal(3.75);
    expect(average({ avg_course_rating: '4.62', reviews_count: 37 })).to.be.closeTo(4.5853846, 1e-6);
    expect(average({ avg_course_rating: null, reviews_count: 3 })).to.equal(0);
    expect(average({ avg_course_rating: 5, reviews_count: 0 })).to.equal(0);
    expect(average({ avg_course_rating: 5 })).to.equal(0);
  });

  it('calls executive education by its name', () => {
    const kind = (members: object): string => normalize(course(members), { now }).learning_type;
    expect(kind({ course_type: 'executive-education-2u' })).to.equal('Executive Education');
    expect(kind({ course_type: 'verified-audit' })).to.equal('course');
    expect(normalize(program(), { now }).learning_type).to.equal('program');
  });

  it('lists the parts of programs and pathways', () => {
    expect(
      normalize(program({ courses: [{ key: 'A+1' }, { key: 'B+2' }, { key: 'A+1' }] }), { now }).course_keys,
    ).to.deep.equal(['A+1', 'B+2']);
    expect(normalize(program({ course_keys: ['C+3'] }), { now }).course_keys).to.deep.equal(['C+3']);
    const steps = [{ courses: [{ key: 'A+1' }] }, { programs: [{ uuid: 'p-1', courses: [{ key: 'Z+9' }] }] }];
    expect(normalize(pathway({ steps }), { now })).to.deep.include({ course_keys: ['A+1'], program_keys: ['p-1'] });
  });

  describe('of a course with an advertised run', () => {
    const run = {
      ...active,
      uuid: 'r1',
      key: 'course-v1:A+1+R',
      start: at(-1),
      end: at(1),
      content_language: 'en-us',
      content_language_search_facet_name: 'English',
      transcript_languages_search_facet_names: ['Spanish'],
      first_enrollable_paid_seat_price: 149,
    };
    const raw = (members: object, ...others: object[]) =>
      course({
        advertised_course_run_uuid: 'r1',
        languages: ['French'],
        course_runs: [{ ...run, ...members }, ...others],
      });

    it('has its languages and a summary of it', () => {
      const normalized = normalize(raw({}), { now });
      expect(normalized).to.deep.include({
        language: 'English',
        transcript_languages: ['Spanish'],
        price: 149,
        active: true,
      });
      expect(normalized.advertised_course_run).to.include({
        key: run.key,
        availability: 'Current',
        is_active: true,
        content_price: 149,
      });
    });

    it('that is over is no longer active for search', () => {
      const { advertised_course_run } = normalize(raw({ end: at(-0.5) }), { now });
      expect(advertised_course_run).to.include({ availability: 'Archived', is_active: false });
    });

    it('that is restricted shows nothing of it but under its own key', () => {
      const normalized = normalize(raw({ restriction_type: 'x' }, { key: 'k2' }), { now });
      expect(normalized).to.deep.include({
        language: 'French',
        price: null,
        active: false,
        advertised_course_run: null,
      });
      expect(normalized.normalized_metadata).to.include({ start_date: null, content_price: 0 });
      expect(Object.keys(normalized.normalized_metadata_by_run)).to.deep.equal([run.key, 'k2']);
      expect(normalized.restricted_run_keys).to.deep.equal([run.key]);
    });
  });

  it('compares deadlines as moments and gives them as written', () => {
    const run = {
      enrollment_end: '2026-03-01T01:00:00+05:00',
      seats: [
        { type: 'other', upgrade_deadline: '2020-01-01' },
        { type: 'professional', upgrade_deadline: '2026-02-28T23:00:00Z' },
        { type: 'audit', upgrade_deadline: '2020-01-01' },
      ],
    };
    expect(normalize(courserun(run), { now }).normalized_metadata?.enroll_by_date).to.equal(run.enrollment_end);
  });

  it('is not led astray by a run called __proto__', () => {
    const raw = course({ course_runs: [{ key: '__proto__' }] });
    const { normalized_metadata_by_run: byRun } = normalize(raw, { now });
    expect(Object.keys(byRun)).to.deep.equal(['__proto__']);
  });
});
