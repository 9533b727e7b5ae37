import { expect } from 'chai';
import { placeOf, trainLatentModel, type LatentModel } from '../../../src/search/meaning/latent-model.ts';
import type { Terms } from '../../../src/search/meaning/terms.ts';

const termsOf = (text: string): Terms => new Map(text.split(' ').map((word) => [word, 1]));

/** Two subjects; `tack` and `jib` never occur in one item. */
const corpus = Array.from({ length: 20 }, (_, index) => [
  termsOf(`boat harbour crew ${index % 2 === 0 ? 'tack' : 'jib'}`),
  termsOf(`soup kitchen oven ${index % 2 === 0 ? 'ladle' : 'whisk'}`),
]).flat();

function cosine(model: LatentModel, one: string, other: string): number {
  const [left = [], right = []] = [placeOf(model, termsOf(one)), placeOf(model, termsOf(other))];
  return left.reduce((sum, value, axis) => sum + value * (right[axis] ?? 0), 0);
}

describe('a latent model', () => {
  let model: LatentModel;

  before(async () => {
    model = await trainLatentModel(corpus);
  });

  it('puts what occurs with the same words close together, also where it never occurs together', () => {
    expect(cosine(model, 'tack', 'jib')).to.be.greaterThan(0.9);
    expect(Math.abs(cosine(model, 'tack', 'ladle'))).to.be.lessThan(0.1);
    expect(cosine(model, 'boat tack', 'harbour jib')).to.be.greaterThan(0.9);
  });

  it('gives places of length 1 and of one dimension, however small the corpus is', () => {
    const place = placeOf(model, termsOf('boat soup')) ?? [];
    expect(place.length).to.equal(64);
    expect(Math.hypot(...place)).to.be.closeTo(1, 1e-9);
  });

  it('has no place for what it knows too little of', () => {
    expect(placeOf(model, termsOf('xylophone'))).to.equal(undefined);
    expect(placeOf(model, termsOf('boat drum xylophone'))).to.equal(undefined);
    expect(placeOf(model, termsOf('boat xylophone'))).to.not.equal(undefined);
    expect(placeOf(model, new Map())).to.equal(undefined);
  });

  it('is the same for the same items', async () => {
    expect(await trainLatentModel(corpus)).to.deep.equal(model);
  });

  it('tells that it is at work after each round, and ends where nobody waits for it', async () => {
    let told = 0;
    const tell = (): Promise<void> => {
      told += 1;
      return told === 7 ? Promise.reject(new Error('taken over')) : Promise.resolve();
    };
    expect(await trainLatentModel(corpus, tell)).to.deep.equal(model);
    expect(told).to.equal(4);
    expect(await trainLatentModel(corpus, tell).catch((error: unknown) => error)).to.include({ message: 'taken over' });
    expect(told).to.equal(7);
  });

  it('knows nothing where there is nothing to learn from', async () => {
    for (const items of [[], [termsOf('alone')], [new Map()]]) {
      const empty = await trainLatentModel(items);
      expect(empty.terms.size).to.equal(0);
      expect(placeOf(empty, termsOf('alone'))).to.equal(undefined);
    }
    expect((await trainLatentModel([termsOf('same'), termsOf('same')])).terms.size).to.equal(1);
  });
});
