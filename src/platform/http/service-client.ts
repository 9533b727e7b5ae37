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
import { UnavailableError, type Dependency } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import type { CallOutcome } from '../../kernel/metrics.ts';
import { pauseBeforeTry, readRetryAfter } from '../../kernel/retry-after.ts';
import { ServiceFault, type FaultReason } from '../../kernel/service-fault.ts';
import type { SpanDescription } from '../../kernel/tracing.ts';
import { ObservedCalls, type ObserverDeps } from '../tracing/observed-calls.ts';

/** The longest pause before a try, milliseconds. Whoever is told to wait longer gives the work back instead. */
const longestPause = 30_000;
/** The circuit opens when half of the last twenty requests failed, and at least ten were made. */
const circuitSize = 20;
const circuitLeast = 10;
/** Pauses of the open circuit, in first pauses of a retry; the longest, milliseconds. */
const circuitPauses = 5;
const longestCircuitPause = 60_000;
/** Silence: of the service as a whole, or to what was asked for. */
const silences: readonly FaultReason[] = ['network', 'timeout'];

/** The class of a service's faults. */
type FaultClass = new (...args: ConstructorParameters<typeof ServiceFault>) => ServiceFault;

export interface ServiceDeps extends ObserverDeps {
  dependency: Dependency;
  /** As it is called in messages. */
  name: string;
  Fault: FaultClass;
  /** Longest wait for one answer, milliseconds. */
  timeout: number;
  /** Tries after the first. */
  retries: number;
  /** The first pause before a try is repeated, milliseconds. */
  pause: number;
  /** Statuses by which it asks for patience, and those by which it does not take the credentials. */
  statuses: { throttled: readonly number[]; unauthorized: readonly number[] };
  /** Whether the same request may be answered better in a moment. */
  isWorthATry: (reason: FaultReason) => boolean;
  /** Whether it counts towards the circuit. */
  speaksAgainst: (reason: FaultReason) => boolean;
  logger: Logger;
  /** A try failed and is repeated. */
  retried?: (reason: FaultReason | undefined) => void;
}

export interface ServiceRequest {
  /** What is asked for, in metrics and messages. */
  operation: string;
  describe: () => SpanDescription;
  url: string;
  init: RequestInit;
  signal: AbortSignal;
}

/**
 * Asks a service that is not ours for JSON. A request is tried again after pauses that double and vary. What fails counts towards a circuit
 * that leaves the service alone for a while:
 *
 *   closed ──half of the last requests failed──▶ open ──a while──▶ half open ──one request──▶ closed, or open for longer
 */
export class ServiceClient {
  readonly #deps: ServiceDeps;
  readonly #calls: ObservedCalls;
  readonly #retry: RetryPolicy;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #recent = new CountBreaker({ threshold: 0.5, size: circuitSize, minimumNumberOfCalls: circuitLeast });

