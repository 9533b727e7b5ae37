import { expect } from 'chai';
import { suggest } from '../../../src/kernel/suggest.ts';
import { faultsOf, faultsOfText, inShort, parse } from './support/read.ts';

describe('refused filters', () => {
  const cases: [title: string, filter: unknown, ...faults: string[]][] = [
    ['no object', ['course'], ' wrong_type'],
    ['no object but text', 'course', ' wrong_type'],
    ['null', null, ' wrong_type'],
    ['empty', {}, ' empty_filter'],
    ['control keys only', { include_learner_pathways: false }, ' empty_filter'],
    ['an unknown field', { level_typ: 'A' }, '/level_typ unknown_field'],
    ['a name in another case', { Level_Type: 'A' }, '/Level_Type unknown_field'],
    ['a field in three parts', { course__type__exclude: 'A' }, '/course__type__exclude unknown_field'],
    ['an operator without a field', { __exclude: 'A' }, '/__exclude unknown_field'],
    [
      'a control key with an operator',
      { include_learner_pathways__not: 'A' },
      '/include_learner_pathways__not unknown_field',
    ],
    ['a name with / and ~', { 'a/b~c': 'A' }, '/a~1b~0c unknown_field'],
    ['an unknown operator', { level_type__notreal: 'A' }, '/level_type__notreal unknown_operator'],
    ['an empty operator', { level_type__: 'A' }, '/level_type__ unknown_operator'],
    ['an operator in another case', { level_type__Exclude: 'A' }, '/level_type__Exclude unknown_operator'],
    ['a bound on a keyword', { level_type__gt: 'A' }, '/level_type__gt unknown_operator'],
    ['a range of a boolean', { hidden__range: [false, true] }, '/hidden__range unknown_operator'],
    ['words of a number', { min_effort__match: '4' }, '/min_effort__match unknown_operator'],
    ['words of a keyword', { org__phrase: 'x' }, '/org__phrase unknown_operator'],
    ['exclusion of a text', { title__exclude: 'x' }, '/title__exclude unknown_operator'],

    ['a number for a keyword', { level_type: 1 }, '/level_type wrong_type'],
    ['a boolean for a keyword', { level_type: ['A', true] }, '/level_type/1 wrong_type'],
    ['a boolean for a number', { min_effort: true }, '/min_effort wrong_type'],
    ['digits with a comma', { min_effort__lte: '1,000' }, '/min_effort__lte wrong_type'],
    ['NaN', { min_effort: 'NaN' }, '/min_effort wrong_type'],
    ['a number past a double', { min_effort: '1e400' }, '/min_effort wrong_type'],
    ['1 for a boolean', { hidden: 1 }, '/hidden wrong_type'],
    ['yes for a boolean', { hidden__not: ['yes'] }, '/hidden__not/0 wrong_type'],
    ['TRUE for a boolean', { hidden: 'TRUE' }, '/hidden wrong_type'],
    ['a number for a date', { start__gt: 20260301 }, '/start__gt wrong_type'],
    ['a day that no calendar has', { start__gt: '2026-02-29' }, '/start__gt wrong_type'],
    ['a month alone', { start__gt: '2026-02' }, '/start__gt wrong_type'],
    ['an hour that no clock has', { start__gt: '2026-02-28T24:00' }, '/start__gt wrong_type'],
    ['now where a date is compared for equality', { start: 'now' }, '/start wrong_type'],
    ['a malformed moment', { start__gt: 'now - 1d' }, '/start__gt wrong_type'],
    ['an unknown content type', { content_type: ['course', 'video'] }, '/content_type/1 unknown_content_type'],
    [
      'an unknown content type that is excluded',
      { content_type__not: 'Course' },
      '/content_type__not unknown_content_type',
    ],
    ['exists with another value', { level_type__exists: 'yes' }, '/level_type__exists wrong_type'],
    ['exists with null', { level_type__exists: null }, '/level_type__exists wrong_type'],
    ['exists with a list', { level_type__exists: [true] }, '/level_type__exists wrong_type'],

    ['an empty text', { level_type: '' }, '/level_type empty_value'],
    ['a blank text', { level_type: ['A', ' \t'] }, '/level_type/1 empty_value'],
    ['an empty text for a number', { min_effort: '' }, '/min_effort empty_value'],
    ['an empty text for a date', { start__gt: '' }, '/start__gt empty_value'],
    ['an empty list', { level_type: [] }, '/level_type empty_list'],
    ['an empty list that is excluded', { level_type__not: [] }, '/level_type__not empty_list'],
    ['an empty list of bounds', { min_effort__gt: [] }, '/min_effort__gt empty_list'],
    ['a list in a list', { level_type: ['A', ['B']] }, '/level_type/1 wrong_type'],
    ['an object', { level_type: { a: 1 } }, '/level_type wrong_type'],
    ['an object in a list', { level_type: [{}] }, '/level_type/0 wrong_type'],
    ['null in a bound', { min_effort__gt: null }, '/min_effort__gt null_not_allowed'],
    ['null among bounds', { start__lte: ['2026-01-01', null] }, '/start__lte/1 null_not_allowed'],
    ['null in a range', { min_effort__range: [null, 1] }, '/min_effort__range/0 null_not_allowed'],

    ['a range of one bound', { min_effort__range: [1] }, '/min_effort__range wrong_range'],
    ['a range of three bounds', { min_effort__range: '1__2__3' }, '/min_effort__range wrong_range'],
    ['a range that is a number', { min_effort__range: 5 }, '/min_effort__range wrong_range'],
    ['a range that is null', { min_effort__range: null }, '/min_effort__range wrong_range'],
    ['a range in a list', { min_effort__range: ['1__2'] }, '/min_effort__range wrong_range'],
    ['a range the wrong way round', { min_effort__range: [2, 1] }, '/min_effort__range wrong_range'],
    ['days the wrong way round', { start__range: '2026-01-02__2026-01-01' }, '/start__range wrong_range'],
    ['a range with half a bound', { min_effort__range: '1__' }, '/min_effort__range empty_value'],
    ['a list in a range', { min_effort__range: [[1], 2] }, '/min_effort__range/0 wrong_type'],

    [
      'a pathway switch that is none',
      { org: 'x', include_learner_pathways: null },
      '/include_learner_pathways wrong_type',
    ],
    [
      'forced keys that are no list',
      { org: 'x', enterprise_force_include_aggregation_keys: 'course:A+1' },
      '/enterprise_force_include_aggregation_keys wrong_type',
    ],
    [
      'forced keys that are no text',
      { org: 'x', enterprise_force_include_aggregation_keys: ['course:A+1', ' ', 3] },
      '/enterprise_force_include_aggregation_keys/1 wrong_type',
      '/enterprise_force_include_aggregation_keys/2 wrong_type',
    ],

    ['empty groups', { all_of: [], none_of: [] }, '/all_of empty_list', '/none_of empty_list'],
    ['a group that is no list', { any_of: { org: 'x' } }, '/any_of wrong_type'],
    [
      'a group of no filters',
      { any_of: ['x', null, [{ org: 'x' }]] },
      ...[0, 1, 2].map((at) => `/any_of/${String(at)} wrong_type`),
    ],
    ['an empty filter in a group', { org: 'x', any_of: [{ org: 'y' }, {}] }, '/any_of/1 empty_filter'],
    [
      'control keys in a group',
      { any_of: [{ include_learner_pathways: false }, { org: 'x', restricted_runs_allowed: {} }] },
      '/any_of/0/include_learner_pathways control_key_in_group',
      '/any_of/1/restricted_runs_allowed control_key_in_group',
    ],
    ['a group with an operator', { any_of__not: [{ org: 'x' }] }, '/any_of__not unknown_field'],
    [
      'faults deep inside',
      { none_of: [{ all_of: [{ org: 'x' }, { level_typ: 'A', min_effort__gt: [1, null] }] }] },
      '/none_of/0/all_of/1/level_typ unknown_field',
      '/none_of/0/all_of/1/min_effort__gt/1 null_not_allowed',
    ],
    [
      'a fifth level',
      { any_of: [{ all_of: [{ none_of: [{ any_of: [{ any_of: [{ org: 'x' }] }] }] }] }] },
      '/any_of/0/all_of/0/none_of/0/any_of/0/any_of too_deep',
    ],
    [
      'texts without a word',
      { title: ['x', '+-', ' '], q__match: '_' },
      '/title/1 no_words',
      '/title/2 empty_value',
      '/q__match no_words',
    ],
    ['a number for a text', { title: 3, key__phrase: [true] }, '/title wrong_type', '/key__phrase/0 wrong_type'],
    [
      'null for a text',
      { title__match: null, q: ['x', null] },
      '/title__match null_not_allowed',
      '/q/1 null_not_allowed',
    ],
    ['words of a key by stem', { key__match: 'x' }, '/key__match unknown_operator'],
    ['a list of texts', { title__in: ['x'] }, '/title__in unknown_operator'],
    [
      'moments that are none',
      { start__gt: ['now+1', 'now+123456d', 'NOW', 'now+1D', 'now +1d', 'now/d'] },
      ...[0, 1, 2, 3, 4, 5].map((at) => `/start__gt/${String(at)} wrong_type`),
    ],
    ['a moment for a number', { min_effort__gt: 'now' }, '/min_effort__gt wrong_type'],
    ['moments that are always the wrong way round', { start__range: 'now__now-1h' }, '/start__range wrong_range'],
    ['months before years', { start__range: ['now+13M', 'now+1y'] }, '/start__range wrong_range'],
    [
      'restricted runs that are a list',
      { org: 'x', restricted_runs_allowed: ['r'] },
      '/restricted_runs_allowed wrong_type',
    ],
    [
      'restricted runs that are none',
      { org: 'x', restricted_runs_allowed: { 'A+1': 'r', 'B+1': [], 'C+1': ['r', 3, ' '], ' ': ['r'] } },
      '/restricted_runs_allowed/A+1 wrong_type',
      '/restricted_runs_allowed/B+1 empty_list',
      '/restricted_runs_allowed/C+1/1 wrong_type',
      '/restricted_runs_allowed/C+1/2 wrong_type',
      '/restricted_runs_allowed/  wrong_type',
    ],
    ['restricted runs and no condition', { restricted_runs_allowed: { 'A+1': ['r'] } }, ' empty_filter'],
  ];
  for (const [title, filter, ...faults] of cases) {
    it(title, () => {
      expect(inShort(faultsOf(filter))).to.deep.equal(faults);
    });
  }

  it('members of the same name', () => {
    expect(inShort(faultsOfText('{"org": "a", "key": "b", "org": "c"}'))).to.deep.equal(['/org duplicate_member']);
  });

  it('more than ten thousand values, repeats counted', () => {
    const list = Array.from({ length: 10_000 }, () => 'A+1');
    expect(parse({ key: list }).conditions).to.have.length(1);
    expect(inShort(faultsOf({ key: [...list, 'A+1'] }))).to.deep.equal(['/key list_too_long']);
    const forced = { org: 'x', enterprise_force_include_aggregation_keys: [...list, 'A+1'] };
    expect(inShort(faultsOf(forced))).to.deep.equal(['/enterprise_force_include_aggregation_keys list_too_long']);
  });

  it('more than 64 filters inside groups, wherever they stand', () => {
    const filters = (count: number): object[] =>
      Array.from({ length: count }, (_, index) => ({ org: `o${String(index)}` }));
    expect(parse({ any_of: filters(40), all_of: [{ none_of: filters(23) }] }).conditions).to.have.length(2);
    const tooMany = { any_of: filters(40), all_of: [{ none_of: filters(24) }] };
    expect(inShort(faultsOf(tooMany))).to.deep.equal(['/all_of/0/none_of too_many_filters']);
    const farTooMany = { any_of: filters(100), none_of: filters(100), all_of: filters(1) };
    expect(inShort(faultsOf(farTooMany))).to.deep.equal(['/any_of too_many_filters']);
  });

  it('a member of a filter in a group that comes twice', () => {
    const text = '{"any_of": [{"org": "a"}, {"key": "b", "key": "c"}]}';
    expect(inShort(faultsOfText(text))).to.deep.equal(['/any_of/1/key duplicate_member']);
  });

  it('all faults at once, also those of one list', () => {
    const filter = {
      level_typ: 'A',
      org: 'x',
      min_effort__gt: [1, 'two', null, []],
      include_learner_pathways: 7,
      any_of: [],
    };
    expect(inShort(faultsOf(filter))).to.have.members([
      '/level_typ unknown_field',
      '/min_effort__gt/1 wrong_type',
      '/min_effort__gt/2 null_not_allowed',
      '/min_effort__gt/3 wrong_type',
      '/include_learner_pathways wrong_type',
      '/any_of empty_list',
    ]);
  });

  it('a filter of nothing but faults costs no more than a thousand', () => {
    const names = Array.from({ length: 200_000 }, (_, index) => [`level_typ${String(index)}`, 1] as const);
    const started = performance.now();
    const faults = faultsOf(Object.fromEntries(names));
    expect(faults).to.have.length(1001);
    expect(faults.at(-1)?.code).to.equal('too_many_faults');
    expect(inShort(faultsOf({ key: Array.from({ length: 10_000 }, () => 1) }))).to.have.length(1001);
    expect(performance.now() - started).to.be.below(3000);
  });
});

