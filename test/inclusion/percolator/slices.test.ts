import { expect } from 'chai';
import { slicesOf } from '../../../src/inclusion/percolator/slices.ts';
import { packStamp } from '../../../src/kernel/ids.ts';

describe('slices of filters', () => {
  interface Slice {
    range: { stamp: { gte: number; lt?: number } };
  }
  const slices = (last: number, most: number): Slice[] => slicesOf(last, most) as Slice[];

  it('are as many as there are filters for, and no more than allowed', () => {
    const counts = [0, 1, 8_000, 8_001, 14_390, 16_001, 1_000_000].map((last) => slices(last, 4).length);
    expect(counts).to.deep.equal([1, 1, 1, 2, 2, 3, 4]);
    expect(slices(1_000_000, 0), 'one at least').to.have.length(1);
  });

  it('have each filter in exactly one, at any revision, and those too that come later', () => {
    const last = 30_001;
    for (const id of [1, 7_500, 7_501, 15_000, 15_001, 15_002, 22_501, 22_502, last, last + 1, 2 * last]) {
      const holding = [0, 1, 999_999].map((revision) => {
        const stamp = packStamp(id, revision);
        return slices(last, 4).flatMap(({ range }, index) =>
          range.stamp.gte <= stamp && stamp < (range.stamp.lt ?? Infinity) ? [index] : [],
        );
      });
      const [first] = holding;
      expect(first, String(id)).to.have.length(1);
      expect(holding, String(id)).to.deep.equal([first, first, first]);
    }
  });
});
