import Bull from 'bull';
import { Redis, type RedisOptions } from 'ioredis';
import { withDeadline } from '../../kernel/deadline.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import type { Tracing } from '../../kernel/tracing.ts';
import { ObservedCalls, type ObserverDeps } from '../tracing/observed-calls.ts';
import { describeAsking, describeSending } from './describe-wakes.ts';

/** What a wake carries: the `traceparent` of who sent it, when that is traced. */
interface Wake {
  traceparent?: string;
}

/** How long Redis may take to answer a question. */
const answerMilliseconds = 2_000;
/** How long Redis may take to part. */
const partingMilliseconds = 1_000;

/**
 * Wakes workers in other processes. Only a hint: what it loses, the next poll finds, so nothing here ever waits for Redis or
 * fails because of it.
 */
export class WakeQueue {
  readonly #queue: Bull.Queue<Wake>;
  readonly #clients: Redis[] = [];
  readonly #logger: Logger;
  readonly #calls: ObservedCalls;
  readonly #tracing: Tracing;
  #reachable = true;
  #deaf = false;
  #deafened: Promise<void> = Promise.resolve();

  constructor(deps: { url: string; prefix: string; logger: Logger } & ObserverDeps) {
    this.#logger = deps.logger;
    this.#tracing = deps.tracing;
    this.#calls = new ObservedCalls('redis', deps);
    this.#queue = new Bull<Wake>('wake', deps.url, {
      prefix: `${deps.prefix}bull`,
      redis: { connectTimeout: 5_000, retryStrategy: (tries: number) => Math.min(100 * tries, 2_000) },
      createClient: (type, options = {}) => this.#connect(type === 'client' ? options : waiting(options)),
    });
    leaveUnnamed(this.#queue);
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
    this.#calls
      .run({ operation: 'send_wake', describe: describeSending }, async () => {
        this.#assertReady();
        const traceparent = this.#tracing.traceparent();
        const wake = traceparent === undefined ? {} : { traceparent };
        await this.#queue.add(wake, { removeOnComplete: true, removeOnFail: true });
      })
      .catch((error: unknown) => {
        this.#logger.debug({ err: error }, 'wake lost, the next poll finds the work');
      });
  }

  /** Calls `wake` for each wake that reaches this process, with the `traceparent` that it carries. */
  listen(wake: (traceparent: string | undefined) => void): void {
    this.#queue
      .process(1, ({ data }) => {
        if (this.#deaf) {
          // Redis gave it away before it heard that we take no more.
          this.send();
        } else {
          wake(data.traceparent);
        }
        return Promise.resolve();
      })
      .catch((error: unknown) => {
        this.#logger.warn({ err: error }, 'wakes are not heard, workers poll');
      });
  }

  /** Hears no more wakes: they are left to other processes, and one that still comes is sent on. */
  deafen(): void {
    this.#deaf = true;
    this.#deafened = this.#queue.pause(true, true).catch((error: unknown) => {
      this.#logger.debug({ err: error }, 'wakes are still heard');
    });
  }

  /** Wakes by state. @throws UnavailableError when Redis does not answer within two seconds */
  counts(): Promise<Readonly<Record<string, number>>> {
    return this.#ask('count_wakes', async () => ({ ...(await this.#queue.getJobCounts()) }));
  }

  /** @throws UnavailableError when Redis does not answer within two seconds */
  async ping(): Promise<void> {
    await this.#ask('ping', () => this.#queue.client.ping());
  }

  /** Parts from Redis, within a second also when it hangs or is away. */
  async stop(): Promise<void> {
    const isReady = this.#queue.client.status === 'ready';
    // Also when there is nobody to part from: Bull's timers end with it.
    const parted = (isReady ? this.#deafened : Promise.resolve())
      .then(() => this.#queue.close(true))
      .catch((error: unknown) => {
        this.#logger.debug({ err: error }, 'parted from redis without its leave');
      });
    if (isReady) {
      await withDeadline(parted, partingMilliseconds, () => undefined);
    }
    for (const client of this.#clients) {
      client.disconnect();
    }
    await withDeadline(parted, partingMilliseconds, () => undefined);
  }

  #ask<T>(operation: string, ask: () => Promise<T>): Promise<T> {
    return this.#calls.run({ operation, describe: () => describeAsking(operation) }, () => {
      this.#assertReady();
      return withDeadline(ask(), answerMilliseconds, () => {
        throw new UnavailableError('redis', 'redis does not answer');
      });
    });
  }

  #assertReady(): void {
    const { status } = this.#queue.client;
    if (status !== 'ready') {
      throw new UnavailableError('redis', `redis is ${status}`);
    }
  }

  /** Connections of our own making, since Bull waits for an answer before it ends its own. */
  #connect(options: RedisOptions): Redis {
    const client = new Redis(options);
    this.#clients.push(client);
    return client;
  }
}

/** Bull takes no connection for waiting and listening that gives up a question. */
function waiting(options: RedisOptions): RedisOptions {
  return { ...options, maxRetriesPerRequest: null };
}

/**
 * Bull gives its connection a name when it begins to listen, and waits for no answer: where one parts before that comes, the process would
 * end by an unhandled rejection. Nobody reads the name.
 */
function leaveUnnamed(queue: Bull.Queue<Wake>): void {
  Object.assign(queue, { setWorkerName: () => Promise.resolve() });
}
