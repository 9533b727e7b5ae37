import { expect } from 'chai';
import { evaluate } from './evaluate.ts';
import { UnacceptableFilter } from './faults.ts';
import type { JsonObject } from './json.ts';

const options = { now: Date.UTC(2026, 3, 15, 10, 30), defaultPartner: 'edx' };

function matches(filter: JsonObject, raw: JsonObject): boolean {
  return evaluate(filter, { content_type: 'course', key: 'A+1', ...raw }, options);
}

/** A sentence of the language, and pairs that it decides: filter, document (a course unless said), answer. */
function decides(sentence: string, ...cases: [JsonObject, JsonObject, boolean][]): void {
  describe(sentence, () => {
    for (const [filter, raw, expected] of cases) {
      it(`${JSON.stringify(filter)} on ${JSON.stringify(raw)}: ${String(expected)}`, () => {
        expect(matches(filter, raw)).to.equal(expected);
      });
    }
  });
}

describe('the oracle: entries and operators', () => {
  decides(
    'every entry holds',
    [{ level_type: 'A', course_type: 'x' }, { level_type: 'A', course_type: 'x' }, true],
    [{ level_type: 'A', course_type: 'x' }, { level_type: 'A', course_type: 'y' }, false],
  );
  decides(
    'none, exact and in: the field has the value, or any of a list',
    [{ level_type: 'A' }, { level_type: 'A' }, true],
    [{ level_type__exact: 'A' }, { level_type: 'B' }, false],
    [{ level_type__in: ['A', 'B'] }, { level_type: 'B' }, true],
    [{ level_type: ['A', 'A'] }, { level_type: 'B' }, false],
    [{ level_type: ['A', 'B'] }, {}, false],
  );
  decides(
    'not and exclude: none of the values, and content without the field holds',
    [{ level_type__not: 'A' }, { level_type: 'B' }, true],
    [{ level_type__not: ['A', 'B'] }, { level_type: 'B' }, false],
    [{ level_type__exclude: 'A' }, {}, true],
    [{ hidden__not: true }, {}, true],
    [{ min_effort__exclude: 4 }, {}, true],
    [{ end_date__not: '2026-01-01' }, {}, true],
  );
  decides(
    'null matches content without a value; with exclude it asks for one',
    [{ level_type: null }, {}, true],
    [{ level_type: null }, { level_type: 'A' }, false],
    [{ level_type: [null, 'A'] }, {}, true],
    [{ level_type: [null, 'A'] }, { level_type: 'A' }, true],
    [{ level_type: [null, 'A'] }, { level_type: 'B' }, false],
    [{ level_type__exclude: null }, {}, false],
    [{ level_type__exclude: null }, { level_type: 'A' }, true],
    [{ level_type__exclude: [null, 'A'] }, {}, false],
    [{ level_type__exclude: [null, 'A'] }, { level_type: 'A' }, false],
    [{ level_type__exclude: [null, 'A'] }, { level_type: 'B' }, true],
    [{ min_effort: [null, 4] }, {}, true],
    [{ end_date__not: [null, '2026-01-01'] }, { end_date: '2026-01-02' }, true],
  );
  decides(
    'gt, gte, lt, lte: on that side of the bound; never without the field',
    [{ min_effort__gt: 4 }, { min_effort: 4 }, false],
    [{ min_effort__gte: 4 }, { min_effort: 4 }, true],
    [{ min_effort__lt: 4 }, { min_effort: 4 }, false],
    [{ min_effort__lte: 4 }, { min_effort: 4 }, true],
    [{ min_effort__gt: 4 }, { min_effort: 5 }, true],
    [{ min_effort__lt: 4 }, { min_effort: 3 }, true],
    [{ min_effort__gte: 4 }, { min_effort: 3 }, false],
    [{ min_effort__lte: 4 }, {}, false],
    [{ min_effort__lt: 4 }, { min_effort: null }, false],
  );
  decides(
    'with a list, every bound holds',
    [{ min_effort__gt: ['1', 9] }, { min_effort: 6 }, false],
    [{ min_effort__gt: ['1', 9] }, { min_effort: 10 }, true],
  );
  decides(
    'range: one value between two bounds, both included',
    [{ min_effort__range: [2, 4] }, { min_effort: 2 }, true],
    [{ min_effort__range: [2, 4] }, { min_effort: 4 }, true],
    [{ min_effort__range: [2, 4] }, { min_effort: 4.1 }, false],
    [{ min_effort__range: '2__4' }, { min_effort: 3 }, true],
    [{ min_effort__range: [4, 4] }, { min_effort: 4 }, true],
    [{ end_date__range: '2026-01-01__2026-01-31' }, { end_date: '2026-01-31T23:59:59.999Z' }, true],
    [{ min_effort__range: [2, 4] }, {}, false],
  );
  decides(
    'exists: whether the field has a value',
    [{ level_type__exists: true }, { level_type: 'A' }, true],
    [{ level_type__exists: true }, { level_type: '' }, false],
    [{ level_type__exists: false }, {}, true],
    [{ level_type__exists: 'False' }, { level_type: 'A' }, false],
    [{ hidden__exists: true }, { hidden: false }, true],
  );
});

