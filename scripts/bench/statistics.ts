/** Times as they are printed; null where there are too few samples for the figure to mean anything. */
export interface Times {
  median_ms: number;
  p95_ms: number | null;
  p99_ms: number | null;
}

/** So many samples that at least one lies beyond the percentile. */
const leastFor = { p95: 20, p99: 100 };

/**
 * @param milliseconds one or more, in any order
 * @throws RangeError when there is none
 */
export function summarize(milliseconds: Iterable<number>): Times {
  const sorted = Float64Array.from(milliseconds).sort();
  const at = (share: number, least: number): number | null =>
    sorted.length < least ? null : round(percentile(sorted, share));
  return {
    median_ms: round(percentile(sorted, 0.5)),
    p95_ms: at(0.95, leastFor.p95),
    p99_ms: at(0.99, leastFor.p99),
  };
}

/**
 * Nearest rank: the least of the samples that at least `share` of them do not exceed. Always a time that was really measured.
 * @param sorted ascending
 * @param share above 0, at most 1
 * @throws RangeError when there is no sample
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const sample = sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)];
  if (sample === undefined) {
    throw new RangeError('a percentile of nothing');
  }
  return sample;
}

/** To hundredths: clocks and noise give no more. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
