import { UnavailableError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import type { Inheritor } from './inheritor.ts';

/** What is worked out before those who wait are told: a stream of changes must not keep them forever. */
const roundsOfOneTurn = 10;

/**
 * Works out what is inherited, one turn after another in this process; what is marked while one is at work is for the next, once for all
 * who asked. Does not fail: the marks stay, and the workers go on with them.
 */
export class InheritBeside {
  readonly #inheritor: Pick<Inheritor, 'settle'>;
  readonly #logger: Logger;
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(deps: { inheritor: Pick<Inheritor, 'settle'>; logger: Logger }) {
    this.#inheritor = deps.inheritor;
    this.#logger = deps.logger;
  }

  /** There are marks. @returns when what is marked now is worked out, or left to the workers; nobody has to wait for it */
  wake(): Promise<void> {
    if (this.#current === undefined) {
      return this.#begin();
    }
    this.#next ??= this.#current.then(() => {
      this.#next = undefined;
      // One that has begun since then sees what is marked as well.
      return this.#current ?? this.#begin();
    });
    return this.#next;
  }

  /** Until what was asked for by now is worked out, however much is asked for meanwhile. */
  async asked(): Promise<void> {
    await (this.#next ?? this.#current);
  }

  /** Until nothing is at work, nor asked for. */
  async idle(): Promise<void> {
    while (this.#current !== undefined) {
      await (this.#next ?? this.#current);
    }
  }

  #begin(): Promise<void> {
    this.#current = this.#turn();
    return this.#current;
  }

  async #turn(): Promise<void> {
    let more = false;
    try {
      ({ more } = await this.#inheritor.settle(roundsOfOneTurn));
    } catch (error) {
      const level = error instanceof UnavailableError ? 'warn' : 'error';
      this.#logger[level]({ err: error }, 'inherited memberships left to the workers');
    }
    this.#current = undefined;
    if (more) {
      void this.wake();
    }
  }
}
