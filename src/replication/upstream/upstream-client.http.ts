import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  CountBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  handleWhen,
  retry,
  type CircuitBreakerPolicy,
  type IRetryBackoffContext,
  type RetryPolicy,
} from 'cockatiel';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import {
  upstreamRetryReasons,
  type CallOutcome,
  type UpstreamMetrics,
  type UpstreamRetryReason,
} from '../../kernel/metrics.ts';
import { pauseBeforeTry, readRetryAfter } from '../../kernel/retry-after.ts';
import { ObservedCalls, type ObserverDeps } from '../../platform/tracing/observed-calls.ts';
import { isObject } from '../contract/members.ts';
import { AccessToken } from './access-token.http.ts';
import type { Listing, Page, Upstream } from './upstream.ts';
import { UpstreamFault } from './upstream-fault.ts';
import { pageSizeOf, requestFor, type UpstreamRequest } from './upstream-request.ts';

/** Tries after the first. */
const retries = 3;
/** The longest pause before a try, ms. Whoever is told to wait longer gives the work back instead. */
const longestPause = 30_000;
/** The circuit opens when half of the last twenty requests failed, and at least ten were made. */
const circuitSize = 20;
const circuitLeast = 10;
/** Pauses of the open circuit, in first pauses of a retry. */
const circuitPauses = 5;

/** Whether upstream is back is not asked with what may be the cause of the trouble. */
const probe: UpstreamRequest = { operation: 'courses', path: '/api/v1/courses/', query: { limit: '1', offset: '0' } };

export interface UpstreamSettings {
  /** http(s)://host, without a slash at the end. */
  url: string;
  tokenUrl: string;
  /** Undefined: nothing is said of who asks. */
  credentials: { clientId: string; clientSecret: string } | undefined;
  /** Longest wait for one answer, milliseconds. */
  timeout: number;
  /** The first pause before a try is repeated, milliseconds. */
  pause: number;
}

interface ClientDeps extends ObserverDeps<UpstreamMetrics> {
  settings: UpstreamSettings;
  budget: { take(): Promise<number | undefined> };
  logger: Logger;
}

/**
 * Asks upstream. Each request is tried again, after pauses that double and vary, when it had no answer, was answered 5xx, 429 or
 * 408, or with something that is not what was asked for. What a page holds is checked elsewhere. The circuit:
 *
 *   closed ──half of the last requests failed──▶ open ──a while──▶ half open ──a probe──▶ closed, or open for longer
 */
export class UpstreamClient implements Upstream {
  readonly #deps: ClientDeps;
  readonly #calls: ObservedCalls;
  readonly #token: AccessToken | undefined;
  readonly #retry: RetryPolicy;
  readonly #breaker: CircuitBreakerPolicy;

