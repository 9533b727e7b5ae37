import { expect } from 'chai';
import { matches, type Values } from './support/matches.ts';
import { faultsOf } from './support/read.ts';

const pathway = (last: number): string => `learnerpathway:0a11b6c2-1111-4a00-8000-00000000000${String(last)}`;
const price = 'first_enrollable_paid_seat_price';
const excluded = [
  'course:DemoOrg+INTRO.1',
  'course:AlphaX+6.100.1x',
  'course:AlphaX+6.100.2x',
  'course:AlphaX+6.100.3x',
];

/** A course unless the values say otherwise. */
function answer(filter: unknown, values: Values): boolean {
  return matches(filter, { content_type: ['course'], ...values });
}

describe('filters of the service that this one replaces', () => {
  const same: [title: string, filter: unknown, values: Values, expected: boolean][] = [
    [
      'exclude list, another key',
      { aggregation_key__exclude: excluded },
      { aggregation_key: ['course:BetaUni+MEDIA.1'] },
      true,
    ],
    [
      'exclude list, one of its keys',
      { aggregation_key__exclude: excluded },
      { aggregation_key: [excluded[3] ?? ''] },
      false,
    ],
    ['exclude one, that key', { aggregation_key__exclude: 'course:A+1' }, { aggregation_key: ['course:A+1'] }, false],
    ['exclude one, no such field', { aggregation_key__exclude: 'course:A+1' }, {}, true],
    ['not, another key', { aggregation_key__not: 'course:A+1' }, { aggregation_key: ['course:B+1'] }, true],
    ['not, that key', { aggregation_key__not: 'course:A+1' }, { aggregation_key: ['course:A+1'] }, false],
    ['not list, one of them', { org__not: ['A', 'B'] }, { org: ['b'] }, false],
    ['lte as text, met', { [`${price}__lte`]: '301' }, { [price]: [301] }, true],
    ['lte as text, passed', { [`${price}__lte`]: '301' }, { [price]: [302] }, false],
    ['lt as text, met', { [`${price}__lt`]: '301' }, { [price]: [300] }, true],
    ['lt as text, equal', { [`${price}__lt`]: '301' }, { [price]: [301] }, false],
    ['gte as text, equal', { [`${price}__gte`]: '301' }, { [price]: [301] }, true],
    ['gte as text, passed', { [`${price}__gte`]: '301' }, { [price]: [300] }, false],
    ['gt as text, met', { [`${price}__gt`]: '300' }, { [price]: [301] }, true],
    ['gt as text, equal', { [`${price}__gt`]: '301' }, { [price]: [301] }, false],
    ['a bound, no such field', { [`${price}__gt`]: '301' }, {}, false],
    ['a list of bounds, one passed', { [`${price}__gt`]: ['1', '9'] }, { [price]: [6] }, false],
    ['null, no such field', { status: null, key: 'Z+1' }, { key: ['Z+1'] }, true],
    ['null, and an excluded key', { status: null, key__exclude: ['Z+1'] }, { key: ['Z+1'] }, false],
    ['exclude null, no such field', { org__exclude: null }, {}, false],
    ['a list, no such field', { level_type: ['Introductory', 'Advanced'] }, {}, false],
    ['exact in full', { content_type__exact: 'course' }, {}, true],
    ['a key in a misspelt field', { aggregation__key: 'course:A+1' }, { aggregation_key: ['course:A+1'] }, true],
    ['org exempt', { org__exempt: ['A'] }, { org: ['a'] }, false],
    [
      'exclude and include on one field',
      { aggregation_key__exclude: ['course:B+2'], aggregation_key: ['course:A+1'] },
      { aggregation_key: ['course:C+3'] },
      false,
    ],
    ['two bounds on one field', { [`${price}__gte`]: '100', [`${price}__lte`]: '500' }, { [price]: [600] }, false],
  ];
  for (const [title, filter, values, expected] of same) {
    it(`${title}: ${String(expected)}`, () => {
      expect(answer(filter, values)).to.equal(expected);
    });
  }

  it('lists on several fields: each has one of its values', () => {
    const filter = {
      partner: 'edx',
      status: ['published', 'active'],
      content_type: ['learnerpathway', 'course'],
      include_learner_pathways: 'True',
      aggregation_key: [1, 2, 3, 4, 5, 6, 7].map(pathway),
    };
    const values = {
      partner: ['edx'],
      status: ['published'],
      content_type: ['learnerpathway'],
      aggregation_key: [pathway(1)],
    };
    expect(answer(filter, values)).to.equal(true);
    expect(answer(filter, { ...values, aggregation_key: [pathway(8)] })).to.equal(false);
    expect(answer({ ...filter, include_learner_pathways: 'False' }, values)).to.equal(false);
  });

  describe('decided otherwise here', () => {
    const other: [title: string, filter: unknown, values: Values, expected: boolean][] = [
      ['a number as text equals the number', { [price]: '50' }, { [price]: [50] }, true],
      ['"False" is false', { hidden: 'False' }, { hidden: [false] }, true],
      [
        'a list of values is looked at one by one',
        { seat_types: 'verified' },
        { seat_types: ['audit', 'verified'] },
        true,
      ],
      ['a range', { [`${price}__range`]: '1__5' }, { [price]: [3] }, true],
      ['dates are real', { start__gte: '2025-01-01T00:00:00Z' }, { start: [Date.UTC(2026, 0, 1)] }, true],
    ];
    for (const [title, filter, values, expected] of other) {
      it(title, () => {
        expect(answer(filter, values)).to.equal(expected);
      });
    }

    const refused: [filter: unknown, code: string][] = [
      [{}, 'empty_filter'],
      [{ level_type: [] }, 'empty_list'],
      [{ seat_types: [['audit', 'verified']] }, 'wrong_type'],
      [{ published: 1 }, 'wrong_type'],
      [{ no_such_field: 'x' }, 'unknown_field'],
      [{ aggregation_key__notreal: 'x' }, 'unknown_operator'],
      [{ course__type__exclude: 'x' }, 'unknown_field'],
    ];
    for (const [filter, code] of refused) {
      it(`${JSON.stringify(filter)} is refused: ${code}`, () => {
        expect(faultsOf(filter).map((fault) => fault.code)).to.deep.equal([code]);
      });
    }
  });
});