describe('the oracle: several values', () => {
  const runs = { course_runs: [{ start: '2026-01-10' }, { start: '2026-03-10' }] };
  decides(
    'any one value is enough; exclude wants none of them',
    [{ seat_types: 'verified' }, { seat_types: ['audit', 'verified'] }, true],
    [{ seat_types__exclude: 'verified' }, { seat_types: ['audit', 'verified'] }, false],
    [{ seat_types__exclude: 'credit' }, { seat_types: ['audit', 'verified'] }, true],
    [{ hidden__not: true }, { course_runs: [{ hidden: true }, { hidden: false }] }, false],
    [{ hidden: false }, { course_runs: [{ hidden: true }, { hidden: false }] }, true],
  );
  decides(
    'entries look at a field on their own, range asks one value for both bounds',
    [{ start__gte: '2026-02-01', start__lte: '2026-02-28' }, runs, true],
    [{ start__range: ['2026-02-01', '2026-02-28'] }, runs, false],
    [{ start__range: ['2026-03-01', '2026-03-28'] }, runs, true],
  );
  decides(
    'several entries on one field are all applied',
    [{ min_effort__gte: 100, min_effort__lte: 500 }, { min_effort: 600 }, false],
    [{ aggregation_key__exclude: ['course:B+2'], aggregation_key: ['course:A+1'] }, { key: 'C+3' }, false],
    [{ aggregation_key__exclude: ['course:B+2'], aggregation_key: ['course:A+1'] }, {}, true],
  );
});

describe('the oracle: groups', () => {
  const course = { level_type: 'A', course_type: 'x' };
  decides(
    'any_of: one of the filters holds',
    [{ any_of: [{ level_type: 'B' }, { course_type: 'x' }] }, course, true],
    [{ any_of: [{ level_type: 'B' }, { course_type: 'y' }] }, course, false],
    [{ any_of: [{ level_type: 'A', course_type: 'y' }, { level_type: 'B' }] }, course, false],
    [{ course_type: 'y', any_of: [{ level_type: 'A' }] }, course, false],
  );
  decides(
    'all_of: each of the filters holds',
    [{ all_of: [{ level_type: 'A' }, { course_type: 'x' }] }, course, true],
    [{ all_of: [{ level_type: 'A' }, { course_type: 'y' }] }, course, false],
  );
  decides(
    'none_of: none of the filters holds',
    [{ none_of: [{ level_type: 'B' }, { course_type: 'y' }] }, course, true],
    [{ none_of: [{ level_type: 'B' }, { course_type: 'x' }] }, course, false],
    [{ none_of: [{ level_type: 'A', course_type: 'y' }] }, course, true],
  );
  decides(
    'groups in groups',
    [{ none_of: [{ any_of: [{ none_of: [{ all_of: [{ level_type: 'A' }] }] }] }] }, course, true],
    [{ any_of: [{ none_of: [{ level_type: 'A' }] }, { all_of: [{ level_type: 'B' }] }] }, course, false],
  );
});

