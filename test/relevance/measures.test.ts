import { expect } from 'chai';
import { measure } from '../../scripts/relevance/measures.ts';

const grades = new Map([
  ['best', 2],
  ['good', 2],
  ['near', 1],
]);

describe('measures of a list of results', () => {
  it('are one for the best order', () => {
    const measures = measure(['good', 'best', 'near', 'other'], grades);
    expect(measures).to.deep.equal({ ndcg10: 1, mrr: 1, hit1: 1, hit3: 1, zero: 0 });
  });

  it('discount what comes later, and what is only near', () => {
    // Gains of 3, 3 and 1, divided by log2(2), log2(3) and log2(4) in the best order; here by log2(4), log2(5) and log2(2).
    const best = 3 + 3 / Math.log2(3) + 1 / 2;
    const { ndcg10, mrr, hit1, hit3 } = measure(['near', 'other', 'best', 'good'], grades);
    expect(ndcg10).to.be.closeTo((1 + 3 / 2 + 3 / Math.log2(5)) / best, 1e-12);
    expect([mrr, hit1, hit3]).to.deep.equal([1, 1, 1]);
    expect(measure(['a', 'b', 'good'], grades)).to.include({ mrr: 1 / 3, hit1: 0, hit3: 1 });
    expect(measure(['a', 'b', 'c', 'good'], grades)).to.include({ mrr: 1 / 4, hit1: 0, hit3: 0 });
  });

  it('look at ten results', () => {
    const others = Array.from({ length: 10 }, (_, index) => `other ${String(index)}`);
    expect(measure([...others, 'best'], grades)).to.deep.equal({ ndcg10: 0, mrr: 0, hit1: 0, hit3: 0, zero: 0 });
    const many = new Map(others.concat('best').map((key) => [key, 1]));
    expect(measure(others, many).ndcg10, 'ten of eleven fill the list').to.equal(1);
  });

  it('tell an empty list from a wrong one', () => {
    expect(measure([], grades)).to.deep.equal({ ndcg10: 0, mrr: 0, hit1: 0, hit3: 0, zero: 1 });
    expect(measure(['other'], new Map())).to.deep.equal({ ndcg10: 0, mrr: 0, hit1: 0, hit3: 0, zero: 0 });
  });
});
