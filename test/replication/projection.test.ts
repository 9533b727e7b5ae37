import { expect } from 'chai';
import { fields } from '../../src/replication/projection/fields.ts';
import { project } from '../../src/replication/projection/project.ts';
import { course, courserun, options, program, projects } from './support/content.ts';

const owner = { key: 'NordU', name: 'Nord University', uuid: 'o-1' };

describe('projection', () => {
  describe('no value', () => {
    projects([
      {
        name: 'null, missing, empty and blank',
        raw: course({ level_type: null, number: ' \t', subjects: [], org: '' }),
        expected: { level_type: [], number: [], subjects: [], org: [], course_type: [] },
      },
      {
        name: 'lists of only those',
        raw: course({ org: [null, '', '  '], subjects: [[], [null]] }),
        expected: { org: [], subjects: [] },
      },
      {
        name: 'nulls in lists are dropped',
        raw: course({ org: [null, 'A'], min_effort: [null, 2] }),
        expected: { org: ['a'], min_effort: [2] },
      },
      {
        name: 'unreadable values are as if missing',
        raw: course({ level_type: 5, min_effort: '1,000', hidden: 'yes', end_date: '2026-02-30' }),
        expected: { level_type: [], min_effort: [], hidden: [], end_date: [] },
      },
      {
        name: 'readable values beside unreadable ones stay',
        raw: course({ min_effort: ['x', '4'], subjects: [7, 'Art'] }),
        expected: { min_effort: [4], subjects: ['Art'] },
      },
      {
        name: 'hidden, published and the like have no default',
        raw: course(),
        expected: { hidden: [], published: [], is_enrollable: [], is_marketable: [], has_enrollable_seats: [] },
      },
    ]);
  });

  describe('values', () => {
    projects([
      {
        name: 'keywords as written, but for four fields in lower case',
        raw: program({
          level_type: 'Advanced',
          type: 'MicroMasters',
          partner: 'EdX',
          org: 'ΑΣ',
          authoring_organizations: [owner],
        }),
        expected: {
          level_type: ['Advanced'],
          type: ['micromasters'],
          partner: ['edx'],
          org: ['ας'.replace('ς', 'σ')],
          authoring_organizations: ['nord university', 'nordu', 'nordu: nord university'],
          organizations: ['NordU: Nord University'],
        },
      },
      {
        name: 'each value once, sorted',
        raw: course({ topics: [], skill_names: ['b', 'a', 'b', 'B'], min_effort: [10, 9, '10'] }),
        expected: { skill_names: ['B', 'a', 'b'], min_effort: [9, 10] },
      },
      {
        name: 'dates as epoch milliseconds, a date alone as its first instant',
        raw: course({ modified: ['2026-01-01', '2026-01-01T00:00:00.0019Z'] }),
        expected: { modified: [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + 1] },
      },
      { name: 'zero has no sign', raw: course({ min_effort: -0 }), expected: { min_effort: [0] } },
      { name: 'booleans', raw: course({ published: ['True', false] }), expected: { published: [false, true] } },
    ]);
  });

  it('names every field as present or absent, never as both', () => {
    const { projection } = project(course({ title: 'A', level_type: 'Advanced' }), options);
    const { present = [], absent = [], force_key, key_words, ...values } = projection;
    expect(force_key).to.deep.equal(projection.aggregation_key);
    expect(key_words).to.deep.equal(projection.key);
    expect(present).to.have.members([...Object.keys(values), 'q']);
    expect(present.length + absent.length).to.equal(fields.length);
    expect(present).not.to.include.members(absent);
  });

  it('is empty for a restricted run', () => {
    expect(project(courserun({ restriction_type: 'custom-b2c' }), options).projection).to.deep.equal({});
  });

  it('of a course whose runs are all restricted has only the key for forced inclusion', () => {
    const raw = course({ course_runs: [{ restriction_type: 'x' }, { restriction_type: 'y' }] });
    const { projection } = project(raw, options);
    expect(Object.keys(projection)).to.deep.equal(['force_key']);
  });

  it('reports what it could not read, with the field and the value', () => {
    const raw = course({
      level_type: 5,
      course_runs: [{ start: 'soon' }, { start: 'soon' }],
      owners: [{ key: 'A' }],
      org: { a: 1 },
    });
    expect(project(raw, options).faults).to.deep.equal([
      { field: 'level_type', value: '5', detail: 'is not text' },
      { field: 'org', value: '{"a":1}', detail: 'is not text' },
      { field: 'start', value: '"soon"', detail: 'is not a date' },
    ]);
  });

  it('reports the first ten values of a field, cut short', () => {
    const raw = course({
      min_effort: Array.from({ length: 50 }, (_, i) => String(i) + 'x'.repeat(300)),
    });
    const { faults } = project(raw, options);
    expect(faults).to.have.length(10);
    expect(Math.max(...faults.map(({ value }) => value.length))).to.equal(200);
  });

  it('indexes a value of 40,000 bytes as a short token', () => {
    const { projection } = project(course({ number: 'x'.repeat(40_000) }), options);
    expect(projection.number?.[0]).to.match(/^sha256:/);
  });
});
