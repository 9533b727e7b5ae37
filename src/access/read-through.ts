import { withDeadline } from '../kernel/deadline.ts';
import { UnavailableError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/log.ts';
import { Lru } from '../kernel/lru.ts';

/** How long what was read is taken for what the database has, ms: how long a withdrawn right lasts in other processes. */
const usuallyFresh = 5_000;
/** How long the database has to answer, ms: a caller must not wait for one that hangs. */
const patience = 2_000;
/** How long after a failure nobody asks again, ms. */
const pause = 1_000;
const most = 10_000;

interface Known<Value> {
  value: Value;
  /** When it was asked for, ms. */
  readAt: number;
}

interface ReadThroughDeps<Value> {
  /** @returns undefined for what does not exist, which is not remembered */
  load: (key: string) => Promise<Value | undefined>;
  /** How long what was read last is good while the database is away, ms. */
  keep: number;
  /** How long it is taken for what the database has, ms: 5 s unless told. With 0 the database is asked each time. */
  fresh?: number;
  /** In ms since the epoch. */
  now: () => number;
  logger: Logger;
}

/**
 * Reads from the database, at most once in five seconds for each key:
 *
 *   fresh ──5 s──▶ read again ──the database is away──▶ the last known one, until `keep` ends ──▶ unavailable
 *
 * While it is away, one request a second tries it again; those that know a last value do not wait for that.
 */
export class ReadThrough<Value> {
  readonly #deps: ReadThroughDeps<Value>;
  readonly #fresh: number;
  readonly #known = new Lru<Known<Value>>(most);
  readonly #reading = new Map<string, Promise<Value | undefined>>();
  #away = false;
  /** Not before this moment is the database asked, once it was away. */
  #askAgainAt = 0;

  constructor(deps: ReadThroughDeps<Value>) {
    this.#deps = deps;
    this.#fresh = deps.fresh ?? usuallyFresh;
  }

  /** @returns undefined for what does not exist @throws UnavailableError when that cannot be known now */
  async get(key: string): Promise<Value | undefined> {
    const now = this.#deps.now();
    const known = this.#known.get(key);
    if (known !== undefined && now < known.readAt + this.#fresh) {
      return known.value;
    }
    const last = known !== undefined && now < known.readAt + this.#deps.keep ? known : undefined;
    if (this.#away) {
      if (now < this.#askAgainAt) {
        return lastOf(last);
      }
      this.#askAgainAt = now + pause;
    }
    const current = this.#read(key);
    if (this.#away && last !== undefined) {
      current.catch(() => undefined);
      return last.value;
    }
    return withDeadline(
      current.catch(() => lastOf(last)),
      patience,
      () => {
        this.#failed(new UnavailableError('mysql', 'the database does not answer in time'));
        return lastOf(last);
      },
    );
  }

  /** What was read of this key counts no more, nor does what is being read now. */
  forget(key: string): void {
    this.#known.delete(key);
    this.#reading.delete(key);
  }

  /** One read a key at a time. @throws whatever the database says */
  #read(key: string): Promise<Value | undefined> {
    const already = this.#reading.get(key);
    if (already !== undefined) {
      return already;
    }
    const readAt = this.#deps.now();
    const reading = this.#deps.load(key).then(
      (value) => {
        this.#away = false;
        this.#finished(key, reading, value === undefined ? undefined : { value, readAt });
        return value;
      },
      (error: unknown) => {
        this.#failed(error);
        if (this.#reading.get(key) === reading) {
          this.#reading.delete(key);
        }
        throw error;
      },
    );
    this.#reading.set(key, reading);
    return reading;
  }

  /** What was forgotten meanwhile stays forgotten. */
  #finished(key: string, reading: Promise<Value | undefined>, known: Known<Value> | undefined): void {
    if (this.#reading.get(key) !== reading) {
      return;
    }
    this.#reading.delete(key);
    if (known === undefined) {
      this.#known.delete(key);
    } else {
      this.#known.set(key, known);
    }
  }

  #failed(error: unknown): void {
    if (!this.#away) {
      const level = error instanceof UnavailableError ? 'warn' : 'error';
      this.#deps.logger[level]({ err: error }, 'what callers may do cannot be read: going on with what was known last');
    }
    this.#away = true;
    this.#askAgainAt = this.#deps.now() + pause;
  }
}

/** @throws UnavailableError when nothing is known */
function lastOf<Value>(last: Known<Value> | undefined): Value {
  if (last === undefined) {
    throw new UnavailableError('mysql', 'the database does not answer, and it must be asked what this caller may do');
  }
  return last.value;
}
