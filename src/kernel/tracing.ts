/**
 * What the rooms and drivers tell about the course of a request or a job; platform/tracing gives the real one.
 *
 * A **span** is one step with its beginning and end, a **trace** the tree of the spans of one request or job. The span at
 * hand is the one in whose `work` the caller is; it is carried along by whatever is awaited. `traceparent` is the W3C's
 * text for a span, with which a trace goes on in another process.
 *
 * Spans carry no values of requests, statements or documents, and no messages of errors, which quote them.
 */

/** Named as in OpenTelemetry's semantic conventions. Those that are undefined are left out. */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

export interface SpanDescription {
  /** What kind of step it is, without ids and values: `GET /api/v1/search`, `SELECT content`. */
  name: string;
  kind: 'server' | 'client' | 'producer' | 'consumer';
  attributes: SpanAttributes;
  /** Begins a trace, or goes on with the one of this `traceparent`, whatever span is at hand. */
  root?: { traceparent: string | undefined };
  /** `traceparent`s of the spans of other traces that led to this one. */
  links?: readonly string[];
}

/** A span that has begun. */
export interface Span {
  set(attributes: SpanAttributes): void;
  rename(name: string): void;
  /** Marks it as failed, by a kind of error. A span whose work throws is marked by itself. */
  fail(errorType: string): void;
}

export interface Tracing {
  /** Whether there is a span at hand that is recorded. Drivers leave out their spans when there is none. */
  readonly isRecording: boolean;
  /** Runs `work` in a span. @param describe not called while tracing is off */
  span<T>(describe: () => SpanDescription, work: (span: Span) => Promise<T>): Promise<T>;
  /** Of the span at hand; undefined when there is none that is recorded. */
  traceparent(): string | undefined;
  /** The same trace's id, for logs: 32 hexadecimal digits. */
  traceId(): string | undefined;
}

const quiet = (): void => undefined;

/** For whom nobody listens. */
export const unrecorded: Span = { set: quiet, rename: quiet, fail: quiet };
