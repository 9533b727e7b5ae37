import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { apportion } from '../../scripts/corpus/apportion.ts';
import { exp, ln, pow } from '../../scripts/corpus/arithmetic.ts';
import { Permutation } from '../../scripts/corpus/permutation.ts';
import { RandomStream } from '../../scripts/corpus/random.ts';
import { quantile } from './support/sample.ts';

describe('corpus: chance', () => {
  it('gives the same numbers for the same name and others for another', () => {
    const draw = (seed: number, ...path: (string | number)[]): number[] => {
      const stream = new RandomStream(seed, ...path);
      return Array.from({ length: 5 }, () => stream.bits());
    };
    expect(draw(7, 'course', 3)).to.deep.equal(draw(7, 'course', 3));
    const others = [
      draw(8, 'course', 3),
      draw(7, 'course', 4),
      draw(7, 'run', 3),
      draw(7, 'course', 3, 0),
      draw(7 + 2 ** 40, 'course', 3),
    ];
    for (const other of others) {
      expect(other).not.to.deep.equal(draw(7, 'course', 3));
    }
  });

  it('spreads evenly over streams with neighbouring names', () => {
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 20_000; index++) {
      const at = new RandomStream(1, 'course', index).whole(0, 9);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    // 2,000 expected each, standard deviation 42.
    expect(Math.min(...counts)).to.be.above(1_780);
    expect(Math.max(...counts)).to.be.below(2_220);
  });

  it('makes uuids that look like version 4 and differ over a quarter of a million streams', () => {
    const uuids = Array.from({ length: 250_000 }, (_, index) =>
      new RandomStream(1, 'x', index % 500, Math.floor(index / 500)).uuid(),
    );
    expect(
      uuids
        .slice(0, 1000)
        .every((uuid) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid)),
    ).to.equal(true);
    expect(new Set(uuids)).to.have.property('size', uuids.length);
  }).timeout(10_000);

  it('draws log-normal numbers with the median and the spread asked for', () => {
    const stream = new RandomStream(1, 'log-normal');
    const numbers = Array.from({ length: 20_000 }, () => stream.logNormal(45, 1));
    expect(quantile(numbers, 0.5)).to.be.within(43, 47);
    expect(quantile(numbers, 0.841)).to.be.within(112, 133); // 45 e
  });

  it('samples without repeats and takes all when more are asked for', () => {
    const stream = new RandomStream(1, 'sample');
    const letters = 'a b c d e f g h'.split(' ');
    expect(new Set(stream.sample(letters, 5))).to.have.property('size', 5);
    expect(stream.sample(letters, 20).toSorted()).to.deep.equal(letters);
  });
});

describe('corpus: arithmetic of the four operations', () => {
  it('agrees with the built-in functions', () => {
    for (const x of [-20, -3.7, -1e-9, 0, 0.5, 1, 6, 30]) {
      expect(exp(x) / Math.exp(x)).to.be.closeTo(1, 1e-9);
    }
    for (const x of [1e-9, 0.3, 0.75, 1, 1.5, 2, 280, 1e12]) {
      expect(ln(x)).to.be.closeTo(Math.log(x), 1e-9);
    }
    expect(pow(280, -0.9)).to.be.closeTo(280 ** -0.9, 1e-12);
  });

  it('stands in for every function whose result may differ between machines or moments', () => {
    const folder = new URL('../../scripts/corpus/', import.meta.url);
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(sources).to.include('random.ts').and.to.include('filters/lists.ts');
    const loose =
      /Math\.(random|pow|exp|log|sin|cos|tan|cbrt|hypot)\w*\(|[\w)\]] \*\* |Date\.now|new Date\(\)|[lL]ocale[A-Z]\w*\(/;
    const offenders = sources.filter((name) => loose.test(readFileSync(new URL(name, folder), 'utf8')));
    expect(offenders).to.deep.equal([]);
  });

  it('refuses the logarithm of nothing and less', () => {
    expect(() => ln(0)).to.throw(RangeError);
    expect(() => ln(Number.NaN)).to.throw(RangeError);
  });
});

describe('corpus: permutation', () => {
  for (const size of [1, 2, 5, 16, 17, 1000]) {
    it(`puts ${String(size)} numbers in an order and finds them again`, () => {
      const order = new Permutation(size, new RandomStream(1, 'order'));
      const ranks = Array.from({ length: size }, (_, index) => order.rankOf(index));
      expect(new Set(ranks)).to.have.property('size', size);
      expect(Math.max(...ranks)).to.equal(size - 1);
      expect(ranks.map((rank) => order.indexAt(rank))).to.deep.equal([...ranks.keys()]);
    });
  }

  it('is no identity', () => {
    const order = new Permutation(1000, new RandomStream(1, 'order'));
    const kept = Array.from({ length: 1000 }, (_, index) => order.rankOf(index)).filter(
      (rank, index) => rank === index,
    );
    expect(kept.length).to.be.below(20);
  });
});

describe('corpus: apportion', () => {
  it('keeps the total and the proportions', () => {
    expect(apportion(33_500, [12_000, 18_000, 2_500, 1_000])).to.deep.equal([12_000, 18_000, 2_500, 1_000]);
    expect(apportion(10, [1, 1, 1])).to.deep.equal([4, 3, 3]);
    expect(apportion(5, [0.5, 0.3, 0.2])).to.deep.equal([3, 1, 1]);
    expect(apportion(0, [1, 2])).to.deep.equal([0, 0]);
  });
});