describe('the oracle: names', () => {
  decides(
    'production spellings are corrected, with every operator',
    [{ aggregation__key: 'course:A+1' }, {}, true],
    [{ aggregration__key__exclude: 'course:A+1' }, {}, false],
    [{ enrollment_mode: 'MicroMasters' }, { content_type: 'program', type: 'micromasters' }, true],
    [{ enrollment_mode__not: 'micromasters' }, { content_type: 'program', type: 'micromasters' }, false],
    [{ 'key.raw': 'A+1' }, {}, true],
    [{ 'key.raw__in': ['B+1'] }, {}, false],
    [{ org__exempt: ['A'] }, { org: 'a' }, false],
    [{ org__exempt: ['A'] }, { org: 'b' }, true],
  );
  decides(
    'of a wrong and a right spelling both apply',
    [{ aggregation__key: 'course:A+1', aggregation_key: ['course:B+1'] }, {}, false],
    [{ aggregation__key: 'course:A+1', aggregation_key: ['course:A+1'] }, {}, true],
  );
});

describe('the oracle: what the replaced service decides alike', () => {
  const pathways = ['learnerpathway:1', 'learnerpathway:2'];
  const list = { partner: 'edx', status: ['published', 'active'], content_type: ['learnerpathway', 'course'] };
  const price = 'first_enrollable_paid_seat_price';
  decides(
    'pairs that its tests hold',
    [{ ...list, aggregation_key: pathways }, { status: 'published', aggregation_key: pathways[0] }, true],
    [{ ...list, aggregation_key: pathways }, { status: 'archived', aggregation_key: pathways[0] }, false],
    [{ ...list, include_learner_pathways: 'True' }, { status: 'active', partner: 'edx' }, true],
    [{ content_type: 'course', status: null, key: 'A+1' }, {}, true],
    [{ content_type: 'course', status: null, key__exclude: ['A+1'] }, {}, false],
    [{ [`${price}__gte`]: '10' }, { [price]: '10.5' }, true],
    [{ [`${price}__lte`]: '100' }, { [price]: null }, false],
    [{ content_type__exact: 'course', course_type__exclude: 'x' }, { course_type: 'x' }, false],
  );
});

describe('the oracle: control keys', () => {
  const pathway = { content_type: 'learnerpathway', uuid: 'u1', status: 'active' };
  const force = (...keys: string[]): JsonObject => ({
    level_type: 'none has this',
    enterprise_force_include_aggregation_keys: keys,
  });
  const allowing = (course: string, ...runs: string[]): JsonObject => ({
    content_type: ['course', 'courserun'],
    restricted_runs_allowed: { [course]: runs },
  });
  const restricted = { restriction_type: 'custom-b2b-enterprise' };
  const run = { content_type: 'courserun', key: 'course-v1:A+1+R' };
  decides(
    'include_learner_pathways: false keeps pathways out, true and nothing do not',
    [{ status: 'active', include_learner_pathways: false }, pathway, false],
    [{ status: 'active', include_learner_pathways: 'False' }, pathway, false],
    [{ status: 'active', include_learner_pathways: true }, pathway, true],
    [{ status: 'active' }, pathway, true],
    [{ status: 'active', include_learner_pathways: false }, { status: 'active' }, true],
  );
  decides(
    'forced items are members whatever else speaks against it',
    [force('course:A+1'), {}, true],
    [force('course:B+1'), {}, false],
    [force('COURSE:A+1'), {}, false],
    [force('course:A+1'), { course_runs: [restricted] }, true],
    [force('courserun:A+1'), {}, false],
    [force('courserun:A+1'), run, true],
    [force('course:A+1'), run, false],
    [force('courserun:A+1'), { ...run, ...restricted }, false],
    [{ ...force('learnerpathway:u1'), include_learner_pathways: false }, pathway, true],
  );
  decides(
    'a restricted run matches nothing unless it is named, and so does a course all of whose runs are restricted',
    [{ content_type: 'courserun' }, { ...run, ...restricted }, false],
    [{ content_type: 'courserun' }, { ...run, restriction_type: null }, true],
    [{ content_type: 'course' }, { course_runs: [restricted, restricted] }, false],
    [{ content_type: 'course' }, { course_runs: [restricted, {}] }, true],
    [{ content_type: 'course' }, { course_runs: [] }, true],
    [{ content_type: 'course', restricted_runs_allowed: { 'A+1': ['x'] } }, { course_runs: [restricted] }, false],
    [{ content_type: 'course', restricted_runs_allowed: { 'A+1': ['x'] } }, {}, true],
    [allowing('A+1', 'r'), { course_runs: [{ ...restricted, key: 'r' }] }, true],
    [allowing('course:A+1', 'r'), { course_runs: [{ ...restricted, key: 'r' }] }, true],
    [allowing('B+1', 'r'), { course_runs: [{ ...restricted, key: 'r' }] }, false],
    [allowing('B+1', 'course-v1:A+1+R'), { ...run, ...restricted }, true],
    [allowing('A+1', 'course-v1:A+1+S'), { ...run, ...restricted }, false],
    [
      { pacing_type: 'x', restricted_runs_allowed: { 'A+1': ['r'] } },
      { course_runs: [{ ...restricted, key: 'r', pacing_type: 'x' }, { key: 's' }] },
      true,
    ],
    [
      { pacing_type: 'x', restricted_runs_allowed: { 'A+1': ['s'] } },
      { course_runs: [{ ...restricted, key: 'r', pacing_type: 'x' }, { key: 's' }] },
      false,
    ],
  );
});

