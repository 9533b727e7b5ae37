import type { Logger } from '../log.ts';

/** What a rebuild tells while it runs. */
export interface StartedHooks {
  /** The id of its record. */
  recorded: (runId: number) => void;
  /** Nothing speaks against it any more. */
  begun: () => void;
  signal: AbortSignal;
}

/** Rebuilds that somebody asked this process for, and does not wait for. One that is left when it stops can be resumed. */
export class StartedRebuilds {
  readonly #logger: Logger;
  readonly #abort = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(deps: { logger: Logger }) {
    this.#logger = deps.logger;
  }

  /**
   * @returns the id of its record, once it has begun
   * @throws what keeps it from beginning
   */
  start(rebuild: (hooks: StartedHooks) => Promise<unknown>): Promise<number> {
    return new Promise((resolve, reject) => {
      let id = 0;
      const hooks: StartedHooks = {
        recorded: (runId) => {
          id = runId;
        },
        begun: () => {
          resolve(id);
        },
        signal: this.#abort.signal,
      };
      const work = rebuild(hooks)
        .then(hooks.begun, (error: unknown) => {
          // Whoever asked has his answer when it had begun; its record says how it ended.
          this.#logger.warn({ err: error, run: id }, 'a rebuild ended early');
          reject(error instanceof Error ? error : new Error(String(error)));
        })
        .finally(() => this.#running.delete(work));
      this.#running.add(work);
    });
  }

  /** Leaves those that run at their next step, and waits for that. */
  async stop(): Promise<void> {
    this.#abort.abort(new Error('stopping'));
    await Promise.all(this.#running);
  }
}
