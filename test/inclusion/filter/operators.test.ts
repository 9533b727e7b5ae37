import { expect } from 'chai';
import { matches, type Values } from './support/matches.ts';

const at = (text: string): number => Date.parse(text);

/** A filter on one field, values of that field, and whether they match. No values: the item lacks the field. */
type Case = [filter: Record<string, unknown>, values: readonly (string | number | boolean)[], expected: boolean];

function table(title: string, field: string, cases: readonly Case[]): void {
  describe(title, () => {
    for (const [filter, values, expected] of cases) {
      it(`${JSON.stringify(filter)} on ${JSON.stringify(values)}: ${String(expected)}`, () => {
        const item: Values = { content_type: ['course'], ...(values.length > 0 ? { [field]: values } : {}) };
        expect(matches(filter, item)).to.equal(expected);
      });
    }
  });
}

/** The rows that hold for every type: `one` and `other` are two values as written, `held` is `one` as content holds it. */
function equality(type: string, field: string, one: unknown, other: unknown, held: string | number | boolean): void {
  const positive = ['', '__exact', '__in'].flatMap((operator): Case[] => [
    [{ [field + operator]: one }, [held], true],
    [{ [field + operator]: other }, [held], false],
    [{ [field + operator]: [other, one] }, [held], true],
    [{ [field + operator]: [other] }, [held], false],
    [{ [field + operator]: one }, [], false],
    [{ [field + operator]: [one, other] }, [], false],
    [{ [field + operator]: null }, [], true],
    [{ [field + operator]: null }, [held], false],
    [{ [field + operator]: [null] }, [], true],
    [{ [field + operator]: [null, one] }, [], true],
    [{ [field + operator]: [one, null] }, [held], true],
    [{ [field + operator]: [null, other] }, [held], false],
    [{ [field + operator]: [null, one, other] }, [held], true],
    [{ [field + operator]: [null, one, other] }, [], true],
  ]);
  const negative = positive
    .filter(([filter]) => Object.keys(filter)[0]?.endsWith('__in'))
    .flatMap(([filter, values, expected]) =>
      ['__not', '__exclude'].map((operator): Case => [
        { [field + operator]: Object.values(filter)[0] },
        values,
        !expected,
      ]),
    );
  table(`${type}: equality, null, and its opposite`, field, [
    ...positive,
    ...negative,
    [{ [`${field}__exists`]: true }, [held], true],
    [{ [`${field}__exists`]: true }, [], false],
    [{ [`${field}__exists`]: 'False' }, [held], false],
    [{ [`${field}__exists`]: false }, [], true],
  ]);
}

equality('keyword', 'level_type', 'Advanced', 'Introductory', 'Advanced');
equality('boolean', 'hidden', true, 'False', true);
equality('number', 'min_effort', 4, '5.5', 4);
equality('date, an instant', 'start', '2026-03-01T10:00:00Z', '2026-03-02T10:00', at('2026-03-01T10:00:00Z'));
equality('date, a day', 'start', '2026-03-01', '2026-03-02', at('2026-03-01T10:00:00Z'));

table('one of several values is enough', 'level_type', [
  [{ level_type: 'B' }, ['A', 'B'], true],
  [{ level_type__not: 'B' }, ['A', 'B'], false],
  [{ level_type__not: 'C' }, ['A', 'B'], true],
  [{ level_type: 'A', level_type__exact: 'B' }, ['A', 'B'], true],
  [{ level_type: 'A', level_type__exact: 'C' }, ['A', 'B'], false],
  [{ level_type: 'A', level_type__not: 'B' }, ['A', 'B'], false],
]);

table('case counts in a keyword', 'level_type', [
  [{ level_type: 'advanced' }, ['Advanced'], false],
  [{ level_type: ' Advanced' }, ['Advanced'], false],
]);

table('but not in org', 'org', [
  [{ org: 'MITx' }, ['mitx'], true],
  [{ org__exclude: ['ÉCOLE'] }, ['école'], false],
  [{ org: 'ECOLE' }, ['école'], false],
]);