  constructor(deps: ClientDeps) {
    const { settings, logger, metrics } = deps;
    this.#deps = deps;
    this.#calls = new ObservedCalls('upstream', deps);
    this.#token =
      settings.credentials === undefined
        ? undefined
        : new AccessToken({
            url: settings.tokenUrl,
            ...settings.credentials,
            timeout: settings.timeout,
            now: () => performance.now(),
          });
    this.#retry = retry(handleWhen(isWorthATry), {
      maxAttempts: retries,
      backoff: new DelegateBackoff((context: IRetryBackoffContext<unknown>) => pauseBefore(context, settings.pause)),
    });
    this.#breaker = circuitBreaker(handleWhen(speaksAgainstUpstream), {
      breaker: new CountBreaker({ threshold: 0.5, size: circuitSize, minimumNumberOfCalls: circuitLeast }),
      halfOpenAfter: new ExponentialBackoff({ initialDelay: settings.pause * circuitPauses, maxDelay: 60_000 }),
    });
    this.#retry.onRetry((failed) => {
      metrics.upstreamRetried(reasonOf('error' in failed ? failed.error : undefined));
    });
    this.#breaker.onBreak((why) => {
      logger.warn({ err: 'error' in why ? why.error : undefined }, 'upstream is left alone for a while');
    });
    this.#breaker.onReset(() => {
      logger.info({}, 'upstream answers again');
    });
  }

  /** For health: asks nothing of upstream. @throws UnavailableError while it is left alone */
  check(): Promise<void> {
    return this.#breaker.state === CircuitState.Closed
      ? Promise.resolve()
      : Promise.reject(new UnavailableError('upstream', 'upstream failed too often, the circuit is open'));
  }

  async *pages(
    listing: Listing,
    { signal, offset = 0 }: { signal: AbortSignal; offset?: number },
  ): AsyncGenerator<Page, void, undefined> {
    const size = pageSizeOf(listing);
    for (let at = offset; ; at += size) {
      const page = await this.#ask(requestFor(listing, at), signal, (answer) => readPage(listing, at, answer));
      yield page;
      if (page.last) {
        return;
      }
    }
  }

  /** A try or its pause may last: who gives up does not wait for it. */
  async #ask<T>(request: UpstreamRequest, signal: AbortSignal, read: (answer: unknown) => T): Promise<T> {
    signal.throwIfAborted();
    let giveUp = (): void => undefined;
    const given = new Promise<never>((_, reject) => {
      giveUp = () => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
    try {
      if (this.#breaker.state !== CircuitState.Closed) {
        await this.#breaker.execute(() => this.#try(probe, signal));
      }
      const asked = this.#retry.execute(
        () => this.#breaker.execute(async () => read(await this.#try(request, signal))),
        signal,
      );
      return await Promise.race([asked, given]);
    } catch (error) {
      throw error instanceof BrokenCircuitError
        ? new UpstreamFault('circuit_open', 'upstream failed too often, it is left alone for a while', { cause: error })
        : error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** One try; a token that is not taken any more is replaced once. */
  async #try(request: UpstreamRequest, signal: AbortSignal): Promise<unknown> {
    const token = await this.#token?.get();
    try {
      return await this.#send(request, token, signal);
    } catch (error) {
      if (token === undefined || !(error instanceof UpstreamFault) || error.reason !== 'unauthorized') {
        throw error;
      }
      this.#token?.drop(token);
      return this.#send(request, await this.#token?.get(), signal);
    }
  }

  async #send(request: UpstreamRequest, token: string | undefined, signal: AbortSignal): Promise<unknown> {
    const wait = await this.#deps.budget.take();
    if (wait !== undefined) {
      throw new UpstreamFault('budget', 'as much was asked of upstream in this hour as may be', { retryAfter: wait });
    }
    const { url, timeout } = this.#deps.settings;
    const { operation, path, query, body } = request;
    const describe = () =>
      ({
        name: `${body === undefined ? 'GET' : 'POST'} ${path}`,
        kind: 'client',
        attributes: { 'server.address': new URL(url).hostname, 'url.template': path },
      }) as const;
    return this.#calls.run({ operation, describe, outcomeOf }, async () => {
      let answer: Response;
      let text: string;
      try {
        answer = await fetch(`${url}${path}?${new URLSearchParams(query).toString()}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            Accept: 'application/json',
            ...(token === undefined ? {} : { Authorization: `JWT ${token}` }),
            ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
        });
        text = await answer.text();
      } catch (error) {
        signal.throwIfAborted();
        throw (error as Error).name === 'TimeoutError'
          ? new UpstreamFault('timeout', `upstream has not answered within ${String(timeout)} ms`, { cause: error })
          : new UpstreamFault('network', 'upstream cannot be reached', { cause: error });
      }
      return readAnswer(operation, answer, text);
    });
  }
}

function readAnswer(operation: string, { status, headers }: Response, text: string): unknown {
  const told = `upstream answered ${operation} with ${String(status)}`;
  if (status === 429) {
    throw new UpstreamFault('throttled', told, { retryAfter: readRetryAfter(headers.get('retry-after'), Date.now()) });
  }
  if (status === 401) {
    throw new UpstreamFault('unauthorized', told);
  }
  if (status >= 500 || status === 408) {
    throw new UpstreamFault('failed', told, { retryAfter: readRetryAfter(headers.get('retry-after'), Date.now()) });
  }
  if (status >= 300) {
    throw new UpstreamFault('refused', told);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UpstreamFault('not_json', `${told}, but not with JSON`, { cause: error });
  }
}

/** The envelope of every listing: `results`, and `next` while there is more. */
function readPage(listing: Listing, offset: number, answer: unknown): Page {
  const { results, next } = isObject(answer) ? answer : {};
  if (!Array.isArray(results) || (typeof next !== 'string' && next !== null && next !== undefined)) {
    throw new UpstreamFault('malformed', `upstream gave no page of ${listing.kind}`);
  }
  const entries: readonly unknown[] = results;
  const objects = entries.filter(isObject);
  return {
    offset,
    // Lists of one kind do not name it.
    documents:
      listing.kind === 'review'
        ? objects
        : objects.map((one) => ('content_type' in one ? one : { ...one, content_type: listing.kind })),
    broken: entries.length - objects.length,
    last: typeof next !== 'string' || entries.length === 0,
  };
}

/** Whether the same request may be answered better in a moment. */
function isWorthATry(error: unknown): boolean {
  return (
    error instanceof UpstreamFault &&
    !['refused', 'unauthorized', 'budget'].includes(error.reason) &&
    (error.retryAfter ?? 0) <= longestPause
  );
}

function reasonOf(error: unknown): UpstreamRetryReason {
  const reason = error instanceof UpstreamFault ? error.reason : undefined;
  return upstreamRetryReasons.find((one) => one === reason) ?? 'failed';
}

/** Our own budget, and an upstream that asks for patience, are no reason to leave it alone altogether. */
function speaksAgainstUpstream(error: unknown): boolean {
  return error instanceof UpstreamFault && !['refused', 'budget', 'throttled'].includes(error.reason);
}

function pauseBefore({ attempt, result }: IRetryBackoffContext<unknown>, first: number): number {
  const asked = 'error' in result && result.error instanceof UpstreamFault ? result.error.retryAfter : undefined;
  return pauseBeforeTry({ attempt, first, longest: longestPause, asked });
}

function outcomeOf(error: unknown): CallOutcome {
  return error instanceof UpstreamFault && !error.isOutage && error.reason !== 'failed' ? 'error' : 'unavailable';
}