describe('the oracle: refusals', () => {
  const refused: [string, JsonObject][] = [
    ['an empty filter', {}],
    ['control keys only', { include_learner_pathways: true }],
    ['an unknown field', { level_typ: 'A' }],
    ['a name in other case', { Level_Type: 'A' }],
    ['an operator that the type lacks', { level_type__gte: 'A' }],
    ['an unknown operator', { level_type__exempt: 'A' }],
    ['two operators', { level_type__not__exact: 'A' }],
    ['no list', { level_type: [] }],
    ['an empty text', { level_type: '' }],
    ['a number for a keyword', { level_type: 1 }],
    ['a list in a list', { level_type: [['A']] }],
    ['an object', { level_type: { is: 'A' } }],
    ['a content type that does not exist', { content_type: 'Course' }],
    ['null where nothing is compared', { min_effort__gte: null }],
    ['null as a bound', { min_effort__range: [null, 2] }],
    ['a thousands separator', { min_effort: '1,000' }],
    ['not a number', { min_effort: 'NaN' }],
    ['a boolean for a number', { min_effort: true }],
    ['1 for a boolean', { hidden: 1 }],
    ['a boolean in capitals', { hidden: 'TRUE' }],
    ['a day that does not exist', { start: '2026-02-29' }],
    ['one bound', { min_effort__range: [1] }],
    ['three bounds', { min_effort__range: '1__2__3' }],
    ['bounds the wrong way round', { min_effort__range: [2, 1] }],
    ['a group that is no list', { any_of: { level_type: 'A' } }],
    ['an empty group', { any_of: [] }],
    ['an empty filter in a group', { any_of: [{}] }],
    ['a control key in a group', { any_of: [{ level_type: 'A', include_learner_pathways: true }] }],
    ['a fifth level', { any_of: [{ any_of: [{ any_of: [{ any_of: [{ any_of: [{ level_type: 'A' }] }] }] }] }] }],
    ['65 filters inside groups', { any_of: Array.from({ length: 65 }, () => ({ level_type: 'A' })) }],
    ['a moment where dates are compared for equality', { start: 'now' }],
    ['a moment that is malformed', { start__gt: 'now+1D' }],
    ['a text without a word', { title: '+-' }],
    ['null among texts', { title: [null, 'x'] }],
    ['words of a keyword', { org__match: 'x' }],
    ['10,001 values', { min_effort: Array<number>(10_001).fill(1) }],
  ];
  for (const [what, filter] of refused) {
    it(what, () => {
      expect(() => matches(filter, {})).to.throw(UnacceptableFilter);
    });
  }
});
