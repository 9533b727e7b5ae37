import type { Logger } from '../../kernel/log.ts';
import type { ReconcileReport } from '../port.ts';

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
  #running: Promise<void> | undefined;
  #lookedAt = -Infinity;
  readonly #abort = new AbortController();

  constructor(deps: {
    take: () => Promise<boolean>;
    run: (signal: AbortSignal) => Promise<ReconcileReport>;
    logger: Logger;
  }) {
    this.#deps = deps;
  }

  /** Starts the run that is due, if one is; does not wait for it. */
  async tick(): Promise<void> {
    if (
      this.#running !== undefined ||
      this.#abort.signal.aborted ||
      performance.now() - this.#lookedAt < lookEveryMilliseconds
    ) {
      return;
    }
    this.#lookedAt = performance.now();
    if (await this.#deps.take()) {
      this.#running = this.#run().finally(() => {
        this.#running = undefined;
      });
    }
  }

  /** Ends a run at its next page, and waits for that. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      const { drift, total } = await this.#deps.run(this.#abort.signal);
      if (total > 0) {
        // Drift is a fault of ours, however well it was repaired.
        this.#deps.logger.error({ drift }, 'reconciliation found drift and repaired it');
      }
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'reconciliation ended early, the next one is on schedule');
    }
  }
}

const lookEveryMilliseconds = 60_000;
