import { isObject } from '../contract/members.ts';
import { UpstreamFault } from './upstream-fault.ts';

/** A token is not used in its last minute: a request may be on its way that long. */
const margin = 60_000;

interface TokenDeps {
  /** http(s) address of the token endpoint. */
  url: string;
  clientId: string;
  clientSecret: string;
  /** Longest wait for an answer, milliseconds. */
  timeout: number;
  /** Monotonic, milliseconds. */
  now: () => number;
}

/**
 * The access token of OAuth2 client credentials (RFC 6749, 4.4):
 *
 *   none ──fetched──▶ good ──a minute before its end, or told that it is not taken──▶ none
 *
 * Whoever asks while it is being fetched waits for the same request.
 */
export class AccessToken {
  readonly #deps: TokenDeps;
  #token: { text: string; until: number } | undefined;
  #fetching: Promise<string> | undefined;

  constructor(deps: TokenDeps) {
    this.#deps = deps;
  }

  /** @throws UpstreamFault */
  get(): Promise<string> {
    if (this.#token !== undefined && this.#deps.now() < this.#token.until) {
      return Promise.resolve(this.#token.text);
    }
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  /** Upstream did not take this token, so it is asked for another one; unless there is another one already. */
  drop(text: string): void {
    if (this.#token?.text === text) {
      this.#token = undefined;
    }
  }

  async #fetch(): Promise<string> {
    const { url, clientId, clientSecret, timeout, now } = this.#deps;
    const began = now();
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      token_type: 'jwt',
    });
    let status: number;
    let text: string;
    try {
      const answer = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(timeout) });
      status = answer.status;
      text = await answer.text();
    } catch (error) {
      throw new UpstreamFault('network', 'the token endpoint does not answer', { cause: error });
    }
    if (status >= 500 || status === 429) {
      throw new UpstreamFault('failed', `the token endpoint answered ${String(status)}`);
    }
    if (status >= 300) {
      throw new UpstreamFault('unauthorized', `the token endpoint answered ${String(status)}`);
    }
    const { token, lifetime } = readGrant(text);
    // A short life is used to its half: the margin would leave nothing of it.
    this.#token = { text: token, until: began + Math.max(lifetime - margin, lifetime / 2) };
    return token;
  }
}

function readGrant(text: string): { token: string; lifetime: number } {
  let grant: unknown;
  try {
    grant = JSON.parse(text);
  } catch (error) {
    throw new UpstreamFault('not_json', 'the token endpoint gave no JSON', { cause: error });
  }
  const { access_token: token, expires_in: seconds } = isObject(grant) ? grant : {};
  if (typeof token !== 'string' || token === '' || typeof seconds !== 'number') {
    throw new UpstreamFault('malformed', 'the token endpoint gave no token with its lifetime');
  }
  return { token, lifetime: seconds * 1_000 };
}
