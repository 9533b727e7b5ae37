import type { Context, Next } from 'koa';
import { BadRequestError, PayloadTooLargeError, ServiceError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/log.ts';
import type { RequestState } from './request-context.ts';

/**
 * The one door through which errors leave: RFC 9457 problem details. `detail` is also what clients of the old API read.
 * What is not one of ours leaves as an opaque 500 and is logged with its cause.
 */
export function errorDoor(logger: Logger) {
  return async (ctx: Context & { state: RequestState }, next: Next): Promise<void> => {
    try {
      await next();
    } catch (thrown) {
      const error = thrown instanceof ServiceError ? thrown : fromLibrary(thrown);
      const status = error?.status ?? 500;
      if (status >= 500) {
        const level = error?.code === 'unavailable' ? 'warn' : 'error';
        logger[level](
          { err: thrown, requestId: ctx.state.requestId, method: ctx.method, path: ctx.path },
          'request failed',
        );
      }
      ctx.status = status;
      if (status === 503) {
        ctx.set('Retry-After', '1');
      }
      ctx.body = {
        type: `urn:percolog:problem:${error?.code ?? 'internal'}`,
        title: error?.title ?? 'Internal error',
        status,
        detail: error?.message ?? 'something went wrong here; the request id finds it in the logs',
        instance: ctx.path,
        code: error?.code ?? 'internal',
        requestId: ctx.state.requestId,
        // What clients of the portal's protocol show.
        ...(ctx.path.startsWith('/1/') ? { message: error?.message ?? 'Internal error' } : {}),
        ...(error !== undefined && error.faults.length > 0 ? { errors: error.faults } : {}),
        ...error?.members,
      };
      ctx.type = 'application/problem+json';
    }
  };
}

/** raw-body's errors carry a type. */
function fromLibrary(thrown: unknown): ServiceError | undefined {
  switch ((thrown as { type?: unknown } | null)?.type) {
    case 'entity.too.large':
      return new PayloadTooLargeError('the body is too large: send less at once, or raise MAX_BODY_MEBIBYTES');
    case 'request.aborted':
    case 'request.size.invalid':
      return new BadRequestError('the body ended before it was whole', { cause: thrown });
    default:
      return undefined;
  }
}
