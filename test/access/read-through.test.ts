import { expect } from 'chai';
import { Lru } from '../../src/kernel/lru.ts';
import { ReadThrough } from '../../src/access/read-through.ts';
import { UnavailableError } from '../../src/kernel/errors.ts';
import type { Logger } from '../../src/kernel/log.ts';

/** Answers each read when the test says so. */
class Reads {
  readonly asked: { key: string; answer: (value: string | undefined) => void; fail: (error: Error) => void }[] = [];

  readonly load = (key: string): Promise<string | undefined> =>
    new Promise((answer, fail) => {
      this.asked.push({ key, answer, fail });
    });

  /** Answers all that were asked and not answered yet. */
  answer(value: string | undefined): void {
    for (const { answer } of this.asked) {
      answer(value);
    }
  }

  fail(error: Error = new UnavailableError('mysql', 'away')): void {
    for (const { fail } of this.asked) {
      fail(error);
    }
  }
}

describe('reading through', () => {
  let reads: Reads;
  let clock: number;
  let logged: string[];
  let through: ReadThrough<string>;

  beforeEach(() => {
    reads = new Reads();
    clock = 1_000_000;
    logged = [];
    const quiet = (): void => undefined;
    const logger: Logger = {
      debug: quiet,
      info: quiet,
      warn: () => logged.push('warn'),
      error: () => logged.push('error'),
      child: () => logger,
    };
    through = new ReadThrough({ load: reads.load, keep: 600_000, now: () => clock, logger });
  });

  const known = async (key: string, value: string): Promise<void> => {
    const got = through.get(key);
    reads.answer(value);
    expect(await got).to.equal(value);
  };
  const refused = async (got: Promise<unknown>): Promise<void> => {
    expect(await got.catch((error: unknown) => error)).to.be.instanceOf(UnavailableError);
  };

  it('asks once for many who ask at once, and not again for five seconds', async () => {
    const many = Array.from({ length: 100 }, () => through.get('a'));
    reads.answer('1');
    expect(new Set(await Promise.all(many))).to.deep.equal(new Set(['1']));
    clock += 4_999;
    expect(await through.get('a')).to.equal('1');
    expect(reads.asked).to.have.length(1);
    clock += 1;
    const again = through.get('a');
    reads.answer('2');
    expect(await again).to.equal('2');
    expect(reads.asked.map(({ key }) => key)).to.deep.equal(['a', 'a']);
  });

  it('counts the five seconds from when it asked, not from when it was answered', async () => {
    const slow = through.get('a');
    clock += 1_500;
    reads.answer('1');
    await slow;
    clock += 3_500;
    const again = through.get('a');
    reads.answer('2');
    expect(await again).to.equal('2');
  });

  it('does not remember what does not exist', async () => {
    for (const times of [1, 2, 3]) {
      const got = through.get('none');
      reads.answer(undefined);
      expect(await got).to.equal(undefined);
      expect(reads.asked).to.have.length(times);
    }
    await known('gone', '1');
    clock += 5_000;
    const got = through.get('gone');
    reads.answer(undefined);
    expect(await got).to.equal(undefined);
    const later = through.get('gone');
    reads.fail();
    await refused(later);
  });

  it('forgets what it is told to, also what is on its way', async () => {
    await known('a', 'old');
    through.forget('a');
    const first = through.get('a');
    through.forget('a');
    const second = through.get('a');
    expect(reads.asked).to.have.length(3);
    reads.asked[2]?.answer('new');
    expect(await second).to.equal('new');
    reads.asked[1]?.answer('old');
    expect(await first).to.equal('old');
    expect(await through.get('a'), 'the answer that came late').to.equal('new');
  });

  it('goes on with what was known last, for as long as that is kept', async () => {
    await known('a', '1');
    clock += 599_999;
    const got = through.get('a');
    reads.fail();
    expect(await got).to.equal('1');
    clock += 1;
    await refused(through.get('a'));
    expect(logged).to.deep.equal(['warn']);
  });

  it('asks once a second while the database is away, and lets nobody wait who knows something', async () => {
    await known('a', '1');
    clock += 5_000;
    const first = through.get('a');
    reads.fail();
    await first;
    for (let request = 0; request < 10; request += 1) {
      expect(await through.get('a')).to.equal('1');
      await refused(through.get('b'));
    }
    expect(reads.asked).to.have.length(2);
    clock += 1_000;
    expect(await through.get('a'), 'while it is asked again').to.equal('1');
    expect(await through.get('a')).to.equal('1');
    await refused(through.get('b'));
    expect(reads.asked).to.have.length(3);
    reads.answer('2');
    await Promise.resolve();
    expect(await through.get('a')).to.equal('2');
    const other = through.get('b');
    reads.answer('3');
    expect(await other).to.equal('3');
  });

  it('takes any failure for absence, and says aloud what is not one', async () => {
    const got = through.get('a');
    reads.fail(new Error("Table 'role_assignment' doesn't exist"));
    await refused(got);
    expect(logged).to.deep.equal(['error']);
  });

  it('waits two seconds for an answer, and takes it when it comes later', async () => {
    const before = performance.now();
    await refused(through.get('a'));
    expect(performance.now() - before).to.be.within(1_900, 4_000);
    reads.answer('1');
    await Promise.resolve();
    await Promise.resolve();
    expect(await through.get('a')).to.equal('1');
    expect(reads.asked).to.have.length(1);
  });
});

describe('a map of what was used lately', () => {
  it('never holds more than it may, and keeps what is used', () => {
    const lru = new Lru<number>(100);
    lru.set('used', 1);
    for (let key = 0; key < 1_000; key += 1) {
      lru.set(String(key), key);
      expect(lru.get('used')).to.equal(1);
    }
    const held = Array.from({ length: 1_000 }, (_, key) => lru.get(String(key))).filter((value) => value !== undefined);
    expect(held).to.have.length.within(49, 100);
    expect(held.at(-1)).to.equal(999);
  });

  it('forgets what is deleted, whether it was used lately or not', () => {
    const lru = new Lru<number>(4);
    lru.set('a', 1);
    lru.set('b', 2);
    lru.set('a', 3);
    lru.delete('a');
    lru.delete('b');
    expect([lru.get('a'), lru.get('b')]).to.deep.equal([undefined, undefined]);
  });

  it('finds a key as fast after a hundred thousand uses', () => {
    const lru = new Lru<number>(10_000);
    for (let key = 0; key < 4_000; key += 1) {
      lru.set(String(key), key);
    }
    const seconds = (uses: number): number => {
      const before = performance.now();
      for (let use = 0; use < uses; use += 1) {
        lru.get('7');
      }
      return (performance.now() - before) / 1_000;
    };
    seconds(100_000);
    expect(seconds(100_000)).to.be.lessThan(0.5);
  });
});
