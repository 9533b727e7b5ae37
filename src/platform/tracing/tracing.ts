import type { Logger } from '../../kernel/log.ts';
import { unrecorded, type Span, type SpanDescription, type Tracing } from '../../kernel/tracing.ts';

export interface TracingOptions {
  /** http(s)://host:port of what takes OTLP over HTTP. */
  url: string;
  serviceName: string;
  version: string;
  /** Share of the traces that begin here and are recorded, 0 to 1. A trace that goes on from elsewhere is as it was there. */
  ratio: number;
}

/** Tracing that is on, and how it ends: what is recorded is sent before, if somebody takes it within a second. */
export interface RunningTracing extends Tracing {
  stop(): Promise<void>;
}

/**
 * Traces of this process: off without options, and until `start()` has loaded OpenTelemetry's SDK. That takes a few hundred
 * modules, so nobody loads it who does not trace.
 *
 *   off ──start(), with options──▶ on ──stop()──▶ off
 */
export class ProcessTracing implements Tracing {
  readonly #options: TracingOptions | undefined;
  readonly #logger: Logger;
  #running: RunningTracing | undefined;

  constructor(options: TracingOptions | undefined, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
  }

  /** Does nothing when it is on already. */
  async start(): Promise<void> {
    if (this.#options !== undefined && this.#running === undefined) {
      const { OtlpTracing } = await import('./otlp-tracing.ts');
      this.#running ??= new OtlpTracing(this.#options, this.#logger);
    }
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.stop();
  }

  get isRecording(): boolean {
    return this.#running?.isRecording ?? false;
  }

  span<T>(describe: () => SpanDescription, work: (span: Span) => Promise<T>): Promise<T> {
    return this.#running === undefined ? work(unrecorded) : this.#running.span(describe, work);
  }

  traceparent(): string | undefined {
    return this.#running?.traceparent();
  }

  traceId(): string | undefined {
    return this.#running?.traceId();
  }
}
