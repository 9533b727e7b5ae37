import type { Step, StepName } from '../../src/kernel/steps.ts';

/** Holds a writer at one step of the protocol until it is let go. */
export class Gate {
  readonly #holdAt: StepName | undefined;
  readonly #seen = new Set<StepName>();
  #waiting: { name: StepName; resolve: () => void }[] = [];
  #open = false;
  #release: () => void = () => undefined;
  readonly #released = new Promise<void>((resolve) => {
    this.#release = resolve;
  });

  constructor(holdAt?: StepName) {
    this.#holdAt = holdAt;
  }

  readonly step: Step = async (name) => {
    this.#seen.add(name);
    this.#waiting = this.#waiting.filter((waiting) => {
      if (waiting.name === name) {
        waiting.resolve();
      }
      return waiting.name !== name;
    });
    if (name === this.#holdAt && !this.#open) {
      await this.#released;
    }
  };

  /** Resolves when the writer has come to `name`. */
  reached(name: StepName): Promise<void> {
    return this.#seen.has(name)
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#waiting.push({ name, resolve });
        });
  }

  open(): void {
    this.#open = true;
    this.#release();
  }
}

/** A writer that dies at a step: it never goes on, and what it held in the database is what it had committed. */
export function diesAt(step: StepName): { step: Step; died: Promise<void> } {
  let tell: () => void = () => undefined;
  const died = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    died,
    step: (name) => {
      if (name !== step) {
        return Promise.resolve();
      }
      tell();
      return new Promise<never>(() => undefined);
    },
  };
}
