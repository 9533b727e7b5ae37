import { UnavailableError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';

/**
 * Work that rows say is there, done beside the answers of this process, one turn after another: what comes while one is at work is for the
 * next, once for all who asked. Does not fail: the rows stay, and the workers go on with them.
 */
export class BesideAnswers {
  readonly #work: () => Promise<{ more: boolean }>;
  readonly #name: string;
  readonly #logger: Logger;
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @param deps.work some of it, so that a stream of changes does not keep those who wait forever */
  constructor(deps: { name: string; work: () => Promise<{ more: boolean }>; logger: Logger }) {
    this.#name = deps.name;
    this.#work = deps.work;
    this.#logger = deps.logger;
  }

  /** There is some. @returns when what is there now is done, or left to the workers; nobody has to wait for it */
  wake(): Promise<void> {
    if (this.#current === undefined) {
      return this.#begin();
    }
    this.#next ??= this.#current.then(() => {
      this.#next = undefined;
      // One that has begun since then sees what is there as well.
      return this.#current ?? this.#begin();
    });
    return this.#next;
  }

  /** Until what was asked for by now is done, however much is asked for meanwhile. */
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
      ({ more } = await this.#work());
    } catch (error) {
      const level = error instanceof UnavailableError ? 'warn' : 'error';
      this.#logger[level]({ err: error }, `${this.#name} left to the workers`);
    }
    this.#current = undefined;
    if (more) {
      void this.wake();
    }
  }
}