table('number: bounds', 'min_effort', [
  [{ min_effort__gt: 4 }, [4], false],
  [{ min_effort__gt: 4 }, [4.5], true],
  [{ min_effort__gte: '4' }, [4], true],
  [{ min_effort__lt: 4 }, [4], false],
  [{ min_effort__lte: ' 4.0e0 ' }, [4], true],
  [{ min_effort__gte: 49.5 }, [49], false],
  [{ min_effort__gt: 4 }, [], false],
  [{ min_effort__lte: 4 }, [], false],
  [{ min_effort__gt: [1, 9] }, [6], false],
  [{ min_effort__gt: [1, 9] }, [10], true],
  [{ min_effort__lte: [1, 9] }, [6], false],
  [{ min_effort__lt: [9, 7] }, [6], true],
  [{ min_effort__gte: 3, min_effort__lte: 5 }, [1, 9], true],
  [{ min_effort__range: [3, 5] }, [1, 9], false],
  [{ min_effort__range: [3, '5'] }, [5], true],
  [{ min_effort__range: '3__5' }, [3], true],
  [{ min_effort__range: '-1.5__-1.5' }, [-1.5], true],
  [{ min_effort__range: [3, 5] }, [], false],
  [{ min_effort: -0 }, [0], true],
]);

const noon = at('2026-03-01T12:00:00Z');
const first = at('2026-03-01T00:00:00Z');
const last = at('2026-03-01T23:59:59.999Z');
table('date: a day in a bound', 'start', [
  [{ start__gte: '2026-03-01' }, [first], true],
  [{ start__gte: '2026-03-01' }, [first - 1], false],
  [{ start__gt: '2026-03-01' }, [last], false],
  [{ start__gt: '2026-03-01' }, [last + 1], true],
  [{ start__lt: '2026-03-01' }, [first], false],
  [{ start__lt: '2026-03-01' }, [first - 1], true],
  [{ start__lte: '2026-03-01' }, [last], true],
  [{ start__lte: '2026-03-01' }, [last + 1], false],
  [{ start__gt: ['2026-02-01', '2026-03-01'] }, [noon], false],
  [{ start__lt: ['2026-03-02', '2026-04-01'] }, [noon], true],
  [{ start: '2026-03-01' }, [first], true],
  [{ start: '2026-03-01' }, [last], true],
  [{ start: '2026-03-01' }, [last + 1], false],
  [{ start__not: '2026-03-01' }, [first - 1], true],
  [{ start__range: '2026-03-01__2026-03-01' }, [last], true],
  [{ start__range: ['2026-02-28', '2026-03-01'] }, [last + 1], false],
  [{ start__range: ['2026-03-01T12:00', '2026-03-01'] }, [noon], true],
  [{ start__range: ['2026-03-01T12:00', '2026-03-01'] }, [noon - 1], false],
]);

table('date: an instant in a bound', 'start', [
  [{ start__gt: '2026-03-01T12:00:00Z' }, [noon], false],
  [{ start__gt: '2026-03-01T12:00:00Z' }, [noon + 1], true],
  [{ start__gte: '2026-03-01 13:00+01:00' }, [noon], true],
  [{ start__lt: '2026-03-01T12:00:00.0019Z' }, [noon], true],
  [{ start__lt: '2026-03-01T12:00:00.0009Z' }, [noon], false],
  [{ start__lte: '2026-03-01T12:00' }, [noon], true],
  [{ start: '2026-03-01T12:00' }, [noon + 1], false],
]);

const everyOtherDay = Array.from({ length: 10_000 }, (_, index) =>
  new Date(Date.UTC(2000, 0, 1 + 2 * index)).toISOString().slice(0, 10),
);
const everyOtherNoon = everyOtherDay.map((day) => `${day}T12:00`);
describe('date: ten thousand days', () => {
  const odd = at('2020-01-01T12:00:00Z'); // 7,305 days after the first
  const even = at('2020-01-02T12:00:00Z');
  const cases: [unknown, number, boolean][] = [
    [everyOtherDay, even, true],
    [everyOtherDay, odd, false],
    [everyOtherNoon, even, true],
    [everyOtherNoon, even + 1, false],
    [everyOtherNoon, odd, false],
  ];
  for (const [list, value, expected] of cases) {
    it(`${JSON.stringify(list).slice(0, 40)}… on ${new Date(value).toISOString()}: ${String(expected)}`, () => {
      const item = { content_type: ['course'], start: [value] };
      expect(matches({ start: list }, item)).to.equal(expected);
      expect(matches({ start__not: list }, item)).to.equal(!expected);
      expect(matches({ start: list, min_effort__exists: true }, item)).to.equal(false);
    });
  }
});
