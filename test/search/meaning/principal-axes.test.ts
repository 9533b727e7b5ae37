import { expect } from 'chai';
import { principalAxes } from '../../../src/search/meaning/principal-axes.ts';

const row = (...dense: number[]): { columns: Int32Array; values: Float64Array } => ({
  columns: Int32Array.from(dense.keys()),
  values: Float64Array.from(dense),
});

describe('principal axes', () => {
  it('are the directions in which rows lie most, at right angles, and zero past the last', async () => {
    const rows = [row(3, 3, 0), row(-3, -3, 0), row(0, 0, 1), row(0, 0, -1)];
    const axes = await principalAxes(rows, 3, 3);
    const axis = (index: number): number[] => [0, 1, 2].map((column) => axes[column * 3 + index] ?? 0);
    const [first = 0, second = 0, third = 0] = axis(0);
    expect(Math.abs(first)).to.be.closeTo(Math.SQRT1_2, 1e-6);
    expect(second).to.be.closeTo(first, 1e-6);
    expect(third).to.be.closeTo(0, 1e-6);
    expect(axis(1).map((value) => Math.round(Math.abs(value) * 1e6) / 1e6)).to.deep.equal([0, 0, 1]);
    expect(axis(2).every((value) => value === 0)).to.equal(true);
  });

  it('are none of no rows', async () => {
    expect([...(await principalAxes([], 2, 1))]).to.deep.equal([0, 0]);
  });
});
