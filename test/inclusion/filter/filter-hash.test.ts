import { expect } from 'chai';
import fc from 'fast-check';
import { contentFilterHash, filterFingerprint } from '../../../src/inclusion/filter/filter-hash.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import { parse, parseText } from './support/read.ts';

const hashOf = (text: string): string => contentFilterHash(text, parseJson(text));
const fingerprintOf = (filter: unknown): string => filterFingerprint(parse(filter));

describe('content_filter_hash', () => {
  // md5 of what CPython 3.11 writes for these.
  const cases: [text: string, md5: string][] = [
    ['{"content_type":"course"}', '030f6213522a24bfdc11eb0988adee2c'],
    ['{ "org" : ["b","a"], "content_type":"course" }', '229a0d51c1bc9ac9e18ada86223712a2'],
    [
      '{"aggregration__key": ["course:\\u00dc+1"], "include_learner_pathways": "True"}',
      'f13f1f4b7b819f9bf24a7a4ecb07a575',
    ],
    ['{"first_enrollable_paid_seat_price__lte": 100.0}', '393c187f13564e7f0cbbc70c9a98f740'],
    ['{"first_enrollable_paid_seat_price__lte": 100}', '8d1d70251bf4ef49b3136b143509ea35'],
  ];
  for (const [text, md5] of cases) {
    it(text, () => {
      expect(hashOf(text)).to.equal(md5);
    });
  }

  it('is of the part of the request that is the filter', () => {
    const text = '{"title": "x", "content_filter": {"content_type":"course"}}';
    const node = parseJson(text);
    const filter = node.type === 'object' ? node.members[1]?.value : undefined;
    expect(filter && contentFilterHash(text, filter)).to.equal(hashOf('{"content_type": "course"}'));
  });
});

