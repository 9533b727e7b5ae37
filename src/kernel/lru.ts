/**
 * A map that holds at most so many entries and forgets those that nobody asked for lately. It has two generations: what is set or
 * found goes to the young one; when that is full it becomes the old one, and the old one goes. The usual way, to delete and add
 * again at each read, makes a much-used key slow: JavaScript's maps leave a gap in the key's chain each time.
 */
export class Lru<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  readonly #half: number;

  /** @param most entries; at least half as many are kept */
  constructor(most: number) {
    this.#half = most / 2;
  }

  get(key: string): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) {
      return value;
    }
    const older = this.#old.get(key);
    if (older !== undefined) {
      this.set(key, older);
    }
    return older;
  }

  set(key: string, value: Value): void {
    this.#young.set(key, value);
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
