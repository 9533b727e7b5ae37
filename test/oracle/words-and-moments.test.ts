import { expect } from 'chai';
import { evaluate } from './evaluate.ts';
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

describe('the oracle: dates relative to now', () => {
  decides(
    'now is the minute at hand, and moments are instants',
    [{ end_date__lte: 'now' }, { end_date: '2026-04-15T10:30:00Z' }, true],
    [{ end_date__lt: 'now' }, { end_date: '2026-04-15T10:30:00Z' }, false],
    [{ end_date__gte: 'now+36h' }, { end_date: '2026-04-16T22:30:00Z' }, true],
    [{ end_date__gt: 'now-2w' }, { end_date: '2026-04-01T10:30:00Z' }, false],
    [{ end_date__range: 'now-1d__now+1d' }, { end_date: '2026-04-15' }, true],
    [{ end_date__range: ['now', '2026-04-20'] }, { end_date: '2026-04-20T23:59Z' }, true],
    [{ end_date__gt: ['now', '2026-01-01'] }, { end_date: '2026-02-01' }, false],
  );
  const at = (now: number, filter: JsonObject, end_date: string): boolean =>
    evaluate(filter, { content_type: 'course', key: 'A+1', end_date }, { ...options, now });
  it('months and years are the calendar’s, the day clipped', () => {
    const leapDay = Date.UTC(2024, 1, 29, 12);
    expect(at(leapDay, { end_date__gte: 'now-1y' }, '2023-02-28T12:00Z')).to.equal(true);
    expect(at(leapDay, { end_date__gt: 'now-1y' }, '2023-02-28T12:00Z')).to.equal(false);
    const longMonth = Date.UTC(2026, 0, 31, 0, 0, 59, 999);
    expect(at(longMonth, { end_date__lte: 'now+1M' }, '2026-02-28')).to.equal(true);
    expect(at(longMonth, { end_date__lt: 'now+1M' }, '2026-02-28')).to.equal(false);
    expect(at(longMonth, { end_date__gte: 'now-11M' }, '2025-02-28')).to.equal(true);
  });
});

describe('the oracle: words', () => {
  const about = { title: 'Running <b>data</b>bases', short_description: 'The runner&#39;s relations', key: 'A+Tide-1' };
  decides(
    'a phrase stands in a row in one value, unstemmed',
    [{ title: 'running DATABASES' }, about, true],
    [{ title__phrase: 'run databases' }, about, false],
    [{ title__phrase: 'databases running' }, about, false],
    [{ title: ['x', 'databases'] }, about, true],
    [{ q: 'databases a' }, about, false],
    [{ q: "the runner's" }, about, true],
    [{ key__phrase: 'tide 1' }, about, true],
    [{ key__phrase: 'tid' }, about, false],
    [{ title: 'x' }, {}, false],
  );
  decides(
    'match wants all words in one value, stemmed; of q in all four together',
    [{ title__match: 'database runs' }, about, true],
    [{ title__match: 'database relate' }, about, false],
    [{ q__match: 'database relation tides' }, about, true],
    [{ short_description__match: 'the relation' }, about, true],
    [{ short_description__match: 'of relation' }, about, false],
  );
  decides(
    'a text without anything to read is no value',
    [{ title__exists: true }, about, true],
    [{ title__exists: false }, { title: '<p> </p>' }, true],
    [{ q__exists: false }, {}, false],
  );
});