describe('fingerprint', () => {
  const equal: [string, unknown, unknown][] = [
    ['corrected names', { aggregration__key: 'course:a' }, { aggregation_key: 'course:a' }],
    ['one name per operator', { org__in: ['a', 'b'], key__not: 'k' }, { org: ['a', 'b'], key__exclude: ['k'] }],
    ['a list of one', { key: ['k'] }, { key__exact: 'k' }],
    ['order and repeats in lists', { key: ['b', 'a', 'b'] }, { key: ['a', 'b'] }],
    ['order of entries', { key: 'k', org: 'o' }, { org: 'o', key: 'k' }],
    ['the same entry twice', { aggregation__key: 'a', aggregation_key: 'a' }, { aggregation_key__exact: 'a' }],
    ['values read as their type', { min_effort: ['4', 5.0], hidden: 'True' }, { min_effort: [5, 4.0], hidden: true }],
    ['repeats of a boolean', { hidden: [true, 'True', 'true'] }, { hidden: true }],
    ['values read as dates', { start__gte: '2026-01-01' }, { start__gte: '2026-01-01 01:00+01:00' }],
    ['ranges', { min_effort__range: '3__5' }, { min_effort__range: [3, '5.0'] }],
    ['case where it is ignored', { org: ['MITx', 'mitX'], partner: 'EDX' }, { org: 'mitx', partner: 'edx' }],
    ['pathways by default', { key: 'k', include_learner_pathways: 'true' }, { key: 'k' }],
    [
      'forced keys in any order',
      { key: 'k', enterprise_force_include_aggregation_keys: ['b', 'a', 'a'] },
      { key: 'k', enterprise_force_include_aggregation_keys: ['a', 'b'] },
    ],
    ['the name of a phrase', { title: ['b', 'cafe\u0301'] }, { title__phrase: ['caf\u00e9', 'b', 'b'] }],
    [
      'order and a prefix in restricted runs',
      { key: 'k', restricted_runs_allowed: { 'B+1': ['s'], 'course:A+1': ['r', 'q', 'r'] } },
      { key: 'k', restricted_runs_allowed: { 'A+1': ['q', 'r'], 'B+1': ['s'] } },
    ],
    ['no restricted runs', { key: 'k', restricted_runs_allowed: {} }, { key: 'k' }],
    [
      'order and repeats in groups',
      { any_of: [{ key: 'k', org: 'o' }, { uuid: 'u' }, { uuid: ['u'] }] },
      { any_of: [{ uuid: 'u' }, { org__in: ['O'], key: 'k' }] },
    ],
    ['several bounds', { min_effort__gt: [3, 5] }, { min_effort__gt: [5, 5, 1] }],
  ];
  for (const [title, one, other] of equal) {
    it(`passes over ${title}`, () => {
      expect(fingerprintOf(one)).to.equal(fingerprintOf(other));
    });
  }

  it('tells apart what differs', () => {
    const filters = [
      { key: 'k' },
      { key: 'K' },
      { key: ['k', null] },
      { key: null },
      { key__not: 'k' },
      { key__not: ['k', null] },
      { key__exists: true },
      { key__exists: false },
      { uuid: 'k' },
      { key: 'k', org: 'o' },
      { key: 'k', restricted_runs_allowed: { 'A+1': ['r'] } },
      { key: 'k', restricted_runs_allowed: { 'A+1': ['s'] } },
      { title: 'k' },
      { title: 'K' },
      { title__match: 'k' },
      { q: 'k' },
      { key__phrase: 'k' },
      { any_of: [{ key: 'k' }, { org: 'o' }] },
      { all_of: [{ key: 'k' }, { org: 'o' }] },
      { none_of: [{ key: 'k' }, { org: 'o' }] },
      { any_of: [{ key: 'k', org: 'o' }] },
      { any_of: [{ any_of: [{ key: 'k', org: 'o' }] }] },
      { key: 'k', include_learner_pathways: false },
      { key: 'k', enterprise_force_include_aggregation_keys: ['course:a'] },
      { min_effort: 4 },
      { min_effort__gt: 4 },
      { min_effort__gte: 4 },
      { min_effort__lt: 4 },
      { min_effort__lte: 4 },
      { min_effort__range: [4, 4.5] },
      { start: '2026-01-01' },
      { start: '2026-01-01T00:00' },
      { start__gt: '2026-01-01' },
      { start__gt: '2026-01-01T00:00' },
      { number: '4' },
      { number: '4.0' },
    ];
    const prints = filters.map(fingerprintOf);
    expect(prints.every((print) => /^[0-9a-f]{64}$/.test(print))).to.equal(true);
    expect(new Set(prints).size).to.equal(filters.length);
  });

  it('is the same in any order of entries and lists and with repeats, while the hash is not', () => {
    const value = fc.constantFrom('a', 'b', 'C', 'é', 'A');
    const list = fc.array(fc.oneof({ weight: 6, arbitrary: value }, fc.constant(null)), { minLength: 2, maxLength: 6 });
    const names = ['org', 'key', 'level_type__exclude', 'partner__not', 'enrollment_mode', 'subjects__in', 'number'];
    const filter = fc.dictionary(fc.constantFrom(...names), list, { minKeys: 1 });
    let moved = 0;
    fc.assert(
      fc.property(filter, fc.nat(), (written, turn) => {
        const rotated = <T>(values: readonly T[]): T[] => {
          const at = turn % values.length;
          return [...values.slice(at), ...values.slice(0, at)];
        };
        const members = Object.entries(written);
        const backwards = Object.fromEntries(members.toReversed().map(([name, values]) => [name, rotated(values)]));
        const repeated = Object.fromEntries(members.map(([name, values]) => [name, [...values, ...values]]));
        expect(fingerprintOf(backwards)).to.equal(fingerprintOf(written));
        expect(fingerprintOf(repeated)).to.equal(fingerprintOf(written));
        expect(hashOf(JSON.stringify(Object.fromEntries(members.toReversed())))).to.equal(
          hashOf(JSON.stringify(written)),
        );
        expect(hashOf(JSON.stringify(repeated))).not.to.equal(hashOf(JSON.stringify(written)));
        if (members.some(([name, values]) => JSON.stringify(backwards[name]) !== JSON.stringify(values))) {
          moved += 1;
          expect(hashOf(JSON.stringify(backwards))).not.to.equal(hashOf(JSON.stringify(written)));
        }
      }),
    );
    expect(moved).to.be.above(20);
  });
});

describe('a filter of four megabytes', () => {
  it('is read, hashed and fingerprinted in less than a second', () => {
    const names = [
      'key',
      'uuid',
      'aggregation_key',
      'organizations',
      'subject_uuids',
      'skill_names',
      'skills',
      'number__not',
    ];
    const values = (name: string): string[] =>
      Array.from({ length: 10_000 }, (_, index) => `course-v1:${name}+Module.${String(index)}+2026T1 of several`);
    const text = JSON.stringify(Object.fromEntries(names.map((name) => [name, values(name)])));
    expect(text.length).to.be.above(4_000_000);
    const started = performance.now();
    const parsed = parseText(text);
    filterFingerprint(parsed);
    hashOf(text);
    expect(performance.now() - started).to.be.below(1000);
    expect(parsed.conditions).to.have.length(names.length);
  });
});
