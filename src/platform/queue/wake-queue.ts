import Bull from 'bull';
import type { Logger } from '../../kernel/log.ts';

/**
 * Wakes workers in other processes. Only a hint: what it loses, the next poll finds, so nothing here ever waits for Redis or
 * fails because of it.
 */
export class WakeQueue {
  readonly #queue: Bull.Queue;
  readonly #logger: Logger;
  #reachable = true;

  constructor(deps: { url: string; prefix: string; logger: Logger }) {
    this.#logger = deps.logger;
    this.#queue = new Bull('wake', deps.url, {
      prefix: `${deps.prefix}bull`,
      redis: { connectTimeout: 5_000, retryStrategy: (tries: number) => Math.min(100 * tries, 2_000) },
    });
    this.#queue.on('error', (error: Error) => {
      if (this.#reachable) {
        this.#reachable = false;
        this.#logger.warn({ err: error }, 'redis does not answer, workers poll');
      }
    });
    this.#queue.client.on('ready', () => {
      this.#reachable = true;
    });
  }

  /** Asks one worker, wherever it is, to look for work. */
  send(): void {
    if (this.#queue.client.status !== 'ready') {
      return;
    }
    this.#queue.add({}, { removeOnComplete: true, removeOnFail: true }).catch((error: unknown) => {
      this.#logger.debug({ err: error }, 'wake lost, the next poll finds the work');
    });
  }

  /** Calls `wake` for each wake that reaches this process. */
  listen(wake: () => void): void {
    this.#queue
      .process(1, () => {
        wake();
        return Promise.resolve();
      })
      .catch((error: unknown) => {
        this.#logger.warn({ err: error }, 'wakes are not heard, workers poll');
      });
  }

  /** @throws when Redis does not answer within two seconds */
  async ping(): Promise<void> {
    if (this.#queue.client.status !== 'ready') {
      throw new Error(`redis is ${this.#queue.client.status}`);
    }
    await Promise.race([
      this.#queue.client.ping(),
      new Promise((_, reject) => {
        setTimeout(() => {
          reject(new Error('redis does not answer'));
        }, 2_000).unref();
      }),
    ]);
  }

  async stop(): Promise<void> {
    if (this.#queue.client.status === 'ready') {
      await this.#queue.close(true);
    } else {
      this.#queue.client.disconnect();
    }
  }
}
