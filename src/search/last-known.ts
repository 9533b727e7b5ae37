import { withDeadline } from '../kernel/deadline.ts';
import { UnavailableError } from '../kernel/errors.ts';
import { Lru } from '../kernel/lru.ts';

/** How long the database has to say what holds now, where it is known from before, ms. */
const patience = 1_000;

/** What the database says now; where it is away, or says nothing, what it said last. */
export class LastKnown<Value> {
  readonly #values: Lru<Value>;

  /** @param most that all values weigh together @param weigh what one weighs; 1 unless told */
  constructor(most: number, weigh?: (value: Value) => number) {
    this.#values = new Lru(most, weigh);
  }

  /** @param name what is asked for @throws UnavailableError when it never said */
  async read(name: string, ask: () => Promise<Value>): Promise<Value> {
    const known = this.#values.get(name);
    const current = ask().then((value) => {
      this.#values.set(name, value);
      return value;
    });
    return known === undefined ? current : withDeadline(orElse(current, known), patience, () => known);
  }
}

function orElse<Value>(current: Promise<Value>, known: Value): Promise<Value> {
  return current.catch((error: unknown) => {
    if (error instanceof UnavailableError) {
      return known;
    }
    throw error;
  });
}
