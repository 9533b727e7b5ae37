import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  CountBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  handleWhen,
  noJitterGenerator,
  retry,
  type CircuitBreakerPolicy,
  type IRetryBackoffContext,
  type RetryPolicy,
} from 'cockatiel';
import { UnavailableError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../kernel/log.ts';
import type { CallOutcome } from '../../../kernel/metrics.ts';
import { pauseBeforeTry, readRetryAfter } from '../../../kernel/retry-after.ts';
import { ObservedCalls, type ObserverDeps } from '../../../platform/tracing/observed-calls.ts';
import { EmbeddingFault } from './embedding-fault.ts';
import { readEmbeddings } from './read-embeddings.ts';

/** The longest pause before a try, milliseconds. Whoever is told to wait longer gives the work back instead. */
const longestPause = 30_000;
/** The circuit opens when half of the last twenty requests failed, and at least ten were made. */
const circuitSize = 20;
const circuitLeast = 10;
/** Pauses of the open circuit, in first pauses of a retry. */
const circuitPauses = 5;

export interface EmbeddingSettings {
  /** Where texts are sent to: the whole address, such as `https://host/v1/embeddings`. */
  url: string;
  model: string;
  /** Undefined: nothing is said of who asks. */
  key: string | undefined;
  /** Numbers of a vector. */
  dimension: number;
  /** What is asked for, in metrics. */
  operation: 'items' | 'search';
  /** Longest wait for one answer, milliseconds. */
  timeout: number;
  /** Tries after the first. */
  retries: number;
  /** The first pause before a try is repeated, milliseconds. */
  pause: number;
}

/**
 * Asks a service for the vectors of texts, by the request that OpenAI's embeddings have and others have taken over. What fails counts
 * towards a circuit that leaves the service alone for a while:
 *
 *   closed ──half of the last requests failed──▶ open ──a while──▶ half open ──one request──▶ closed, or open for longer
 */
export class EmbeddingClient {
  readonly #settings: EmbeddingSettings;
  readonly #calls: ObservedCalls;
  readonly #retry: RetryPolicy;
  readonly #breaker: CircuitBreakerPolicy;

  constructor({ settings, logger, ...observers }: ObserverDeps & { settings: EmbeddingSettings; logger: Logger }) {
    const { retries, pause, operation } = settings;
    this.#settings = settings;
    this.#calls = new ObservedCalls('embeddings', observers);
    this.#retry = retry(handleWhen(isWorthATry), {
      maxAttempts: retries,
      backoff: new DelegateBackoff((context: IRetryBackoffContext<unknown>) => pauseBefore(context, pause)),
    });
    // A service that refuses every text of items is set up wrong; one learner's text that it refuses says nothing about others.
    const speaksAgainst = (error: unknown): boolean =>
      error instanceof EmbeddingFault && (operation === 'items' || error.reason !== 'refused');
    this.#breaker = circuitBreaker(handleWhen(speaksAgainst), {
      breaker: new CountBreaker({ threshold: 0.5, size: circuitSize, minimumNumberOfCalls: circuitLeast }),
      halfOpenAfter: new ExponentialBackoff({
        ...{ initialDelay: pause * circuitPauses, maxDelay: 60_000, generator: noJitterGenerator },
      }),
    });
    this.#breaker.onBreak((why) => {
      const err = 'error' in why ? why.error : undefined;
      logger.warn({ err, operation }, 'the embedding provider is left alone for a while');
    });
    this.#breaker.onReset(() => {
      logger.info({ operation }, 'the embedding provider answers again');
    });
  }

  /** For health: asks nothing of it. @throws UnavailableError while it is left alone */
  check(): Promise<void> {
    return this.#breaker.state === CircuitState.Open
      ? Promise.reject(
          new UnavailableError('embeddings', 'the embedding provider failed too often, the circuit is open'),
        )
      : Promise.resolve();
  }

  /** The vectors of these texts, in order, each of length 1. @throws EmbeddingFault, or what the signal is aborted with */
  async embed(texts: readonly string[], signal?: AbortSignal): Promise<number[][]> {
    try {
      return await this.#retry.execute(() => this.#breaker.execute(() => this.#send(texts, signal)), signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof BrokenCircuitError
        ? new EmbeddingFault('circuit_open', 'the embedding provider failed too often, it is left alone for a while', {
            cause: error,
          })
        : error;
    }
  }

  async #send(texts: readonly string[], signal: AbortSignal | undefined): Promise<number[][]> {
    const { url, model, key, dimension, operation, timeout } = this.#settings;
    const describe = () =>
      ({
        name: 'POST embeddings',
        kind: 'client',
        attributes: { 'server.address': new URL(url).hostname, 'percolog.batch.size': texts.length },
      }) as const;
    return this.#calls.run({ operation, describe, outcomeOf }, async () => {
      const inTime = AbortSignal.timeout(timeout);
      let answer: Response;
      let text: string;
      try {
        answer = await fetch(url, {
          method: 'POST',
          headers: {
            Accept: 'application/json',
            'Content-Type': 'application/json',
            ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
          },
          body: JSON.stringify({ model, input: texts }),
          signal: signal === undefined ? inTime : AbortSignal.any([signal, inTime]),
        });
        text = await answer.text();
      } catch (error) {
        signal?.throwIfAborted();
        throw (error as Error).name === 'TimeoutError'
          ? new EmbeddingFault('timeout', `the embedding provider has not answered within ${String(timeout)} ms`, {
              cause: error,
            })
          : new EmbeddingFault('network', 'the embedding provider cannot be reached', { cause: error });
      }
      return readEmbeddings(readAnswer(answer, text), { texts: texts.length, dimension });
    });
  }
}

function readAnswer({ status, headers }: Response, text: string): unknown {
  const told = `the embedding provider answered with ${String(status)}`;
  if (status === 429 || status === 503) {
    const retryAfter = readRetryAfter(headers.get('retry-after'), Date.now());
    throw new EmbeddingFault('throttled', told, { retryAfter });
  }
  if (status === 401 || status === 403) {
    throw new EmbeddingFault('unauthorized', told);
  }
  if (status >= 500 || status === 408) {
    throw new EmbeddingFault('failed', told);
  }
  if (status >= 300) {
    throw new EmbeddingFault('refused', told);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EmbeddingFault('not_json', `${told}, but not with JSON`, { cause: error });
  }
}

/** Whether the same request may be answered better in a moment. */
function isWorthATry(error: unknown): boolean {
  return (
    error instanceof EmbeddingFault &&
    ['network', 'timeout', 'throttled', 'failed'].includes(error.reason) &&
    (error.retryAfter ?? 0) <= longestPause
  );
}

function pauseBefore({ attempt, result }: IRetryBackoffContext<unknown>, first: number): number {
  const asked = 'error' in result && result.error instanceof EmbeddingFault ? result.error.retryAfter : undefined;
  return pauseBeforeTry({ attempt, first, longest: longestPause, asked });
}

function outcomeOf(error: unknown): CallOutcome {
  return error instanceof EmbeddingFault && !error.isOutage && error.reason !== 'failed' ? 'error' : 'unavailable';
}
