import { BackgroundWork } from '../background-work.ts';
import { ConflictError, UnavailableError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { RebuildResult } from './models.ts';

const lookEveryMilliseconds = 30_000;

/**
 * Rebuilds an index in the background of a worker when this program has a newer definition of it.
 *
 *   idle ──a worker's round, and it is due──▶ running ──done, or stop()──▶ idle
 */
export class RebuildSchedule {
  readonly #deps: {
    isDue: () => Promise<'build' | 'resume' | 'no'>;
    run: (how: 'build' | 'resume', signal: AbortSignal) => Promise<RebuildResult & { differences: readonly object[] }>;
    logger: Logger;
  };
  readonly #work = new BackgroundWork(lookEveryMilliseconds);

  constructor(deps: {
    isDue: () => Promise<'build' | 'resume' | 'no'>;
    run: (how: 'build' | 'resume', signal: AbortSignal) => Promise<RebuildResult & { differences: readonly object[] }>;
    logger: Logger;
  }) {
    this.#deps = deps;
  }

  /** Starts the rebuild that is due, if one is; does not wait for it. */
  async tick(): Promise<void> {
    if (!this.#work.mayLook()) {
      return;
    }
    const due = await this.#look();
    if (due !== 'no') {
      this.#work.begin(() => this.#run(due));
    }
  }

  /** Leaves one that runs at its next step, and waits for that; another worker resumes it. */
  stop(): Promise<void> {
    return this.#work.stop();
  }

  async #look(): Promise<'build' | 'resume' | 'no'> {
    try {
      return await this.#deps.isDue();
    } catch (error) {
      if (error instanceof UnavailableError) {
        // Nobody waits for this: it is looked for again.
        return 'no';
      }
      throw error;
    }
  }

  async #run(how: 'build' | 'resume'): Promise<void> {
    try {
      const { outcome, serving, second, missing, different, differences } = await this.#deps.run(
        how,
        this.#work.signal,
      );
      if (outcome === 'stopped') {
        this.#deps.logger.error(
          { serving, second, missing, different, differences },
          'a new index is not as the old one, which goes on serving: see npm run reindex',
        );
      }
    } catch (error) {
      if (error instanceof ConflictError) {
        this.#deps.logger.debug({ err: error }, 'rebuild left to another process');
        return;
      }
      this.#deps.logger.warn({ err: error }, 'rebuild ended early, it will be resumed');
    }
  }
}
