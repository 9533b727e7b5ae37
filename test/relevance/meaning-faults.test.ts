import { expect } from 'chai';
import type { ClassMeasures } from '../../scripts/relevance/evaluate.ts';
import { meaningFaults } from '../../scripts/relevance/meaning-faults.ts';

const reached = (members: Partial<ClassMeasures> = {}): ClassMeasures => ({
  ...{ queries: 40, ndcg10: 0.5, mrr: 0.5, hit1: 0.5, hit3: 0.5, zero: 0, ms: 1 },
  ...members,
});
const words = { title: reached(), typo: reached(), prefix: reached(), paraphrase: reached({ ndcg10: 0.25 }) };

describe('what speaks against search by meaning', () => {
  it('is nothing where paraphrases gain 0.03 and known items stay', () => {
    expect(meaningFaults(words, { ...words, paraphrase: reached({ ndcg10: 0.28 }) })).to.deep.equal([]);
    const better = { ...words, paraphrase: reached({ ndcg10: 0.3 }), typo: reached({ hit3: 0.6 }) };
    expect(meaningFaults(words, better)).to.deep.equal([]);
  });

  it('is a gain that is smaller, or no answer to the paraphrases', () => {
    expect(meaningFaults(words, { ...words, paraphrase: reached({ ndcg10: 0.279 }) })).to.deep.equal([
      'ndcg10 of paraphrase rises by 0.029, which is less than 0.03',
    ]);
    const { title, typo, prefix } = words;
    expect(meaningFaults(words, { title, typo, prefix })).to.have.length(1);
  });

  for (const kind of ['title', 'typo', 'prefix'] as const) {
    for (const place of ['ndcg10', 'mrr', 'hit1', 'hit3'] as const) {
      it(`is a ${kind} that is found worse by ${place}`, () => {
        const gained = { ...words, paraphrase: reached({ ndcg10: 0.4 }) };
        expect(meaningFaults(words, { ...gained, [kind]: reached({ [place]: 0.499 }) })).to.deep.equal([
          `${place} of ${kind} falls from 0.500 to 0.499`,
        ]);
      });
    }
  }
});
