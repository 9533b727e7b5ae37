import { expect } from 'chai';
import { Lru } from '../../src/kernel/lru.ts';

describe('what is kept as long as it is asked for', () => {
  const keysIn = <Value>(lru: Lru<Value>, keys: readonly string[]): string[] =>
    keys.filter((key) => lru.get(key) !== undefined);

  it('is at most so many, those that were asked for lately, and at least half as many', () => {
    const lru = new Lru<number>(10);
    for (let index = 0; index < 100; index += 1) {
      lru.set(String(index), index);
      expect(lru.get('0')).to.equal(0);
    }
    const kept = keysIn(
      lru,
      Array.from({ length: 100 }, (_, index) => String(index)),
    );
    expect(kept.length).to.be.within(5, 10);
    expect(kept).to.include.members(['0', '97', '98', '99']);
  });

  it('is what weighs no more together, however often one is written', () => {
    const lru = new Lru<string>(20, ({ length }) => length);
    lru.set('light', 'a');
    for (let time = 0; time < 100; time += 1) {
      lru.set('again', 'four');
    }
    expect(lru.get('light')).to.equal('a');
    lru.set('heavy', 'more than ten');
    expect(keysIn(lru, ['light', 'again', 'heavy'])).to.deep.equal(['light', 'again', 'heavy']);
    lru.set('heavier', 'more than ten again');
    expect(lru.get('heavier')).to.equal('more than ten again');
    expect(keysIn(lru, ['light', 'again'])).to.deep.equal([]);
  });

  it('is forgotten when it is said so', () => {
    const lru = new Lru<number>(4);
    lru.set('one', 1);
    lru.set('two', 2);
    lru.delete('one');
    lru.delete('nobody');
    expect(keysIn(lru, ['one', 'two'])).to.deep.equal(['two']);
  });
});
