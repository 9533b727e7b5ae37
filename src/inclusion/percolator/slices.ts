import { packStamp } from '../../kernel/ids.ts';

/** The engine runs the filters that one document may match on one core, some 20 µs each. Of more than so many, several requests run a part each. */
const filtersOfOneSlice = 8_000;

/**
 * Parts of all filters by their ids, at most so many: ranges of the stamps that ids up to `last` have, and in the end all beyond. A filter is
 * in the same one whatever its revision.
 */
export function slicesOf(last: number, most: number): object[] {
  const count = Math.max(1, Math.min(most, Math.ceil(last / filtersOfOneSlice)));
  const bounds = Array.from({ length: count - 1 }, (_, index) => packStamp(Math.ceil((last * (index + 1)) / count), 0));
  return Array.from({ length: count }, (_, index) => ({
    range: { stamp: { gte: bounds[index - 1] ?? 0, ...(index < bounds.length ? { lt: bounds[index] } : {}) } },
  }));
}
