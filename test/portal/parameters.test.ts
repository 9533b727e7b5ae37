import { expect } from 'chai';
import { decodeOneQuery } from '../../src/portal/port.ts';

const oneOf = (members: unknown) => decodeOneQuery('i', members);

describe("parameters of the portal's protocol", () => {
  it('name no value that asks for what is done anyway, and every other', () => {
    const usual = {
      queryType: 'prefixLast',
      ignorePlurals: true,
      minWordSizefor1Typo: 4,
      minWordSizefor2Typos: '8',
      exactOnSingleWordQuery: 'attribute',
      relevancyStrictness: 100,
      mode: 'keywordSearch',
      getRankingInfo: false,
      enablePersonalization: false,
      attributeCriteriaComputedByMinProximity: false,
      replaceSynonymsInHighlight: 'false',
    };
    expect(oneOf(usual).unsupported).to.deep.equal([]);
    const other = {
      queryType: 'prefixNone',
      ignorePlurals: false,
      minWordSizefor1Typo: 3,
      minWordSizefor2Typos: '9',
      exactOnSingleWordQuery: 'word',
      relevancyStrictness: 0,
      mode: 'neuralSearch',
      getRankingInfo: true,
      enablePersonalization: true,
      attributeCriteriaComputedByMinProximity: true,
      replaceSynonymsInHighlight: 'true',
    };
    expect(oneOf(other).unsupported).to.deep.equal(Object.keys(other));
  });

  it('say whether some of the words are enough', () => {
    const named = ['removeWordsIfNoResults'];
    for (const [members, fewerWords, unsupported] of [
      [{}, true, []],
      [{ removeWordsIfNoResults: 'none' }, false, []],
      [{ removeWordsIfNoResults: 'allOptional' }, true, []],
      [{ removeWordsIfNoResults: 'firstWords' }, true, named],
      [{ typoTolerance: false }, false, []],
      [{ typoTolerance: false, removeWordsIfNoResults: 'none' }, false, []],
      [{ typoTolerance: false, removeWordsIfNoResults: 'allOptional' }, true, named],
    ] as const) {
      expect(oneOf(members), JSON.stringify(members)).to.deep.include({ fewerWords, unsupported });
    }
  });
});
