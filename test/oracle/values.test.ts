import { expect } from 'chai';
import { evaluate } from './evaluate.ts';
import type { JsonObject } from './json.ts';
import { foldCase, readBoolean, readDate, readDateSpan, readNumber } from './values.ts';

const options = { now: Date.UTC(2026, 3, 15, 10, 30), defaultPartner: 'edx' };

function matches(filter: JsonObject, raw: JsonObject): boolean {
  return evaluate(filter, { content_type: 'course', key: 'A+1', ...raw }, options);
}

describe('the oracle: no value', () => {
  for (const nothing of [null, undefined, [], '', ' \t\n', [null], ['', null], [[]], {}, 7, true]) {
    it(`a keyword written as ${JSON.stringify(nothing)} has no value`, () => {
      expect(matches({ level_type__exists: false }, { level_type: nothing })).to.equal(true);
      expect(matches({ level_type: null }, { level_type: nothing })).to.equal(true);
    });
  }

  it('drops nulls, blanks and what cannot be read from a list and keeps the rest', () => {
    const raw = { level_type: [null, '', 7, 'A'] };
    expect(matches({ level_type: 'A' }, raw)).to.equal(true);
    expect(matches({ level_type: null }, raw)).to.equal(false);
  });

  it('takes a number, boolean or date that cannot be read as missing', () => {
    const raw = { min_effort: '1,000', hidden: 'yes', end_date: '2026-02-30' };
    expect(matches({ min_effort: null, hidden: null, end_date: null }, raw)).to.equal(true);
  });
});

describe('the oracle: numbers', () => {
  for (const [written, expected] of [
    [49.5, 49.5],
    ['-12.5e3', -12_500],
    [' 49 ', 49],
    ['007', 7],
    ['1E2', 100],
  ] as const) {
    it(`${JSON.stringify(written)} is ${String(expected)}`, () => {
      expect(readNumber(written)).to.equal(expected);
    });
  }

  for (const written of [
    '1,000',
    'NaN',
    'Infinity',
    '0x10',
    '1e400',
    '',
    ' ',
    '1 2',
    '.5',
    '5.',
    '+5',
    true,
    null,
    [],
  ]) {
    it(`${JSON.stringify(written)} is none`, () => {
      expect(readNumber(written)).to.equal(undefined);
    });
  }

  it('compares as doubles, text or not', () => {
    expect(matches({ min_effort: '4.0' }, { min_effort: 4 })).to.equal(true);
    expect(matches({ min_effort__gt: 49.5 }, { min_effort: '50' })).to.equal(true);
    expect(matches({ min_effort__gt: 49.5 }, { min_effort: 49 })).to.equal(false);
    expect(matches({ min_effort: 0 }, { min_effort: '-0.0' })).to.equal(true);
    expect(matches({ min_effort__lt: 0 }, { min_effort: '-0.0' })).to.equal(false);
    expect(matches({ min_effort: 0.3 }, { min_effort: 0.1 + 0.2 })).to.equal(false);
    expect(matches({ min_effort: '9007199254740993' }, { min_effort: 9_007_199_254_740_992 })).to.equal(true);
    expect(matches({ min_effort__gte: 1e308 }, { min_effort: '1e308' })).to.equal(true);
  });
});

describe('the oracle: booleans', () => {
  it('reads the six spellings and nothing else', () => {
    expect([true, 'true', 'True'].map(readBoolean)).to.deep.equal([true, true, true]);
    expect([false, 'false', 'False'].map(readBoolean)).to.deep.equal([false, false, false]);
    for (const other of ['TRUE', ' true', 'yes', 1, 0, '1', null]) {
      expect(readBoolean(other), JSON.stringify(other)).to.equal(undefined);
    }
  });
});

