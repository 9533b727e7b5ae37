import { expect } from 'chai';
import { dayOf, startOf, weekOf } from '../../../src/search/analytics/calendar.ts';
import { searcherHash, shownDigest, wasShown } from '../../../src/search/analytics/digests.ts';
import { normalText } from '../../../src/search/analytics/normal-text.ts';
import type { DueSearch } from '../../../src/search/analytics/roll-up.mysql.ts';
import { tally } from '../../../src/search/analytics/tallies.ts';

describe('what is kept of a search', () => {
  it('is its text in lower case, composed, with single blanks, and not too long', () => {
    for (const [text, kept] of [
      ['  Python\t\n  for  DATA ', 'python for data'],
      ['Biologi\u0301a', 'biologi\u0301a'.normalize('NFC')],
      ['', ''],
      [' \u00a0\u2003 ', ''],
      ['ÅNGSTRÖM', 'ångström'],
      ['x\ud800y', 'x\ufffdy'],
      ['a'.repeat(300), 'a'.repeat(200)],
      [`${'a'.repeat(199)}🌍`, 'a'.repeat(199)],
      [`${'a'.repeat(199)} b`, 'a'.repeat(199)],
    ] as const) {
      expect(normalText(text), JSON.stringify(text)).to.equal(kept);
    }
  });

  it('is of a day, and of a week that begins on a Monday', () => {
    expect(weekOf(Date.parse('2026-11-22T23:59:59.999Z')), 'a Sunday').to.equal('2026-11-16');
    expect(weekOf(Date.parse('2026-11-23T00:00:00.000Z')), 'a Monday').to.equal('2026-11-23');
    expect(weekOf(Date.parse('2027-01-01T12:00:00.000Z'))).to.equal('2026-12-28');
    expect(dayOf(startOf('2028-02-29'))).to.equal('2028-02-29');
    for (const none of ['2026-02-29', '2026-13-01', '2026-00-00', '26-01-01', 'today', '', '2026-11-21T00:00:00Z']) {
      expect(startOf(none), none).to.be.NaN;
    }
  });

  it('tells what was shown from what was not, up to a hundred results', () => {
    const shown = Array.from({ length: 100 }, (_, at) => `Course+${String(at)}`);
    const digest = shownDigest(shown);
    expect(digest).to.have.length(400);
    expect(shown.every((one) => wasShown(digest, one))).to.equal(true);
    expect(wasShown(digest, 'Course+100')).to.equal(false);
    expect(shownDigest([...shown, 'one more'])).to.have.length(0);
  });

  it('tells searchers apart by salt, customer and name', () => {
    const salts = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const hashes = salts.flatMap((salt) =>
      ['a', 'b'].flatMap((customer) => ['x', 'y'].map((one) => searcherHash(salt, customer, one).toString('hex'))),
    );
    expect(new Set(hashes).size).to.equal(8);
    expect(searcherHash(Buffer.alloc(32, 1), 'a', 'x').toString('hex')).to.equal(hashes[0]);
  });
});

describe('what a search adds to the rollups', () => {
  const search: DueSearch = {
    ...{ id: 1, at: new Date('2026-11-21T12:00:00Z'), customer: 'c', locale: 'en', text: 'python', results: 0 },
    ...{ relaxed: null, searcher: null, tracked: 1, clicks: 0, positions: 0, conversions: 0 },
    ...{ told_search: 0, told_clicks: 0, told_positions: 0, told_conversions: 0 },
  };
  const seen = { newOnDay: false, newOfText: false };

  it('is the same for its customer and for all', () => {
    const { days, texts } = tally([{ search, counts: true, newOnDay: true, newOfText: true }]);
    expect(days.map(({ customer, day }) => [customer, day])).to.deep.equal([
      ['c', '2026-11-21'],
      ['*', '2026-11-21'],
    ]);
    expect(texts.map(({ customer, week, text }) => [customer, week, text])).to.deep.equal([
      ['c', '2026-11-16', 'python'],
      ['*', '2026-11-16', 'python'],
    ]);
    for (const { counts } of [...days, ...texts]) {
      expect(counts).to.include({ searches: 1, unfound: 1, tracked: 1, users: 1, clicked: 0, relaxed: 0 });
    }
  });

  it('is nothing where they have it, and less than nothing where it counts no more', () => {
    const told = { ...search, told_search: 1 };
    expect(tally([{ search: told, counts: true, ...seen }])).to.deep.equal({ days: [], texts: [] });
    const [day] = tally([{ search: told, counts: false, ...seen }]).days;
    expect(day?.counts).to.include({ searches: -1, unfound: -1, tracked: -1, users: 0 });
  });

  it('is a click that comes later, once', () => {
    const clicked = { ...search, results: 9, told_search: 1, clicks: 2, positions: 7 };
    const [first] = tally([{ search: clicked, counts: true, ...seen }]).days;
    expect(first?.counts).to.include({ searches: 0, clicked: 1, clicks: 2, positions: 7 });
    const more = { ...clicked, clicks: 3, positions: 8, conversions: 1, told_clicks: 2, told_positions: 7 };
    const [second] = tally([{ search: more, counts: true, ...seen }]).days;
    expect(second?.counts).to.include({ clicked: 0, clicks: 1, positions: 1, converted: 1, conversions: 1 });
  });
});
