/** How deep results are looked at. */
export const depth = 10;

/** How good one list of results is. */
export interface Measures {
  /** Discounted cumulative gain of the first ten, with a gain of 2^grade − 1, over that of the best order there is. */
  ndcg10: number;
  /** One over the place of the first right result; 0 when it is past the tenth. */
  mrr: number;
  /** 1 when a right one is first, or among the first three. */
  hit1: number;
  hit3: number;
  /** 1 when nothing was found. */
  zero: number;
}

/**
 * @param keys what was found, best first
 * @param grades what is right, 1 or 2 each; where nothing is, only `zero` means something
 */
export function measure(keys: readonly string[], grades: ReadonlyMap<string, number>): Measures {
  const found = keys.slice(0, depth).map((key) => grades.get(key) ?? 0);
  const best = [...grades.values()].sort((left, right) => right - left).slice(0, depth);
  const place = found.findIndex((grade) => grade > 0) + 1;
  return {
    ndcg10: best.length === 0 ? 0 : gain(found) / gain(best),
    mrr: place === 0 ? 0 : 1 / place,
    hit1: place === 1 ? 1 : 0,
    hit3: place >= 1 && place <= 3 ? 1 : 0,
    zero: keys.length === 0 ? 1 : 0,
  };
}

function gain(grades: readonly number[]): number {
  return grades.reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0);
}
