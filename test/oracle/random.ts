import { randomInt } from 'node:crypto';

/** Numbers that look random and come out the same for the same seed (mulberry32). Print the seed when a test fails. */
export class Random {
  readonly seed: number;
  #state: number;

  /** `seed` is a whole number below 2^32; without one a fresh seed is drawn. */
  constructor(seed: number = randomInt(2 ** 32)) {
    this.seed = seed >>> 0;
    this.#state = this.seed;
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True in `share` (0 to 1) of all calls. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One entry of a list, all equally likely. Throws RangeError when the list is empty. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) {
      throw new RangeError('nothing to pick from');
    }
    return list[this.between(0, list.length - 1)] as T;
  }

  /** `count` independent results of `make`. */
  times<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }
}