  constructor(deps: ServiceDeps) {
    const { name, pause, retries, isWorthATry, speaksAgainst, logger, retried } = deps;
    this.#deps = deps;
    this.#calls = new ObservedCalls(deps.dependency, deps);
    const mayTry = (error: unknown): boolean =>
      this.#isFault(error) && isWorthATry(error.reason) && (error.retryAfter ?? 0) <= longestPause;
    this.#retry = retry(handleWhen(mayTry), {
      maxAttempts: retries,
      backoff: new DelegateBackoff((context: IRetryBackoffContext<unknown>) => pauseBefore(context, pause)),
    });
    this.#breaker = circuitBreaker(
      handleWhen((error) => this.#isFault(error) && speaksAgainst(error.reason)),
      {
        breaker: this.#recent,
        // A probe is one request of a process: many processes together are no storm.
        halfOpenAfter: new ExponentialBackoff({
          ...{ initialDelay: pause * circuitPauses, maxDelay: longestCircuitPause, generator: noJitterGenerator },
        }),
      },
    );
    this.#retry.onRetry((failed) => {
      const error = 'error' in failed ? failed.error : undefined;
      retried?.(this.#isFault(error) ? error.reason : undefined);
    });
    this.#breaker.onBreak((why) => {
      logger.warn({ err: 'error' in why ? why.error : undefined }, `${name} is left alone for a while`);
    });
    this.#breaker.onReset(() => {
      logger.info({}, `${name} answers again`);
    });
  }

  /** For health: asks nothing of it. @throws UnavailableError while it is left alone */
  check(): Promise<void> {
    const { dependency, name } = this.#deps;
    return this.#breaker.state === CircuitState.Closed
      ? Promise.resolve()
      : Promise.reject(new UnavailableError(dependency, `${name} failed too often, the circuit is open`));
  }

  /**
   * Runs `work`, which sends and reads, as often as it is worth it. A try or its pause may last: who gives up does not wait for it.
   * @param options.probe something small. It is sent first where the circuit is not closed: whether the service is back is not asked with what
   * may be the cause of the trouble. And it is sent last where all tries failed: when it is answered, it is `work` that cannot be had, or is
   * not answered, and not the service that is away.
   * @throws the service's fault, or what the signal is aborted with
   */
  async run<T>(
    work: () => Promise<T>,
    { signal, probe }: { signal: AbortSignal; probe?: () => Promise<unknown> },
  ): Promise<T> {
    const { name, Fault } = this.#deps;
    signal.throwIfAborted();
    let giveUp = (): void => undefined;
    const given = new Promise<never>((_, reject) => {
      giveUp = () => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
    try {
      if (probe !== undefined && this.#breaker.state !== CircuitState.Closed) {
        await this.#breaker.execute(probe);
      }
      return await Promise.race([this.#retry.execute(() => this.#breaker.execute(work), signal), given]);
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new Fault('circuit_open', `${name} failed too often, it is left alone for a while`, { cause: error });
      }
      if (probe !== undefined && this.#mayBeOfWork(error) && (await answers(probe))) {
        // What was counted says nothing of the service.
        this.#recent.success(CircuitState.HalfOpen);
        if (silences.includes(error.reason)) {
          throw new Fault('unanswered', `${error.message}; something else it answers`, { cause: error });
        }
      }
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** One request, sent once. @returns its answer's JSON @throws the service's fault, or what the signal is aborted with */
  send({ operation, describe, url, init, signal }: ServiceRequest): Promise<unknown> {
    const { name, Fault, timeout } = this.#deps;
    return this.#calls.run({ operation, describe, outcomeOf }, async () => {
      let answer: Response;
      let text: string;
      try {
        answer = await fetch(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) });
        text = await answer.text();
      } catch (error) {
        signal.throwIfAborted();
        throw (error as Error).name === 'TimeoutError'
          ? new Fault('timeout', `${name} has not answered within ${String(timeout)} ms`, { cause: error })
          : new Fault('network', `${name} cannot be reached`, { cause: error });
      }
      return this.#read(operation, answer, text);
    });
  }

  #read(operation: string, { status, headers }: Response, text: string): unknown {
    const { name, Fault, statuses } = this.#deps;
    const told = `${name} answered ${operation} with ${String(status)}`;
    const retryAfter = readRetryAfter(headers.get('retry-after'), Date.now());
    if (statuses.throttled.includes(status)) {
      throw new Fault('throttled', told, { retryAfter });
    }
    if (statuses.unauthorized.includes(status)) {
      throw new Fault('unauthorized', told);
    }
    if (status >= 500 || status === 408) {
      throw new Fault('failed', told, { retryAfter });
    }
    if (status >= 300) {
      throw new Fault('refused', told);
    }
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Fault('not_json', `${told}, but not with JSON`, { cause: error });
    }
  }

  /** It was tried in vain, and counted against the service. */
  #mayBeOfWork(error: unknown): error is ServiceFault {
    const { isWorthATry, speaksAgainst } = this.#deps;
    return this.#isFault(error) && isWorthATry(error.reason) && speaksAgainst(error.reason);
  }

  #isFault(error: unknown): error is ServiceFault {
    return error instanceof this.#deps.Fault;
  }
}

async function answers(probe: () => Promise<unknown>): Promise<boolean> {
  try {
    await probe();
    return true;
  } catch {
    // Why not is told by what was asked for before.
    return false;
  }
}

function pauseBefore({ attempt, result }: IRetryBackoffContext<unknown>, first: number): number {
  const asked = 'error' in result && result.error instanceof ServiceFault ? result.error.retryAfter : undefined;
  return pauseBeforeTry({ attempt, first, longest: longestPause, asked });
}

function outcomeOf(error: unknown): CallOutcome {
  return error instanceof ServiceFault && !error.isOutage && error.reason !== 'failed' ? 'error' : 'unavailable';
}
