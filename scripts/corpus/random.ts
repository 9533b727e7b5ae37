import { exp } from './arithmetic.ts';
import { itemAt } from './item-at.ts';

/** One round of a 32-bit avalanche: every input bit changes about half of the output bits. */
export function mix32(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * A stream of pseudo-random numbers (xoshiro128**), named by a seed and a path such as ('course', 17). Streams with
 * different names are unrelated, so every item can be derived from the seed and its index alone, in any order.
 */
export class RandomStream {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;

  constructor(seed: number, ...path: readonly (string | number)[]) {
    // Two lanes of 32 bits: one alone would meet itself (birthday paradox) after some 65,000 names.
    let first = mix32(seed ^ 0x9e3779b9);
    let second = mix32(Math.floor(seed / 0x100000000) ^ 0x7f4a7c15);
    for (const part of path) {
      const hash = typeof part === 'number' ? mix32(part + 1) : hashText(part);
      first = mix32((first + 0x9e3779b9) ^ hash);
      second = mix32((Math.imul(second, 0x2c1b3c6d) ^ Math.imul(hash, 0x297a2d39)) + 0x7f4a7c15);
    }
    this.s0 = mix32(first + 0x243f6a88);
    this.s1 = mix32(second + 0x13198a2e);
    this.s2 = mix32(first ^ 0x6c078965);
    this.s3 = mix32(second ^ 0x5851f42d) | 1; // never all zero
  }

  /** 32 random bits as an unsigned number. */
  bits(): number {
    const product = Math.imul(this.s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= shifted;
    this.s3 = (this.s3 << 11) | (this.s3 >>> 21);
    return result;
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.bits() / 0x100000000;
  }

  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return itemAt(list, this.whole(0, list.length - 1));
  }

  /** One of the values, each as likely as its weight says. */
  weighted<T>(choices: readonly (readonly [value: T, weight: number])[]): T {
    let left = this.unit() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of choices) {
      left -= weight;
      if (left < 0) {
        return value;
      }
    }
    return itemAt(choices, choices.length - 1)[0];
  }

  /** Distinct items in random order, all of them if count is larger. */
  sample<T>(list: readonly T[], count: number): T[] {
    const left = [...list];
    const size = Math.min(count, left.length);
    for (let n = 0; n < size; n++) {
      const other = this.whole(n, left.length - 1);
      const taken = itemAt(left, other);
      left[other] = itemAt(left, n);
      left[n] = taken;
    }
    return left.slice(0, size);
  }

  /** Near enough to a standard normal: the sum of twelve uniforms minus six, so never beyond six. */
  normal(): number {
    let sum = -6;
    for (let n = 0; n < 12; n++) {
      sum += this.unit();
    }
    return sum;
  }

  logNormal(median: number, sigma: number): number {
    return median * exp(sigma * this.normal());
  }

  /** A random uuid in the shape of version 4. */
  uuid(): string {
    const hex = [0, 0, 0, 0].map(() => this.bits().toString(16).padStart(8, '0')).join('');
    const variant = itemAt('89ab', Number.parseInt(itemAt(hex, 16), 16) & 3);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** Upper-case hexadecimal digits, as in the stock keeping units of seats. */
  sku(): string {
    return (this.bits() >>> 4).toString(16).toUpperCase().padStart(7, '0');
  }
}

/** 53 bits of a text, to recognise it again without keeping it. */
export function hashText53(text: string): number {
  const low = hashText(text);
  let high = 0x5bd1e995;
  for (let n = 0; n < text.length; n++) {
    high = Math.imul(high ^ text.charCodeAt(n), 0x85ebca77);
    high ^= high >>> 15;
  }
  return ((high >>> 0) & 0x1fffff) * 0x100000000 + low;
}

/** FNV-1a over UTF-16 code units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < text.length; n++) {
    hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193);
  }
  return hash >>> 0;
}
