/**
 * Why upstream did not give what it was asked for:
 * - `network`, `timeout`: no answer; `failed`: 5xx; `throttled`: 429; `not_json`, `malformed`: an answer that cannot be read;
 * - `refused`: any other status; `unauthorized`: the credentials are not taken;
 * - `budget`: we may ask no more in this hour; `circuit_open`: it was away just now, and is left alone for a while.
 */
export type FaultReason =
  | 'network'
  | 'timeout'
  | 'failed'
  | 'throttled'
  | 'not_json'
  | 'malformed'
  | 'refused'
  | 'unauthorized'
  | 'budget'
  | 'circuit_open';

/** Upstream did not give what it was asked for. */
export class UpstreamFault extends Error {
  readonly reason: FaultReason;
  /** How long upstream, or our own budget, wants to be left alone, milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(
    reason: FaultReason,
    message: string,
    options: { cause?: unknown; retryAfter?: number | undefined } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'UpstreamFault';
    this.reason = reason;
    this.retryAfter = options.retryAfter;
  }

  /** Whether it is about upstream as a whole, and not about what was asked for: then nothing asked for is at fault. */
  get isOutage(): boolean {
    return outages.has(this.reason);
  }
}

const outages: ReadonlySet<FaultReason> = new Set([
  'network',
  'timeout',
  'throttled',
  'unauthorized',
  'budget',
  'circuit_open',
]);
