import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
  type Attributes,
  type Context,
  type Span as RecordedSpan,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent } from '@opentelemetry/core';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { withDeadline } from '../../kernel/deadline.ts';
import type { Logger } from '../../kernel/log.ts';
import { unrecorded, type Span, type SpanAttributes, type SpanDescription } from '../../kernel/tracing.ts';
import { OtlpExporter } from './otlp-exporter.ts';
import type { RunningTracing, TracingOptions } from './tracing.ts';

/** How long spans are collected before they are sent, milliseconds. */
const sendEvery = 1_000;
/** How long one sending may take, with its tries. What does not fit the queue meanwhile is dropped. */
const sendWithin = 5_000;
/** How long the process waits at its end, milliseconds. */
const stopWithin = 1_000;

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/**
 * Traces through OpenTelemetry's SDK. Nothing of it is registered globally and nothing is instrumented behind our back: two
 * services in one process (a test) do not mix, and what a span says stands where it is begun. Only this file and the
 * exporter import the SDK; they are loaded when tracing is on.
 */
export class OtlpTracing implements RunningTracing {
  readonly #contexts = new AsyncLocalStorageContextManager();
  readonly #exporter: OtlpExporter;
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  constructor(options: TracingOptions, logger: Logger) {
    this.#exporter = new OtlpExporter({ url: options.url, timeout: sendWithin, logger });
    this.#provider = new TracerProvider({
      resource: defaultResource().merge(
        resourceFromAttributes({ 'service.name': options.serviceName, 'service.version': options.version }),
      ),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.ratio) }),
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: this.#exporter,
          scheduledDelayMillis: sendEvery,
          exportTimeoutMillis: sendWithin,
        }),
      ],
      spanLimits: { attributeValueLengthLimit: 1_000 },
    });
    this.#tracer = this.#provider.getTracer('percolog', options.version);
  }

  get isRecording(): boolean {
    return trace.getSpan(this.#contexts.active())?.isRecording() ?? false;
  }

  async span<T>(describe: () => SpanDescription, work: (span: Span) => Promise<T>): Promise<T> {
    const { name, kind, attributes, root, links = [] } = describe();
    const parent = root === undefined ? this.#contexts.active() : remote(root.traceparent);
    const begun = this.#tracer.startSpan(
      name,
      {
        kind: kinds[kind],
        attributes: known(attributes),
        links: links.flatMap((link) => {
          const context = parseTraceParent(link);
          return context === null ? [] : [{ context }];
        }),
      },
      parent,
    );
    const span = begun.isRecording() ? recorded(begun) : unrecorded;
    return this.#contexts.with(trace.setSpan(parent, begun), async () => {
      try {
        return await work(span);
      } catch (error) {
        span.fail(typeOf(error));
        throw error;
      } finally {
        begun.end();
      }
    });
  }

  traceparent(): string | undefined {
    const at = this.#recordedContext();
    return at && `00-${at.traceId}-${at.spanId}-01`;
  }

  traceId(): string | undefined {
    return this.#recordedContext()?.traceId;
  }

  async stop(): Promise<void> {
    // The exporter has told already that nobody takes them.
    const ended = this.#provider.shutdown().catch(() => undefined);
    await withDeadline(ended, stopWithin, () => undefined);
    this.#exporter.abandon();
  }

  #recordedContext(): { traceId: string; spanId: string } | undefined {
    const context = trace.getSpanContext(this.#contexts.active());
    return context !== undefined && (context.traceFlags & TraceFlags.SAMPLED) !== 0 ? context : undefined;
  }
}

/** A trace that began elsewhere; a new one when there is none, or its header cannot be read. */
function remote(traceparent: string | undefined): Context {
  const context = traceparent === undefined ? null : parseTraceParent(traceparent);
  return context === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...context, isRemote: true });
}

function recorded(span: RecordedSpan): Span {
  return {
    set: (attributes) => {
      span.setAttributes(known(attributes));
    },
    rename: (name) => {
      span.updateName(name);
    },
    fail: (errorType) => {
      span.setAttribute('error.type', errorType);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
  };
}

function known(attributes: SpanAttributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/** A stable word of few values; never the message. */
function typeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}
