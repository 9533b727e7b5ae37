import { expect } from 'chai';
import {
  foldCase,
  keywordToken,
  readBoolean,
  readInstant,
  readNumber,
} from '../../src/replication/projection/fields.ts';

describe('values', () => {
  describe('numbers', () => {
    const cases: [unknown, number | undefined][] = [
      [7, 7],
      [-0.5, -0.5],
      ['-12.5e3', -12500],
      [' 149.00\t', 149],
      ['1E2', 100],
      ['007', 7],
      [-0, 0],
      ['-0', 0],
      ['1,000', undefined],
      ['NaN', undefined],
      ['Infinity', undefined],
      [Infinity, undefined],
      ['1e400', undefined],
      ['0x10', undefined],
      ['1_000', undefined],
      ['12 3', undefined],
      ['', undefined],
      [' ', undefined],
      [true, undefined],
      [null, undefined],
      [[1], undefined],
    ];
    for (const [value, expected] of cases) {
      it(`${JSON.stringify(value)} is ${String(expected)}`, () => {
        expect(Object.is(readNumber(value), expected)).to.equal(true);
      });
    }
  });

  it('reads true and false, as JSON and Python write them, and nothing else', () => {
    expect([true, 'true', 'True'].map(readBoolean)).to.deep.equal([true, true, true]);
    expect([false, 'false', 'False'].map(readBoolean)).to.deep.equal([false, false, false]);
    for (const value of ['TRUE', ' true', 'yes', '', 1, 0, null, [], [true]]) {
      expect(readBoolean(value), JSON.stringify(value)).to.equal(undefined);
    }
  });

  describe('dates', () => {
    const noon = Date.UTC(2024, 1, 29, 12);
    const instants: [string, number][] = [
      ['2024-02-29T12:00:00Z', noon],
      ['2024-02-29 12:00:00Z', noon],
      ['2024-02-29T12:00', noon],
      ['2024-02-29T12:00:00', noon],
      ['2024-02-29T14:30:00+02:30', noon],
      ['2024-02-29T00:00-12:00', noon],
      ['2024-02-29T12:00:00.0009999Z', noon],
      ['2024-02-29T12:00:00.5Z', noon + 500],
      ['2024-02-29T12:00:00.123456+00:00', noon + 123],
      ['1969-12-31T23:59:59.9999Z', -1],
      ['0099-01-01T00:00Z', Date.parse('0099-01-01T00:00:00Z')],
    ];
    for (const [value, expected] of instants) {
      it(`${value} is one instant`, () => {
        expect(readInstant(value)).to.deep.equal({ from: expected, to: expected });
      });
    }

    it('takes a date without a time for its whole UTC day', () => {
      expect(readInstant('2024-02-29')).to.deep.equal({
        from: Date.UTC(2024, 1, 29),
        to: Date.UTC(2024, 1, 29, 23, 59, 59, 999),
      });
    });

    const refused = [
      '2023-02-29',
      '2100-02-29',
      '2024-04-31',
      '2024-13-01',
      '2024-00-10',
      '2024-01-00',
      '2024-01-01T24:00',
      '2024-01-01T12:60',
      '2024-01-01T12:00:60Z',
      '2024-01-01T12:00:00.Z',
      '2024-01-01T12:00:00,5Z',
      '2024-01-01T12Z',
      '2024-01-01Z',
      '2024-01-01t12:00z',
      '2024-01-01T12:00+0200',
      '2024-01-01T12:00+24:00',
      '2024-01-01T12:00+02:60',
      ' 2024-01-01',
      '2024-1-1',
      '24-01-01',
      'now',
      '',
      1_700_000_000_000,
      null,
      ['2024-01-01'],
    ];
    for (const value of refused) {
      it(`refuses ${JSON.stringify(value)}`, () => {
        expect(readInstant(value)).to.equal(undefined);
      });
    }
  });

  describe('case', () => {
    const cases: [string, string][] = [
      ['EdX', 'edx'],
      ['ÅNGSTRÖM', 'ångström'],
      ['ΟΔΟΣ', 'οδοσ'],
      ['İstanbul', 'istanbul'],
      ['ı', 'ı'],
      ['straße', 'straße'],
      ['É', 'é'],
      ['𐐀', '𐐨'],
      ['ǅ', 'ǆ'],
      ['\ud800X', '\ud800x'],
    ];
    for (const [value, expected] of cases) {
      it(`folds ${JSON.stringify(value)}`, () => {
        expect(foldCase(value)).to.equal(expected);
      });
    }

    it('gives one code point for one, whichever it is', () => {
      for (let point = 0; point <= 0x10ffff; point += 1) {
        const folded = foldCase(String.fromCodePoint(point));
        if (Array.from(folded).length !== 1) {
          expect.fail(`U+${point.toString(16)} became ${JSON.stringify(folded)}`);
        }
      }
    });
  });

  describe('keyword tokens', () => {
    it('are the value itself up to 8,000 bytes of UTF-8', () => {
      for (const value of ['edx', ' spaced ', 'x'.repeat(8000), 'é'.repeat(4000), '😀'.repeat(2000)]) {
        expect(keywordToken(value)).to.equal(value);
      }
    });

    it('stand in for longer values, shortly and each its own', () => {
      const long = ['x'.repeat(8001), `${'x'.repeat(8000)}y`, 'é'.repeat(4001), '😀'.repeat(2001)];
      const tokens = long.map(keywordToken);
      expect(new Set(tokens).size).to.equal(long.length);
      for (const token of tokens) {
        expect(token).to.match(/^sha256:[0-9a-f]{64}$/);
      }
      expect(keywordToken('x'.repeat(8001))).to.equal(tokens[0]);
    });

    it('cannot be had by writing a stand-in as a value', () => {
      const token = keywordToken('x'.repeat(9000));
      expect(keywordToken(token)).not.to.equal(token);
    });

    it('tell apart what UTF-8 cannot carry', () => {
      expect(keywordToken('\ud800')).not.to.equal(keywordToken('\ud801'));
      expect(keywordToken('\ud800').isWellFormed()).to.equal(true);
    });
  });
});
