import { createRemoteJWKSet, errors, type CryptoKey, type FlattenedJWSInput, type JWSHeaderParameters } from 'jose';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';

/** Keys older than this are fetched again before they are used, ms: how long a withdrawn key lasts. */
const fresh = 300_000;
/** How soon a key that is not known is looked for again, ms: what strangers make up must not make us ask at each request. */
const coolDown = 10_000;
/** How soon a failed fetch is tried again, ms. */
const pause = 1_000;
/** Longest wait for the keys, ms. */
const patience = 3_000;

interface RemoteKeysDeps {
  url: string;
  /** In ms since the epoch. */
  now: () => number;
  logger: Logger;
}

/**
 * The public keys that an issuer publishes (RFC 7517), fetched when they are first needed:
 *
 *   none ──fetched──▶ fresh ──5 min──▶ stale, fetched again before use
 *
 * A key that is not among them is looked for once more, at most every ten seconds. While the issuer cannot be reached, the
 * keys that are known go on, and one request a second tries again without anybody waiting for it.
 */
export class RemoteKeys {
  readonly #deps: RemoteKeysDeps;
  readonly #set: ReturnType<typeof createRemoteJWKSet>;
  #fetchedAt: number | undefined;
  #attemptedAt = -Infinity;
  #fetching: Promise<void> | undefined;
  #failed = false;

  constructor(deps: RemoteKeysDeps) {
    this.#deps = deps;
    // Left alone it would fetch by its own clock, and refuse to go on with old keys; here it is told when to fetch.
    this.#set = createRemoteJWKSet(new URL(deps.url), {
      timeoutDuration: patience,
      cooldownDuration: Infinity,
      cacheMaxAge: Infinity,
    });
  }

  /**
   * The key that a token's header asks for.
   * @throws JOSEError when there is none · UnavailableError when the keys cannot be fetched
   */
  async find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    if (this.#fetchedAt === undefined || this.#deps.now() >= this.#fetchedAt + fresh) {
      await this.#refresh();
    }
    try {
      return await this.#set(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) {
        throw error;
      }
      await this.#lookAgain();
      return this.#set(header, token);
    }
  }

  /** The issuer may have begun to sign with a new key. */
  async #lookAgain(): Promise<void> {
    const isDue = this.#deps.now() >= this.#attemptedAt + (this.#failed ? pause : coolDown);
    if (isDue || this.#fetching !== undefined) {
      await this.#fetch();
    }
    if (this.#failed) {
      throw unavailable();
    }
  }

  /** With keys to go on with, nobody waits for an issuer that was away just now. */
  async #refresh(): Promise<void> {
    const wasAway = this.#failed;
    const isTooSoon = wasAway && this.#deps.now() < this.#attemptedAt + pause;
    const attempt = isTooSoon ? undefined : this.#fetch();
    if (this.#fetchedAt === undefined || !wasAway) {
      await attempt;
    }
    if (this.#fetchedAt === undefined) {
      throw unavailable();
    }
  }

  /** Never fails: `#failed` tells. Calls at the same time share one request. */
  #fetch(): Promise<void> {
    this.#fetching ??= this.#attempt().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #attempt(): Promise<void> {
    this.#attemptedAt = this.#deps.now();
    try {
      await this.#set.reload();
      this.#failed = false;
      this.#fetchedAt = this.#deps.now();
    } catch (error) {
      if (!this.#failed) {
        this.#deps.logger.warn({ err: error }, 'the keys that tokens are signed with cannot be fetched');
      }
      this.#failed = true;
      this.#attemptedAt = this.#deps.now();
    }
  }
}

function unavailable(): UnavailableError {
  return new UnavailableError('jwks', 'the keys that tokens are signed with cannot be fetched now');
}
