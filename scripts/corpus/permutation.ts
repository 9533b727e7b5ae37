import { mix32, RandomStream } from './random.ts';

const ROUNDS = 4;

/**
 * A random order of 0..size-1 that takes no memory: a Feistel network over the next power of four, walked until it
 * falls below size again (fewer than four steps on average). Works in both directions.
 */
export class Permutation {
  readonly size: number;
  private readonly halfBits: number;
  private readonly keys: readonly number[];

  constructor(size: number, stream: RandomStream) {
    this.size = size;
    let halfBits = 1;
    while ((1 << halfBits) * (1 << halfBits) < size) {
      halfBits += 1;
    }
    this.halfBits = halfBits;
    this.keys = Array.from({ length: ROUNDS }, () => stream.bits());
  }

  /** Where an index comes in the order. */
  rankOf(index: number): number {
    let value = index;
    do {
      value = this.pass(value, this.keys, false);
    } while (value >= this.size);
    return value;
  }

  /** Which index holds a place in the order. */
  indexAt(rank: number): number {
    let value = rank;
    do {
      value = this.pass(value, this.keys, true);
    } while (value >= this.size);
    return value;
  }

  private pass(value: number, keys: readonly number[], backwards: boolean): number {
    const mask = (1 << this.halfBits) - 1;
    let left = value >>> this.halfBits;
    let right = value & mask;
    if (backwards) {
      for (const key of keys.toReversed()) {
        [left, right] = [(right ^ mix32(left + key)) & mask, left];
      }
    } else {
      for (const key of keys) {
        [left, right] = [right, (left ^ mix32(right + key)) & mask];
      }
    }
    return left * (mask + 1) + right;
  }
}
