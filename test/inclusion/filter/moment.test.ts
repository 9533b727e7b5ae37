import { expect } from 'chai';
import {
  instantAt,
  isAlwaysLater,
  readMoment,
  wholeMinute,
  type Moment,
} from '../../../src/inclusion/filter/moment.ts';
import { compileFilter } from '../../../src/inclusion/filter/compile-filter.ts';
import { passedBetween, relativeBounds } from '../../../src/inclusion/filter/relative-bounds.ts';
import { Random } from '../../oracle/random.ts';
import { readRelative } from '../../oracle/relative-dates.ts';
import { parse } from './support/read.ts';

const at = (written: string, now: string): string =>
  new Date(instantAt(readMoment(written) as Moment, Date.parse(now))).toISOString();

describe('moments relative to now', () => {
  const cases: [written: string, now: string, instant: string][] = [
    ['now', '2026-03-29T01:30:00Z', '2026-03-29T01:30:00.000Z'],
    ['now+0d', '2026-03-29T01:30:00Z', '2026-03-29T01:30:00.000Z'],
    ['now-36h', '2026-03-01T00:00:00Z', '2026-02-27T12:00:00.000Z'],
    ['now+2w', '2026-02-20T10:00:00Z', '2026-03-06T10:00:00.000Z'],
    ['now+1M', '2026-01-31T10:00:00Z', '2026-02-28T10:00:00.000Z'],
    ['now+1M', '2024-01-31T10:00:00Z', '2024-02-29T10:00:00.000Z'],
    ['now-1M', '2026-03-31T10:00:00Z', '2026-02-28T10:00:00.000Z'],
    ['now+13M', '2026-12-31T23:59:00Z', '2028-01-31T23:59:00.000Z'],
    ['now-1y', '2024-02-29T12:00:00Z', '2023-02-28T12:00:00.000Z'],
    ['now+4y', '2024-02-29T12:00:00Z', '2028-02-29T12:00:00.000Z'],
    ['now+99999y', '2026-01-01T00:00:00Z', '+102025-01-01T00:00:00.000Z'],
    ['now-99999y', '2026-01-01T00:00:00Z', '-097973-01-01T00:00:00.000Z'],
  ];
  for (const [written, now, instant] of cases) {
    it(`${written} at ${now}`, () => {
      expect(at(written, now)).to.equal(instant);
    });
  }

  it('are what the oracle makes of them, and never go back while time goes on', () => {
    const random = new Random();
    for (let round = 0; round < 3_000; round += 1) {
      const now = Date.UTC(
        random.between(1900, 2100),
        random.between(0, 11),
        random.between(1, 31),
        random.between(0, 23),
      );
      const written = `now${random.pick(['+', '-'])}${String(random.between(0, 300))}${random.pick(['h', 'd', 'w', 'M', 'y'])}`;
      const moment = readMoment(written) as Moment;
      const told = `SEED=${String(random.seed)} ${written} at ${String(now)}`;
      expect(instantAt(moment, now), told).to.equal(readRelative(written, now));
      expect(instantAt(moment, now + random.between(0, 90) * 86_400_000), told).to.be.at.least(instantAt(moment, now));
    }
  });

  it('are compared for every day there is', () => {
    const always = (one: string, other: string): boolean =>
      isAlwaysLater(readMoment(one) as Moment, readMoment(other) as Moment);
    expect(always('now+1h', 'now')).to.equal(true);
    expect(always('now', 'now')).to.equal(false);
    expect(always('now+32d', 'now+1M')).to.equal(true);
    expect(always('now+30d', 'now+1M')).to.equal(false);
    expect(always('now+1M', 'now+30d')).to.equal(false);
    expect(always('now-11M', 'now-1y')).to.equal(true);
  });

  it('are whole minutes, also before 1970', () => {
    expect(wholeMinute(119_999)).to.equal(60_000);
    expect(wholeMinute(120_000)).to.equal(120_000);
    expect(wholeMinute(-1)).to.equal(-60_000);
  });
});

describe('filters that say now', () => {
  const day = 86_400_000;

  it('are compiled for a minute: no query says now', () => {
    const parsed = parse({ start__range: ['now-1d', 'now'], end__gt: ['now+1d', '1970-01-01', '1970-01-03T00:00Z'] });
    expect(compileFilter(parsed, 10 * day)).to.deep.equal({
      bool: {
        filter: [
          { range: { 'filter.start': { gte: 9 * day, lte: 10 * day } } },
          { range: { 'filter.end': { gte: 2 * day + 1 } } },
          { range: { 'filter.end': { gte: 11 * day + 1 } } },
        ],
      },
    });
  });

  it('tell every bound that moves, and which values it passes', () => {
    const bounds = relativeBounds(
      parse({ start__gt: 'now', none_of: [{ any_of: [{ end__range: 'now-1d__2030-01-01' }] }], end__lt: '2030-01-01' })
        .conditions,
    );
    expect(bounds.map(({ field, side }) => `${field} ${side}`)).to.deep.equal(['start gt', 'end gte']);
    const [start, end] = bounds;
    expect(start && passedBetween(start, 0, day)).to.deep.equal({ range: { 'filter.start': { gt: 0, lte: day } } });
    expect(end && passedBetween(end, day, 2 * day)).to.deep.equal({ range: { 'filter.end': { gte: 0, lt: day } } });
  });
});
