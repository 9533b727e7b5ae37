import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Logger } from '../../kernel/log.ts';
import type { RateLimit, RateVerdict } from '../../kernel/rate-limit.ts';

const windowSeconds = 60;
/** How often what was counted here is added to the common count. What all processes let through too much is bounded by it. */
const tellMilliseconds = 1_000;
const sweepMilliseconds = 10_000;

/** What one caller did in one class in the current window. */
interface Count {
  limiter: RateLimiterRedis;
  /** By all processes, when Redis was last told. */
  known: number;
  /** Here, since then. */
  untold: number;
  endsAt: number;
}

/**
 * Limits per caller and class, in windows of a minute, common to all processes through Redis.
 *
 * A request never waits for Redis: it is counted here, and a moment later Redis is told and says what all processes counted
 * together. So the limit holds exactly for one process, and within a second for several; with Redis away each
 * process limits by what it counted itself.
 */
export class RateLimits implements RateLimit {
  readonly #redis: Redis;
  readonly #limits: ReadonlyMap<string, number>;
  readonly #limiters = new Map<string, RateLimiterRedis>();
  readonly #counts = new Map<string, Count>();
  readonly #untold = new Set<string>();
  readonly #logger: Logger;
  readonly #timers: NodeJS.Timeout[];
  #reachable = true;

  /** @param deps.limits class → requests a minute; a class that is not there is not limited */
  constructor(deps: { url: string; prefix: string; limits: Readonly<Record<string, number>>; logger: Logger }) {
    this.#logger = deps.logger;
    this.#limits = new Map(Object.entries(deps.limits));
    this.#redis = new Redis(deps.url, {
      // Scripts are composed too, and nobody asks them anything.
      lazyConnect: true,
      connectTimeout: 5_000,
      commandTimeout: 2_000,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (tries: number) => Math.min(100 * tries, 2_000),
    });
    this.#redis.on('error', (error: Error) => {
      this.#complain(error);
    });
    this.#redis.on('ready', () => {
      this.#reachable = true;
      void this.#tell();
    });
    for (const [name, points] of this.#limits) {
      this.#limiters.set(
        name,
        new RateLimiterRedis({
          storeClient: this.#redis,
          keyPrefix: `${deps.prefix}rate:${name}`,
          points,
          duration: windowSeconds,
        }),
      );
    }
    this.#timers = [
      setInterval(() => {
        void this.#tell();
      }, tellMilliseconds),
      setInterval(() => {
        this.#sweep();
      }, sweepMilliseconds),
    ];
    for (const timer of this.#timers) {
      timer.unref();
    }
  }

  take(name: string, caller: string): RateVerdict | undefined {
    const limit = this.#limits.get(name);
    const limiter = this.#limiters.get(name);
    if (limit === undefined || limiter === undefined) {
      return undefined;
    }
    const key = `${name} ${caller}`;
    const now = performance.now();
    let count = this.#counts.get(key);
    if (count === undefined || count.endsAt <= now) {
      count = { limiter, known: 0, untold: 0, endsAt: now + windowSeconds * 1_000 };
      this.#counts.set(key, count);
      // What others have counted already is asked for at once, beside the first request.
      setImmediate(() => {
        this.#connect();
        void this.#tell();
      });
    }
    const used = count.known + count.untold;
    // Never 61: the sum of two fractions may be a little more than it should.
    const seconds = Math.min(Math.max(Math.ceil((count.endsAt - now) / 1_000), 1), windowSeconds);
    if (used >= limit) {
      return { allowed: false, limit, remaining: 0, seconds };
    }
    count.untold += 1;
    this.#untold.add(key);
    return { allowed: true, limit, remaining: limit - used - 1, seconds };
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) {
      clearInterval(timer);
    }
    await this.#tell();
    this.#redis.disconnect();
  }

  #connect(): void {
    if (this.#redis.status === 'wait') {
      this.#redis.connect().catch((error: unknown) => {
        this.#complain(error as Error);
      });
    }
  }

  async #tell(): Promise<void> {
    if (this.#redis.status !== 'ready') {
      return;
    }
    const keys = [...this.#untold];
    this.#untold.clear();
    await Promise.all(
      keys.map(async (key) => {
        const count = this.#counts.get(key);
        if (count === undefined || count.untold === 0) {
          return;
        }
        const told = count.untold;
        try {
          const { consumedPoints, msBeforeNext } = await count.limiter.penalty(key.slice(key.indexOf(' ') + 1), told);
          count.known = consumedPoints;
          count.untold -= told;
          count.endsAt = performance.now() + msBeforeNext;
        } catch (error) {
          this.#untold.add(key);
          this.#complain(error as Error);
        }
      }),
    );
  }

  #sweep(): void {
    const now = performance.now();
    for (const [key, { endsAt }] of this.#counts) {
      if (endsAt <= now) {
        this.#counts.delete(key);
      }
    }
  }

  #complain(error: Error): void {
    if (this.#reachable) {
      this.#reachable = false;
      this.#logger.warn({ err: error }, 'redis does not answer, each process limits rates by its own count');
    }
  }
}
