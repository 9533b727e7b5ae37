import { Lru } from '../../kernel/lru.ts';
import type { TokenClaims } from './read-claims.ts';
import type { TokenVerifier } from './verify-token.ts';

/** How long a token that was good is not checked again, ms: as long as one may last whose key was withdrawn. */
const remembered = 60_000;
const most = 10_000;

/**
 * Tokens that were checked, for a minute at most and never past their end: checking a signature takes longer than what is asked
 * then. Only good ones are remembered, so strangers cannot fill the memory.
 */
export class RememberedTokens {
  readonly #verifier: TokenVerifier;
  readonly #now: () => number;
  readonly #known = new Lru<{ claims: TokenClaims; until: number }>(most);

  constructor(verifier: TokenVerifier, now: () => number) {
    this.#verifier = verifier;
    this.#now = now;
  }

  /** The same object for the same token, while it is remembered. @throws as `TokenVerifier.verify` */
  read(token: string): TokenClaims | Promise<TokenClaims> {
    const known = this.#known.get(token);
    return known !== undefined && this.#now() < known.until ? known.claims : this.#check(token);
  }

  async #check(token: string): Promise<TokenClaims> {
    const now = this.#now();
    this.#known.delete(token);
    const claims = await this.#verifier.verify(token);
    this.#known.set(token, { claims, until: Math.min(now + remembered, claims.endsAt) });
    return claims;
  }
}
