import { itemAt } from './item-at.ts';

/**
 * Splits a whole number in proportion to weights by largest remainder (ties go to the earlier weight), so that the parts
 * add up to the total exactly.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map((share) => Math.floor(share));
  const missing = total - parts.reduce((left, right) => left + right, 0);
  exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((left, right) => right.remainder - left.remainder || left.index - right.index)
    .slice(0, missing)
    .forEach(({ index }) => {
      parts[index] = itemAt(parts, index) + 1;
    });
  return parts;
}
