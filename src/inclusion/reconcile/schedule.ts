import { BackgroundWork } from '../../kernel/background-work.ts';
import type { Logger } from '../../kernel/log.ts';
import type { ReconcileReport } from '../port.ts';

const lookEveryMilliseconds = 60_000;

/**
 * Runs a reconciliation now and then in the background of a worker.
 *
 *   idle ──a worker's round, and it is due──▶ running ──done, or stop()──▶ idle
 */
export class ReconcileSchedule {
  readonly #deps: {
    /** Takes the run that is due, for this process alone. */
    take: () => Promise<boolean>;
    run: (signal: AbortSignal) => Promise<ReconcileReport>;
    logger: Logger;
  };
  readonly #work = new BackgroundWork(lookEveryMilliseconds);

  constructor(deps: {
    take: () => Promise<boolean>;
    run: (signal: AbortSignal) => Promise<ReconcileReport>;
    logger: Logger;
  }) {
    this.#deps = deps;
  }

  /** Starts the run that is due, if one is; does not wait for it. */
  async tick(): Promise<void> {
    if (!this.#work.mayLook()) {
      return;
    }
    if (await this.#deps.take()) {
      this.#work.begin(() => this.#run());
    }
  }

  /** Ends a run at its next page, and waits for that. */
  stop(): Promise<void> {
    return this.#work.stop();
  }

  async #run(): Promise<void> {
    try {
      const { drift, total } = await this.#deps.run(this.#work.signal);
      if (total > 0) {
        // Drift is a fault of ours, however well it was repaired.
        this.#deps.logger.error({ drift }, 'reconciliation found drift and repaired it');
      }
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'reconciliation ended early, the next one is on schedule');
    }
  }
}
