import { expect } from 'chai';
import { readSynonym } from '../../../src/search/steer/read-synonym.ts';
import { Synonyms } from '../../../src/search/steer/synonyms.ts';

describe('a rule for synonyms', () => {
  const codes = (rule: string): string[] => {
    const read = readSynonym(rule, 'en');
    return 'faults' in read ? read.faults.map(({ code }) => code) : [];
  };

  it('is words that find each other, or words that find others', () => {
    expect(readSynonym(' ML ,machine   learning', 'en')).to.deep.equal({
      from: ['ML', 'machine learning'],
      to: ['ML', 'machine learning'],
      rule: 'ML, machine learning',
    });
    expect(readSynonym('js,ecmascript=>JavaScript', 'en')).to.deep.equal({
      from: ['js', 'ecmascript'],
      to: ['JavaScript'],
      rule: 'js, ecmascript => JavaScript',
    });
  });

  it('is refused with everything that is wrong with it', () => {
    expect(codes('alone')).to.deep.equal(['alone']);
    expect(codes('')).to.include.members(['alone', 'no_words']);
    expect(codes('a => b => c')).to.deep.equal(['two_arrows']);
    expect(codes('a =>')).to.deep.equal(['no_words']);
    expect(codes('a,, +')).to.deep.equal(['no_words', 'no_words']);
    expect(codes('boat, Boats'), 'one stem').to.deep.equal(['the_same']);
    expect(codes('a, one two three four five six')).to.deep.equal(['too_many_words']);
    expect(codes(Array.from({ length: 21 }, (_, n) => `w${String(n)}x`).join())).to.deep.equal(['too_many']);
    expect(codes(Array.from({ length: 20 }, (_, n) => `w${String(n)}x`).join())).to.deep.equal([]);
    expect(codes(`a, ${'b'.repeat(998)}`)).to.deep.equal(['too_long']);
    expect(codes(`a,${'b'.repeat(998)}`), 'as it is kept, with a blank').to.deep.equal(['too_long']);
    expect(codes(`a,${'b'.repeat(997)}`)).to.deep.equal([]);
    expect(codes('a, one two three four five six, a =>')).to.deep.equal(['too_many_words', 'no_words', 'the_same']);
  });

  it('finds the longest run of words, by stems, without case and accents', () => {
    const synonyms = new Synonyms(['ML, machine learning', 'learning => education', 'cafe => coffee'], 'en');
    const found = (text: string): unknown[] =>
      synonyms.spansOf(text.split(' ')).map(({ at, words, alternatives }) => [at, words.join(' '), ...alternatives]);
    expect(found('Machines learned fast')).to.deep.equal([[0, 'Machines learned', 'ML']]);
    expect(found('learning machine')).to.deep.equal([[0, 'learning', 'education']]);
    expect(found('ml café ml')).to.deep.equal([
      [0, 'ml', 'machine learning'],
      [1, 'café', 'coffee'],
      [2, 'ml', 'machine learning'],
    ]);
    expect(found('machine'), 'a part of one').to.deep.equal([]);
    expect(found('education coffee constructor')).to.deep.equal([]);
  });

  it('adds to others of the same words', () => {
    const synonyms = new Synonyms(['a => b', 'a, c', 'a => bs, not a rule => at => all'], 'en');
    expect(synonyms.spansOf(['a'])).to.deep.equal([{ at: 0, words: ['a'], alternatives: ['b', 'c'] }]);
  });
});
