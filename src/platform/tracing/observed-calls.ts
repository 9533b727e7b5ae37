import { UnavailableError, type Dependency } from '../../kernel/errors.ts';
import type { CallMetrics, CallOutcome } from '../../kernel/metrics.ts';
import { unrecorded, type Span, type SpanDescription, type Tracing } from '../../kernel/tracing.ts';

/** What a driver needs to be observed. */
export interface ObserverDeps<Metrics extends CallMetrics = CallMetrics> {
  metrics: Metrics;
  tracing: Tracing;
}

/** One kind of request to an engine. */
interface Call {
  operation: string;
  /** Its span: called only when there is one to hang it under. */
  describe: () => SpanDescription;
  /** How a failure counts; by default `unavailable` for `UnavailableError` and `error` for all else. */
  outcomeOf?: (error: unknown) => CallOutcome;
}

/** Measures a driver's requests to its engine, and traces those that belong to a recorded request or job. */
export class ObservedCalls {
  readonly #dependency: Dependency;
  readonly #deps: ObserverDeps;

  constructor(dependency: Dependency, deps: ObserverDeps) {
    this.#dependency = dependency;
    this.#deps = deps;
  }

  /** Runs `work`; its result and errors are handed on. */
  async run<T>(
    { operation, describe, outcomeOf = outcomeOfError }: Call,
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    const { metrics, tracing } = this.#deps;
    const dependency = this.#dependency;
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1_000;
    try {
      const result = await (tracing.isRecording ? tracing.span(describe, work) : work(unrecorded));
      metrics.observeCall({ dependency, operation, outcome: 'ok', seconds: seconds() });
      return result;
    } catch (error) {
      metrics.observeCall({ dependency, operation, outcome: outcomeOf(error), seconds: seconds() });
      throw error;
    }
  }
}

function outcomeOfError(error: unknown): CallOutcome {
  return error instanceof UnavailableError ? 'unavailable' : 'error';
}