describe('the oracle: keywords', () => {
  it('compares exactly, blanks and accents included', () => {
    expect(matches({ level_type: 'a' }, { level_type: 'A' })).to.equal(false);
    expect(matches({ level_type: 'A' }, { level_type: 'A ' })).to.equal(false);
    expect(matches({ level_type: 'é' }, { level_type: 'e\u0301' })).to.equal(false);
  });

  for (const field of ['partner', 'org', 'type', 'authoring_organizations']) {
    it(`ignores case in ${field}`, () => {
      const raw = { content_type: 'program', [field]: 'MiT', authoring_organizations: [{ key: 'MiT' }] };
      expect(matches({ [field]: 'mIt' }, raw)).to.equal(true);
      expect(matches({ [`${field}__not`]: ['MIT'] }, raw)).to.equal(false);
    });
  }

  it('folds code point by code point', () => {
    expect(foldCase('İSTANBUL')).to.equal('istanbul');
    expect(foldCase('ΟΔΟΣ')).to.equal('οδοσ');
    expect(foldCase('STRASSE')).not.to.equal(foldCase('Straße'));
    expect(foldCase('CAFÉ')).to.equal('café');
    expect(foldCase('𐐀')).to.equal('𐐨');
    expect(foldCase('I')).to.equal('i');
  });

  it('tells long values apart at their last character', () => {
    const long = 'é'.repeat(20_000);
    expect(matches({ level_type: `${long}1` }, { level_type: `${long}1` })).to.equal(true);
    expect(matches({ level_type: `${long}1` }, { level_type: `${long}2` })).to.equal(false);
  });
});

describe('the oracle: dates', () => {
  const noon = Date.UTC(2026, 0, 2, 12);
  for (const written of [
    '2026-01-02T12:00Z',
    '2026-01-02T12:00',
    '2026-01-02 12:00:00',
    '2026-01-02T12:00:00.000999Z',
    '2026-01-02T17:30:00+05:30',
    '2026-01-01 23:30-12:30',
  ]) {
    it(`${written} is noon of January 2nd`, () => {
      expect(readDateSpan(written)).to.deep.equal({ first: noon, last: noon });
    });
  }

  it('cuts off what is below a millisecond, before 1970 as well', () => {
    expect(readDate('2026-01-02T12:00:00.1239Z')).to.equal(noon + 123);
    expect(readDate('1969-12-31T23:59:59.9999Z')).to.equal(-1);
    expect(readDate('0099-03-01')).to.equal(new Date('0099-03-01T00:00:00Z').getTime());
  });

  for (const written of ['2026-02-29', '2026-13-01', '2026-1-2', '2026-01-02T24:00', '2026-01-02T12', '20260102']) {
    it(`${written} is none`, () => {
      expect(readDate(written)).to.equal(undefined);
    });
  }
  for (const written of ['2026-01-02T12:00:60Z', '2026-01-02T12:00z', ' 2026-01-02', '2026-01-02T12:00+0530', noon]) {
    it(`${String(written)} is none`, () => {
      expect(readDate(written)).to.equal(undefined);
    });
  }

  const first = { end_date: '2026-01-02T00:00:00Z' };
  const last = { end_date: '2026-01-02T23:59:59.999Z' };
  const next = { end_date: '2026-01-03T00:00:00Z' };
  const before = { end_date: '2026-01-01T23:59:59.999Z' };
  const expected: [string, boolean, boolean, boolean, boolean][] = [
    // operator, then the last instant of the day before, the day's first and last instant, the next day's first
    ['end_date', false, true, true, false],
    ['end_date__not', true, false, false, true],
    ['end_date__gte', false, true, true, true],
    ['end_date__gt', false, false, false, true],
    ['end_date__lt', true, false, false, false],
    ['end_date__lte', true, true, true, false],
  ];
  for (const [name, ...answers] of expected) {
    it(`${name} takes a date without a time as its whole UTC day`, () => {
      const day = { [name]: '2026-01-02' };
      expect([before, first, last, next].map((raw) => matches(day, raw))).to.deep.equal(answers);
    });
  }

  it('range takes in the whole of both days', () => {
    const days = { end_date__range: ['2026-01-02', '2026-01-02'] };
    expect([before, first, last, next].map((raw) => matches(days, raw))).to.deep.equal([false, true, true, false]);
  });

  it('takes a date-time as one instant, and content without a time as the first of its day', () => {
    expect(matches({ end_date: '2026-01-02T00:00' }, first)).to.equal(true);
    expect(matches({ end_date: '2026-01-02T00:00' }, { end_date: '2026-01-02' })).to.equal(true);
    expect(matches({ end_date__gt: '2026-01-02T00:00' }, { end_date: '2026-01-02' })).to.equal(false);
    expect(matches({ end_date: '2026-01-02T00:00' }, last)).to.equal(false);
  });
});
