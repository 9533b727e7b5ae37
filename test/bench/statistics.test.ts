import { expect } from 'chai';
import { percentile, round, summarize } from '../../scripts/bench/statistics.ts';

/** 1, 2, … count, in an order that is not sorted. */
function shuffled(count: number): number[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return [...numbers.filter((number) => number % 2 === 0).reverse(), ...numbers.filter((number) => number % 2 === 1)];
}

describe('bench: statistics', () => {
  it('takes percentiles by nearest rank', () => {
    const sorted = [15, 20, 35, 40, 50];
    expect([0.05, 0.3, 0.4, 0.5, 1].map((share) => percentile(sorted, share))).to.deep.equal([15, 20, 20, 35, 50]);
    expect(percentile([7], 0.99)).to.equal(7);
  });

  it('has no percentile of nothing', () => {
    expect(() => percentile([], 0.5)).to.throw(RangeError);
    expect(() => summarize([])).to.throw(RangeError);
  });

  it('summarises samples in any order, by number and not by text', () => {
    expect(summarize(shuffled(1000))).to.deep.equal({ median_ms: 500, p95_ms: 950, p99_ms: 990 });
    expect(summarize([100, 9, 20])).to.include({ median_ms: 20 });
  });

  it('gives no percentile that no sample lies beyond', () => {
    expect(summarize(shuffled(99))).to.deep.equal({ median_ms: 50, p95_ms: 95, p99_ms: null });
    expect(summarize(shuffled(100))).to.include({ p99_ms: 99 });
    expect(summarize(shuffled(20))).to.include({ p95_ms: 19 });
    expect(summarize(shuffled(19))).to.include({ p95_ms: null, p99_ms: null });
  });

  it('rounds to hundredths', () => {
    expect([1.005, 2.344, 2.346, -0.126].map(round)).to.deep.equal([1, 2.34, 2.35, -0.13]);
  });
});
