import { expect } from 'chai';
import { readInTime } from '../../src/platform/metrics/read-in-time.ts';

const never = (): Promise<number> => new Promise<number>(() => undefined);

describe('a value that is read when somebody scrapes', () => {
  it('is what was read', async () => {
    expect(await readInTime(() => Promise.resolve(7), 1_000)()).to.equal(7);
  });

  it('is missing when it cannot be read, and there again when it can', async () => {
    let away = true;
    const read = readInTime(() => (away ? Promise.reject(new Error('away')) : Promise.resolve(7)), 1_000);
    expect(await read()).to.equal(undefined);
    away = false;
    expect(await read()).to.equal(7);
  });

  it('is missing when it takes too long', async () => {
    const began = performance.now();
    expect(await readInTime(never, 50)()).to.equal(undefined);
    expect(performance.now() - began).to.be.within(40, 1_000);
  });

  it('is read once for all who ask at the same time', async () => {
    let readings = 0;
    const read = readInTime(() => {
      readings += 1;
      return Promise.resolve(readings);
    }, 1_000);
    expect(await Promise.all([read(), read(), read()])).to.deep.equal([1, 1, 1]);
    expect(await read()).to.equal(2);
  });

  it('is not asked for again while an overdue reading is still under way', async () => {
    let readings = 0;
    let answer: (value: number) => void = () => undefined;
    const read = readInTime(() => {
      readings += 1;
      return new Promise<number>((resolve) => {
        answer = resolve;
      });
    }, 50);
    expect(await read()).to.equal(undefined);
    expect(await read()).to.equal(undefined);
    expect(readings).to.equal(1);
    answer(7);
    expect(await read()).to.equal(7);
  });
});
