import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from '../../kernel/log.ts';

/**
 * Sends spans by OTLP over HTTP, as JSON, and tells once when nobody takes them and once when somebody does again. What
 * could not be sent is lost: requests and jobs never wait for it.
 */
export class OtlpExporter implements SpanExporter {
  readonly #inner: OTLPTraceExporter;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #logger: Logger;
  #taken = true;

  /** @param options.timeout longest wait for one sending with its tries, milliseconds */
  constructor(options: { url: string; timeout: number; logger: Logger }) {
    const url = new URL(options.url);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
    const agent = url.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    this.#agent = agent;
    this.#logger = options.logger;
    // What is given here the exporter does not take from the environment. Headers it does: OTEL_EXPORTER_OTLP_HEADERS.
    this.#inner = new OTLPTraceExporter({
      url: url.href,
      timeoutMillis: options.timeout,
      concurrencyLimit: 8,
      httpAgentOptions: () => agent,
    });
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#inner.export(spans, (result) => {
      this.#tell(result);
      done(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#inner.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }

  /** Ends connections, also those on which an answer is waited for. */
  abandon(): void {
    this.#agent.destroy();
  }

  #tell({ code, error }: ExportResult): void {
    const taken = code === ExportResultCode.SUCCESS;
    if (taken !== this.#taken) {
      this.#taken = taken;
      if (taken) {
        this.#logger.info({}, 'traces are taken again');
      } else {
        this.#logger.warn({ err: error }, 'traces are not taken, and lost meanwhile');
      }
    }
  }
}
