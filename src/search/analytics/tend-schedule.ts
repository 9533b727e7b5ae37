import { BackgroundWork } from '../../kernel/background-work.ts';
import type { Logger } from '../../kernel/log.ts';

const lookEveryMilliseconds = 5_000;

/** Tends search analytics in the background of a worker, which so never waits for them, nor fails with them. */
export class TendSchedule {
  readonly #deps: { tend: (signal: AbortSignal) => Promise<void>; logger: Logger };
  readonly #work = new BackgroundWork(lookEveryMilliseconds);

  constructor(deps: { tend: (signal: AbortSignal) => Promise<void>; logger: Logger }) {
    this.#deps = deps;
  }

  /** Begins what is to be done; does not wait for it. */
  tick(): void {
    if (this.#work.mayLook()) {
      this.#work.begin(() => this.#tend());
    }
  }

  /** Ends it after the transaction at hand. */
  stop(): Promise<void> {
    return this.#work.stop();
  }

  async #tend(): Promise<void> {
    try {
      await this.#deps.tend(this.#work.signal);
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'search analytics are rolled up later');
    }
  }
}
