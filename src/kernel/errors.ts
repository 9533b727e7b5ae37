/**
 * The service's errors. Each class has a stable `code` and the HTTP status that the one error door (api/error-door.ts)
 * gives it; anything that is not one of these leaves as an opaque 500 and is logged.
 */

/** One fault in what a caller sent. `pointer` is a JSON Pointer (RFC 6901) into the request body. */
export interface Fault {
  pointer: string;
  code: string;
  detail: string;
  suggestions?: string[];
}

export abstract class ServiceError extends Error {
  abstract readonly code: string;
  abstract readonly status: number;
  abstract readonly title: string;
  /** All faults of the request at once; empty when `message` says it all. */
  readonly faults: readonly Fault[];
  /** What a program needs to go on, beside the message: further members of the answer, as it is sent. */
  readonly members: Readonly<Record<string, unknown>> = {};

  constructor(message: string, options: { cause?: unknown; faults?: readonly Fault[] } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = new.target.name;
    this.faults = options.faults ?? [];
  }
}

/** The request cannot be read: broken JSON, a missing or malformed parameter. */
export class BadRequestError extends ServiceError {
  readonly code: string = 'bad_request';
  readonly status = 400;
  readonly title = 'Bad request';
}

/** The request reads well but breaks a rule; `faults` lists every one. */
export class RefusedError extends ServiceError {
  readonly code = 'refused';
  readonly status = 422;
  readonly title = 'Refused';
}

/** Nobody we know: no token or key, or one that is not good (any more). */
export class UnauthenticatedError extends ServiceError {
  readonly code = 'unauthenticated';
  readonly status = 401;
  readonly title = 'Not signed in';
}

/** Known, but without the role or the context that this needs. The message names both, and never what exists. */
export class ForbiddenError extends ServiceError {
  readonly code = 'forbidden';
  readonly status = 403;
  readonly title = 'Forbidden';
}

export class NotFoundError extends ServiceError {
  readonly code = 'not_found';
  readonly status = 404;
  readonly title = 'Not found';
}

/** It was there, and is no longer kept. */
export class GoneError extends ServiceError {
  readonly code = 'gone';
  readonly status = 410;
  readonly title = 'Gone';
}

export class MethodNotAllowedError extends ServiceError {
  readonly code = 'method_not_allowed';
  readonly status = 405;
  readonly title = 'Method not allowed';
}

/** The request fights with what is stored already, such as a uuid that is taken. */
export class ConflictError extends ServiceError {
  readonly code = 'conflict';
  readonly status = 409;
  readonly title = 'Conflict';
}

/** The change would undo most of what is there: it is kept as a proposal, and nothing else is done until somebody confirms it. */
export class ProposedError extends ServiceError {
  readonly code = 'proposed';
  readonly status = 409;
  readonly title = 'Kept as a proposal';
  override readonly members: { readonly proposal: object };

  constructor(message: string, proposal: object) {
    super(message);
    this.members = { proposal };
  }
}

export class PayloadTooLargeError extends ServiceError {
  readonly code = 'payload_too_large';
  readonly status = 413;
  readonly title = 'Payload too large';
}

/** The caller has asked more often than he may. */
export class TooManyRequestsError extends ServiceError {
  readonly code = 'too_many_requests';
  readonly status = 429;
  readonly title = 'Too many requests';
}

/** The answer took too long to be waited for. A write may still be carried out. */
export class TimeoutError extends ServiceError {
  readonly code = 'timeout';
  readonly status = 503;
  readonly title = 'Took too long';
}

export type Dependency = 'mysql' | 'opensearch' | 'redis' | 'jwks' | 'upstream' | 'embeddings';

/** An engine does not answer, or not in time. Worth a retry; nothing is known about the outcome of the last request. */
export class UnavailableError extends ServiceError {
  readonly code = 'unavailable';
  readonly status = 503;
  readonly title = 'Service unavailable';
  readonly dependency: Dependency;

  constructor(dependency: Dependency, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.dependency = dependency;
  }
}

/** A setting is missing or wrong, or the stores do not belong together. The process must not start. */
export class ConfigurationError extends ServiceError {
  readonly code = 'configuration';
  readonly status = 500;
  readonly title = 'Configuration error';
}
