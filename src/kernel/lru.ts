/**
 * A map that holds at most so many entries, or entries that weigh so much, and forgets those that nobody asked for lately. It has two generations: what is set or
 * found goes to the young one; when that is full it becomes the old one, and the old one goes. The usual way, to delete and add
 * again at each read, makes a much-used key slow: JavaScript's maps leave a gap in the key's chain each time.
 */
export class Lru<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  #youngWeighs = 0;
  readonly #half: number;
  readonly #weigh: (value: Value) => number;

  /**
   * @param most that all entries weigh together; at least half as much is kept
   * @param weigh what a value weighs, always the same; 1 unless told
   */
  constructor(most: number, weigh: (value: Value) => number = () => 1) {
    this.#half = most / 2;
    this.#weigh = weigh;
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
    this.#leave(key);
    this.#young.set(key, value);
    this.#youngWeighs += this.#weigh(value);
    if (this.#youngWeighs >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngWeighs = 0;
    }
  }

  delete(key: string): void {
    this.#leave(key);
    this.#young.delete(key);
    this.#old.delete(key);
  }

  #leave(key: string): void {
    const before = this.#young.get(key);
    this.#youngWeighs -= before === undefined ? 0 : this.#weigh(before);
  }
}
