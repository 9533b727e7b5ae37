import { expect } from 'chai';
import { fitRound } from '../../../src/inclusion/inherit/fit-round.ts';

describe('queries of one round of inheritance', () => {
  const members = new Map([
    [1, 3],
    [2, 3],
    [3, 10],
    [4, 0],
  ]);
  async function fit(queries: readonly number[], most: number): Promise<{ fitting: number[]; counted: number }> {
    let counted = 0;
    const fitting = await fitRound(queries, most, (id, limit) => {
      const count = Math.min(members.get(id) ?? 0, limit);
      counted += count;
      return Promise.resolve(count);
    });
    return { fitting, counted };
  }

  it('have no more members together than it looks at', async () => {
    expect((await fit([1, 2, 3, 4], 6)).fitting).to.deep.equal([1, 2]);
    expect((await fit([1, 2, 4], 6)).fitting).to.deep.equal([1, 2, 4]);
    expect((await fit([], 6)).fitting).to.deep.equal([]);
  });

  it('are one at least, however many it has', async () => {
    expect((await fit([3, 4, 1], 6)).fitting).to.deep.equal([3]);
  });

  it('are counted no further than one needs to know', async () => {
    for (const queries of [
      [3, 1],
      [1, 3],
      [1, 2, 3],
    ]) {
      expect((await fit(queries, 6)).counted, queries.join()).to.be.at.most(7);
    }
  });
});
