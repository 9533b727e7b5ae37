import { expect } from 'chai';
import { readRetryAfter } from '../../src/kernel/retry-after.ts';

describe('Retry-After', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');

  const cases: [string | null, number | undefined][] = [
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['Sat, 21 Nov 2026 10:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
    ['Sat, 21 Nov 2099 10:00:00 GMT', 86_400_000],
    ['999999999', 86_400_000],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ];
  for (const [header, milliseconds] of cases) {
    it(`${String(header)} is ${String(milliseconds)} ms`, () => {
      expect(readRetryAfter(header, now)).to.equal(milliseconds);
    });
  }
});
