import { expect } from 'chai';
import { UnavailableError } from '../../src/kernel/errors.ts';
import { Gathering } from '../../src/kernel/gathering.ts';

/** Runs that end when they are told to. */
class Runs {
  readonly begun: number[][] = [];
  readonly #ends: ((error?: Error) => void)[] = [];

  readonly run = (inputs: readonly number[]): Promise<number[]> => {
    this.begun.push([...inputs]);
    return new Promise((resolve, reject) => {
      this.#ends.push((error) => {
        if (error === undefined) {
          resolve(inputs.map((input) => input * 10));
        } else {
          reject(error);
        }
      });
    });
  };

  /** Ends the oldest run that is under way, and lets what follows begin. */
  async end(error?: Error): Promise<void> {
    this.#ends.shift()?.(error);
    await new Promise(setImmediate);
  }
}

describe('gathering', () => {
  const outcome = (work: Promise<number[]>): Promise<unknown> => work.catch((error: unknown) => error);

  it('begins at once, and takes those who wait together', async () => {
    const runs = new Runs();
    const gathering = new Gathering(runs.run, { atOnce: 1, most: 10 });
    const [first, second, third] = [gathering.do([1]), gathering.do([2, 3]), gathering.do([4])];
    expect(runs.begun).to.deep.equal([[1]]);
    await runs.end();
    expect(runs.begun).to.deep.equal([[1], [2, 3, 4]]);
    await runs.end();
    expect(await Promise.all([first, second, third])).to.deep.equal([[10], [20, 30], [40]]);
  });

  it('never takes anybody into a run that has begun', async () => {
    const runs = new Runs();
    const gathering = new Gathering(runs.run, { atOnce: 2, most: 10 });
    const all = [gathering.do([1]), gathering.do([2]), gathering.do([3])];
    expect(runs.begun).to.deep.equal([[1], [2]]);
    await runs.end();
    expect(runs.begun).to.deep.equal([[1], [2], [3]]);
    await runs.end();
    await runs.end();
    expect(await Promise.all(all)).to.deep.equal([[10], [20], [30]]);
  });

  it('keeps a run small, but never parts one caller’s inputs', async () => {
    const runs = new Runs();
    const gathering = new Gathering(runs.run, { atOnce: 1, most: 3 });
    const all = [[1], [2, 3, 4, 5], [6, 7], [8], [9]].map((inputs) => gathering.do(inputs));
    while (runs.begun.length < 4) {
      await runs.end();
    }
    await runs.end();
    expect(runs.begun).to.deep.equal([[1], [2, 3, 4, 5], [6, 7, 8], [9]]);
    expect((await Promise.all(all)).flat()).to.deep.equal([10, 20, 30, 40, 50, 60, 70, 80, 90]);
  });

  it('finds whose inputs a run failed for, and gives the others their outputs', async () => {
    const runs = new Runs();
    const gathering = new Gathering(runs.run, { atOnce: 1, most: 10 });
    const all = [gathering.do([1]), gathering.do([2]), gathering.do([3])].map(outcome);
    const refused = new Error('refused');
    await runs.end();
    await runs.end(refused);
    await runs.end(refused);
    await runs.end();
    expect(runs.begun).to.deep.equal([[1], [2, 3], [2], [3]]);
    expect(await Promise.all(all)).to.deep.equal([[10], refused, [30]]);
  });

  it('asks an engine that is away no more than once', async () => {
    const runs = new Runs();
    const gathering = new Gathering(runs.run, { atOnce: 1, most: 10 });
    const all = [gathering.do([1]), gathering.do([2]), gathering.do([3])].map(outcome);
    const away = new UnavailableError('opensearch', 'away');
    await runs.end();
    await runs.end(away);
    expect(await Promise.all(all)).to.deep.equal([[10], away, away]);
    expect(runs.begun).to.have.lengthOf(2);
    const next = gathering.do([4]);
    await runs.end();
    expect(await next).to.deep.equal([40]);
  });
});
