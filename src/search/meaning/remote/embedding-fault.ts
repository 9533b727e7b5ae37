/**
 * Why the provider did not give what it was asked for:
 * - `network`, `timeout`: no answer; `throttled`: 429 or 503, it asks for patience; `failed`: any other 5xx, or 408;
 * - `not_json`, `malformed`: an answer that cannot be read, or that is not of the model that was asked for;
 * - `refused`: any other status, such as 400 for a text that is too long; `unauthorized`: it does not take the key;
 * - `circuit_open`: it failed just now, and is left alone for a while.
 */
export type EmbeddingFaultReason =
  | 'network'
  | 'timeout'
  | 'throttled'
  | 'failed'
  | 'not_json'
  | 'malformed'
  | 'refused'
  | 'unauthorized'
  | 'circuit_open';

/** The embedding provider did not give what it was asked for. */
export class EmbeddingFault extends Error {
  readonly reason: EmbeddingFaultReason;
  /** How long the provider wants to be left alone, milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(
    reason: EmbeddingFaultReason,
    message: string,
    options: { cause?: unknown; retryAfter?: number | undefined } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'EmbeddingFault';
    this.reason = reason;
    this.retryAfter = options.retryAfter;
  }

  /** Whether it is about the provider as a whole: then no text is at fault. */
  get isOutage(): boolean {
    return outages.has(this.reason);
  }
}

const outages: ReadonlySet<EmbeddingFaultReason> = new Set([
  'network',
  'timeout',
  'throttled',
  'unauthorized',
  'circuit_open',
]);
