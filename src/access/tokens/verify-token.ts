import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type CryptoKey,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';
import { ServiceError, UnauthenticatedError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import { readClaims, type TokenClaims } from './read-claims.ts';
import { instant, refusalReason } from './refusal-reason.ts';
import { RemoteKeys } from './remote-keys.http.ts';

export interface TokenSettings {
  /** For HS256; undefined where no such tokens are taken. */
  secret: string | undefined;
  /** Where the issuer publishes its keys, for RS256, RS512 and ES256; undefined where no such tokens are taken. */
  jwksUrl: string | undefined;
  /** A token must come from one of these; empty: from anyone with the key. */
  issuers: readonly string[];
  /** A token must be meant for one of these; empty: for anybody. */
  audiences: readonly string[];
  /** By how much clocks may differ, seconds. */
  clockSkewSeconds: number;
}

interface VerifierDeps {
  settings: TokenSettings;
  /** In ms since the epoch. */
  now: () => number;
  logger: Logger;
}

/** Open edX signs with HS256 or RS512. */
const asymmetric = ['RS256', 'RS512', 'ES256'];

/**
 * Checks signed tokens (JWT, RFC 7519). The algorithm chooses the kind of key, never the other way: whoever signs with a public key
 * as if it were a secret, or with `none`, gets nowhere. The signature comes first: nothing is said of a forged token's claims.
 */
export class TokenVerifier {
  readonly #deps: VerifierDeps;
  readonly #remote: RemoteKeys | undefined;
  #secret: Promise<CryptoKey> | undefined;

  constructor(deps: VerifierDeps) {
    this.#deps = deps;
    const { jwksUrl } = deps.settings;
    this.#remote = jwksUrl === undefined ? undefined : new RemoteKeys({ ...deps, url: jwksUrl });
  }

  /** @throws UnauthenticatedError that says what is wrong, but not the token · UnavailableError */
  async verify(token: string): Promise<TokenClaims> {
    const alg = algorithmOf(token);
    try {
      const payload = await this.#check(token, alg);
      this.#checkMoments(payload);
      return readClaims(payload);
    } catch (error) {
      if (error instanceof ServiceError) {
        throw error;
      }
      const reason = refusalReason(error);
      if (reason === undefined) {
        // Such as a published key that is too short to be used.
        this.#deps.logger.error({ err: error }, 'a token could not be checked');
      }
      throw new UnauthenticatedError(reason ?? 'the token cannot be checked', { cause: error });
    }
  }

  async #check(token: string, alg: string): Promise<JWTPayload> {
    const { secret, issuers, audiences, clockSkewSeconds } = this.#deps.settings;
    const options: JWTVerifyOptions = {
      algorithms: [alg],
      requiredClaims: ['exp'],
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(this.#deps.now()),
      ...(issuers.length === 0 ? {} : { issuer: [...issuers] }),
      ...(audiences.length === 0 ? {} : { audience: [...audiences] }),
    };
    const remote = this.#remote;
    if (alg === 'HS256' && secret !== undefined) {
      this.#secret ??= importSecret(secret);
      return (await jwtVerify(token, await this.#secret, options)).payload;
    }
    if (asymmetric.includes(alg) && remote !== undefined) {
      return verifyByOneOf(token, (header, parts) => remote.find(header, parts), options);
    }
    throw new UnauthenticatedError(`the token is not signed as tokens must be here: ${this.#taken()}`);
  }

  #taken(): string {
    const { secret, jwksUrl } = this.#deps.settings;
    const names = [...(secret === undefined ? [] : ['HS256']), ...(jwksUrl === undefined ? [] : asymmetric)];
    return names.length === 0 ? 'none is taken, only API keys' : names.join(', ');
  }

  /** What the library leaves open: an end that is no moment, and a token from the future. */
  #checkMoments({ exp, iat }: JWTPayload): void {
    if (!Number.isFinite(exp)) {
      throw new UnauthenticatedError("the token's exp is not a moment");
    }
    if (iat !== undefined && iat > this.#deps.now() / 1_000 + this.#deps.settings.clockSkewSeconds) {
      throw new UnauthenticatedError(`the token was issued in the future, at ${instant(iat)}`);
    }
  }
}

/** @throws UnauthenticatedError */
function algorithmOf(token: string): string {
  try {
    return String(decodeProtectedHeader(token).alg);
  } catch (error) {
    throw new UnauthenticatedError('what is given is not a token', { cause: error });
  }
}

/** A token that names no key is tried with each one that fits its algorithm. */
async function verifyByOneOf(token: string, find: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, find, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) {
      throw error;
    }
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (inner) {
        if (!(inner instanceof errors.JWSSignatureVerificationFailed)) {
          throw inner;
        }
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function importSecret(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}
