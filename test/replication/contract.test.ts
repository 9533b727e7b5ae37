import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { contentSchemas } from '../../src/replication/contract/content-schema.ts';
import { contentKey, contentUuid, parentKey } from '../../src/replication/contract/identity.ts';
import { readRaw } from '../../src/replication/contract/read-raw.ts';
import { generateContent } from '../oracle/generate-content.ts';
import { Random } from '../oracle/random.ts';
import { course, courserun, program } from './support/content.ts';

const uuid = '571cc634-d6b2-5d39-98c3-a0b938d15eb1';

/** `pointer code` of each error, or `ok`. */
function judge(value: unknown): string[] | 'ok' {
  const read = readRaw(value);
  return read.ok ? 'ok' : read.errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('contract', () => {
  it('is written as JSON Schema 2020-12', () => {
    const ajv = new Ajv2020();
    for (const [type, schema] of Object.entries(contentSchemas)) {
      expect(ajv.validateSchema(schema), type).to.equal(true);
    }
  });

  const kept: Record<string, unknown> = {
    'the least course': { content_type: 'course', key: 'A+1' },
    'the least run': { content_type: 'courserun', key: 'course-v1:A+1+R' },
    'the least program': { content_type: 'program', uuid },
    'the least pathway': { content_type: 'learnerpathway', uuid: uuid.toUpperCase() },
    'unknown members, and known ones that only filters read, of any kind': {
      content_type: 'course',
      key: 'A+1',
      x: [[1]],
      level_type: {},
      weeks_to_complete: true,
      enterprise_subscription_inclusion: 5,
      status: [],
    },
    'numbers and truths as texts, one value or a list of them, and texts that cannot be read': {
      content_type: 'course',
      key: 'A+1',
      title: ['About it'],
      status: ['published', null],
      first_enrollable_paid_seat_price: '149.00',
      modified: 'soon',
      active: 'True',
      hidden: 'perhaps',
      entitlements: [{ mode: 'verified', price: '149.00' }, { price: 149 }],
      course_runs: [
        { is_enrollable: 'true', start: '', end: ['2026-01-01'], fixed_price_usd: '0', seats: [{ type: null }] },
      ],
    },
    'one organization or blank text where a list of them belongs': {
      content_type: 'course',
      key: 'A+1',
      owners: { key: 7, name: 'A' },
      authoring_organizations: ' ',
      programs: ['', null, {}],
      product_source: 'edx',
    },
    'blanks and nulls wherever a kind is asked for': {
      content_type: 'courserun',
      key: 'r',
      ...Object.fromEntries(
        ['title', 'status', 'active', 'hidden', 'is_enrollable', 'start', 'end', 'owners', 'fixed_price_usd'].map(
          (name, index) => [name, [null, '', [], [null]][index % 4]],
        ),
      ),
    },
    'null for lists and uuid': {
      content_type: 'course',
      key: 'A+1',
      uuid: null,
      course_runs: null,
      owners: null,
      subjects: null,
    },
    'a blank uuid of what has a key': { content_type: 'course', key: 'A+1', uuid: '' },
    'nulls in lists': { content_type: 'course', key: 'A+1', course_runs: [null], owners: [null] },
    'subjects and skills as texts': { content_type: 'course', key: 'A+1', subjects: ['Art'], skills: ['SQL', {}] },
    'a key of 255 characters beyond the first plane': { content_type: 'course', key: '😀'.repeat(255) },
  };
  for (const [name, value] of Object.entries(kept)) {
    it(`takes ${name}`, () => {
      expect(judge(value)).to.equal('ok');
    });
  }

  const broken: [string, unknown, string[]][] = [
    ['text', 'course', [' wrong_type']],
    ['null', null, [' wrong_type']],
    ['a list', [{ content_type: 'course', key: 'A+1' }], [' wrong_type']],
    ['no content type', { key: 'A+1' }, ['/content_type missing']],
    ['no content type that is known', { key: 'A+1', aggregation_key: 'video:A+1' }, ['/content_type missing']],
    ['an unknown content type', { content_type: 'Course', key: 'A+1' }, ['/content_type unknown_content_type']],
    [
      'a content type of another kind',
      { content_type: ['course'], key: 'A+1' },
      ['/content_type unknown_content_type'],
    ],
    ['a course without a key', { content_type: 'course', uuid }, ['/key missing']],
    ['a key that is null', { content_type: 'course', key: null }, ['/key wrong_type']],
    ['a blank key', { content_type: 'courserun', key: ' ' }, ['/key malformed']],
    ['a key with blanks around it', { content_type: 'course', key: 'A+1 ' }, ['/key malformed']],
    ['a key with a control character', { content_type: 'course', key: 'A+\u00001' }, ['/key malformed']],
    ['a key of 256 characters', { content_type: 'course', key: 'x'.repeat(256) }, ['/key malformed']],
    ['a key with half a character', { content_type: 'course', key: 'A+\ud800' }, ['/key malformed']],
    ['a program without a uuid', { content_type: 'program', key: 'P' }, ['/uuid missing']],
    ['a program with a blank uuid', { content_type: 'program', uuid: '' }, ['/uuid malformed']],
    ['a malformed uuid', { content_type: 'course', key: 'A+1', uuid: '571cc634' }, ['/uuid malformed']],
    ['runs that are no list', { content_type: 'course', key: 'A+1', course_runs: {} }, ['/course_runs wrong_type']],
    [
      'a run that is no object',
      { content_type: 'course', key: 'A+1', course_runs: [{}, 'r'] },
      ['/course_runs/1 wrong_type'],
    ],
    [
      'a restriction that cannot be read',
      { content_type: 'courserun', key: 'r', restriction_type: true },
      ['/restriction_type wrong_type'],
    ],
    [
      'one of a nested run',
      { content_type: 'course', key: 'A+1', course_runs: [{ restriction_type: 5 }] },
      ['/course_runs/0/restriction_type wrong_type'],
    ],
    [
      'seats that are no list',
      { content_type: 'course', key: 'A+1', course_runs: [{ seats: 'x' }] },
      ['/course_runs/0/seats wrong_type'],
    ],
    [
      'several faults at once',
      { content_type: 'course', key: '', uuid: 5, course_runs: ['x'] },
      ['/uuid wrong_type', '/course_runs/0 wrong_type', '/key malformed'],
    ],
    ['owners that are text', { content_type: 'course', key: 'A+1', owners: 'none' }, ['/owners wrong_type']],
    ['an owner that is text', { content_type: 'course', key: 'A+1', owners: ['x'] }, ['/owners/0 wrong_type']],
    ['a title that is an object', { content_type: 'program', uuid, title: {} }, ['/title wrong_type']],
    ['a status that is a number', { content_type: 'learnerpathway', uuid, status: 7 }, ['/status wrong_type']],
    ['a date that is a number', { content_type: 'courserun', key: 'r', start: 1_735_689_600 }, ['/start wrong_type']],
    [
      'what a nested run is judged by, of the wrong kinds',
      {
        content_type: 'course',
        key: 'A+1',
        advertised_course_run_uuid: {},
        course_runs: [{ is_enrollable: 1, enrollment_end: true, seats: [{ upgrade_deadline: 5 }] }],
      },
      [
        '/advertised_course_run_uuid wrong_type',
        '/course_runs/0/is_enrollable wrong_type',
        '/course_runs/0/enrollment_end wrong_type',
        '/course_runs/0/seats/0/upgrade_deadline wrong_type',
      ],
    ],
    [
      'prices that are truths or objects',
      { content_type: 'course', key: 'A+1', first_enrollable_paid_seat_price: true, entitlements: [{ price: {} }] },
      ['/first_enrollable_paid_seat_price wrong_type', '/entitlements/0/price wrong_type'],
    ],
    [
      'owners of a program’s courses that are text',
      { content_type: 'program', uuid, courses: [{ owners: 'none' }] },
      ['/courses/0/owners wrong_type'],
    ],
    ['a step that is no object', { content_type: 'learnerpathway', uuid, steps: ['x'] }, ['/steps/0 wrong_type']],
  ];
  for (const [name, value, errors] of broken) {
    it(`refuses ${name}`, () => {
      expect(judge(value)).to.have.members(errors);
    });
  }

  it('is kept by the random content of other tests, which would test nothing if it were refused', () => {
    const random = new Random();
    for (const raw of generateContent(random, { now: Date.parse('2026-01-01'), count: 500 })) {
      expect(judge(raw), `seed ${String(random.seed)}: ${JSON.stringify(raw)}`).to.equal('ok');
    }
  });

  it('refuses what is nested too deeply, without walking all of it', () => {
    const nest = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    expect(judge({ content_type: 'course', key: 'A+1', x: nest(63) })).to.equal('ok');
    expect(judge({ content_type: 'course', key: 'A+1', x: nest(64) })).to.deep.equal([' too_deep']);
    expect(judge({ content_type: 'course', key: 'A+1', x: nest(100_000) })).to.deep.equal([' too_deep']);
  });

  it('lists at most twenty errors', () => {
    const course_runs = Array.from({ length: 100 }, () => 'x');
    expect(judge({ content_type: 'course', key: 'A+1', course_runs })).to.have.length(20);
  });

  it('says what is wrong in words', () => {
    const read = readRaw({ content_type: 'course', key: 'A+1', course_runs: 5 });
    expect(read).to.deep.equal({
      ok: false,
      errors: [{ pointer: '/course_runs', code: 'wrong_type', detail: 'must be a list or null' }],
    });
  });

  it('fills in a missing content type from the aggregation key', () => {
    for (const content_type of [undefined, null]) {
      const value = { content_type, key: 'course-v1:A+1+R', aggregation_key: 'courserun:A+1' };
      const read = readRaw(value);
      expect(read.ok && read.raw).to.deep.equal({ ...value, content_type: 'courserun' });
    }
  });
});

describe('identity', () => {
  it('is the key of courses and runs, the uuid of programs and pathways', () => {
    expect(contentKey(course())).to.equal('A+1');
    expect(contentKey(courserun())).to.equal('course-v1:A+1+R');
    expect(contentKey(program({ key: 'P' }))).to.equal(uuid);
    expect(contentUuid(course({ uuid }))).to.equal(uuid);
    expect(contentUuid(course())).to.equal(null);
  });

  const parents: [string, object, string | null][] = [
    ['what the run says', { course: 'B+2', course_key: 'C+3', aggregation_key: 'courserun:D+4' }, 'B+2'],
    ['what it says by the other name', { course: null, course_key: 'C+3', aggregation_key: 'courserun:D+4' }, 'C+3'],
    ['what its aggregation key says', { course: ' ', aggregation_key: 'courserun:D+4' }, 'D+4'],
    ['what its key says', { aggregation_key: 'course:D+4' }, 'A+1'],
    [
      'its key, past values that can be no key',
      { course: 'x'.repeat(256), course_key: {}, aggregation_key: 'courserun:' },
      'A+1',
    ],
    ['unknown for keys of another form', { key: 'NordU/TIDE101/2014' }, null],
    ['unknown for a key cut short', { key: 'course-v1:A+1' }, null],
  ];
  for (const [name, members, expected] of parents) {
    it(`of a run's course: ${name}`, () => {
      expect(parentKey(courserun(members))).to.equal(expected);
    });
  }

  it('of other content has no parent', () => {
    expect(parentKey(course({ course: 'B+2' }))).to.equal(null);
  });
});
