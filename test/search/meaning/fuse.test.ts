import { expect } from 'chai';
import { fuse } from '../../../src/search/meaning/fuse.ts';

describe('two orders made one', () => {
  const words = ['a', 'b', 'c', 'd', 'e'];

  it('keeps the first three of the words, then takes what is far up in both', () => {
    expect(fuse(words, ['e', 'x', 'c'])).to.deep.equal(['a', 'b', 'c', 'e', 'x', 'd']);
  });

  it('alternates between what is in one only, the words first', () => {
    expect(fuse(words, ['x', 'y', 'z'])).to.deep.equal(['a', 'b', 'c', 'x', 'y', 'z', 'd', 'e']);
    expect(fuse([], ['x', 'y'])).to.deep.equal(['x', 'y']);
    expect(fuse(words, [])).to.deep.equal(words);
  });

  it('names nothing twice', () => {
    expect(fuse(words, words)).to.deep.equal(words);
    expect(fuse(['a'], ['a', 'b'])).to.deep.equal(['a', 'b']);
  });
});
