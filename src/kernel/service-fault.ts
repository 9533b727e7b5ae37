/**
 * Why a service that is not ours did not give what it was asked for:
 * - `network`, `timeout`: no answer; `unanswered`: none to this, again and again, while it answered something else;
 * - `throttled`: it asks for patience; `failed`: it is at fault itself, such as 500;
 * - `not_json`, `malformed`: an answer that cannot be read, or that is not what was asked for;
 * - `refused`: any other status; `unauthorized`: it does not take the credentials;
 * - `budget`: we may ask no more of it for now; `circuit_open`: it failed just now, and is left alone for a while.
 */
export type FaultReason =
  | 'network'
  | 'timeout'
  | 'unanswered'
  | 'throttled'
  | 'failed'
  | 'not_json'
  | 'malformed'
  | 'refused'
  | 'unauthorized'
  | 'budget'
  | 'circuit_open';

/** A service that is not ours did not give what it was asked for. Each service has a class of its own. */
export abstract class ServiceFault extends Error {
  readonly reason: FaultReason;
  /** How long the service, or our own budget, wants it to be left alone, milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(
    reason: FaultReason,
    message: string,
    options: { cause?: unknown; retryAfter?: number | undefined } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = new.target.name;
    this.reason = reason;
    this.retryAfter = options.retryAfter;
  }

  /** Whether it is about the service as a whole: then nothing that was asked for is at fault. */
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
