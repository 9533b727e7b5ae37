import { expect } from 'chai';
import { oneAhead } from '../../src/replication/upstream/poll/one-ahead.ts';

describe('one ahead', () => {
  /** Numbers from 1 on; `asked` is the last one that was wanted. */
  function numbers(last: number): { source: AsyncGenerator<number, void, undefined>; asked: () => number } {
    let asked = 0;
    const source = (async function* () {
      for (asked = 1; asked <= last; asked += 1) {
        await Promise.resolve();
        yield asked;
      }
    })();
    return { source, asked: () => asked };
  }

  it('gives everything in order, the next one asked for while one is worked on, and never two', async () => {
    const { source, asked } = numbers(4);
    const seen: number[][] = [];
    for await (const number of oneAhead(source, () => undefined)) {
      await new Promise(setImmediate);
      seen.push([number, asked()]);
    }
    expect(seen).to.deep.equal([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ]);
  });

  it('gives what came before a failure first', async () => {
    const source = (async function* () {
      yield await Promise.resolve('good');
      throw new Error('bad');
    })();
    const seen: string[] = [];
    let failure = '';
    try {
      for await (const one of oneAhead(source, () => undefined)) {
        await new Promise(setImmediate);
        seen.push(one);
      }
    } catch (error) {
      failure = (error as Error).message;
    }
    expect([seen, failure]).to.deep.equal([['good'], 'bad']);
  });

  it('gives up what it has asked for when nobody wants more', async () => {
    const giving = new AbortController();
    const source = (async function* () {
      yield 'first';
      await new Promise((_, reject) => {
        giving.signal.addEventListener('abort', () => {
          reject(new Error('given up'));
        });
      });
    })();
    for await (const one of oneAhead(source, () => {
      giving.abort();
    })) {
      expect(one).to.equal('first');
      break;
    }
    expect(giving.signal.aborted).to.equal(true);
    expect(await source.next()).to.deep.equal({ done: true, value: undefined });
  });
});