describe('suggestions', () => {
  it('take a swap of neighbours for one mistake, not two', () => {
    expect(suggest('wxzy', ['wxaa', 'wxyz'])).to.deep.equal(['wxyz', 'wxaa']);
  });

  const cases: [written: Record<string, unknown>, suggestions: string[] | undefined][] = [
    [{ level_typ: 'A' }, ['level_type']],
    [{ levle_type: 'A' }, ['level_type']],
    [{ LEVEL_TYPE: 'A' }, ['level_type']],
    [{ level_typ__exclude: 'A' }, ['level_type__exclude']],
    [{ level_typ__excude: 'A' }, ['level_type__exclude']],
    [{ course__type: 'A' }, ['course_type']],
    [{ level_typ__gt: 1 }, undefined],
    [{ min_efort__gt: 'A' }, ['min_effort__gt', 'max_effort__gt']],
    [{ level_type__exlude: 'A' }, ['level_type__exclude']],
    [{ level_type__gt: 'A' }, undefined],
    [{ include_learner_pathway: true }, ['include_learner_pathways']],
    [{ restricted_runs_alowed: {} }, ['restricted_runs_allowed']],
    [{ content_type: 'courserum' }, ['courserun', 'course']],
    [{ content_type: 'Course' }, ['course']],
    [{ content_type: 'podcast' }, undefined],
    [{ colour: 'red' }, undefined],
    [{ ['x'.repeat(100_000)]: 1 }, undefined],
  ];
  for (const [written, suggestions] of cases) {
    it(JSON.stringify(written).slice(0, 60), () => {
      expect(faultsOf(written)[0]?.suggestions).to.deep.equal(suggestions);
    });
  }
});
