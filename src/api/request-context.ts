import { randomUUID } from 'node:crypto';
import type { Context, Next } from 'koa';
import type { Logger } from '../kernel/log.ts';
import type { RequestMetrics } from '../kernel/metrics.ts';

export interface RequestState {
  requestId: string;
  correlationId: string;
}

const plainId = /^[\w.:-]{1,200}$/;

/**
 * Gives each request its ids (`X-Request-ID`, `X-Correlation-ID`: the caller's when they are plain, else new ones), measures
 * it, and logs one line when it is answered.
 */
export function requestContext(deps: { logger: Logger; metrics: RequestMetrics }) {
  return async (ctx: Context & { state: RequestState; _matchedRoute?: unknown }, next: Next): Promise<void> => {
    const start = process.hrtime.bigint();
    const requestId = given(ctx, 'x-request-id') ?? randomUUID();
    ctx.state.requestId = requestId;
    ctx.state.correlationId = given(ctx, 'x-correlation-id') ?? requestId;
    ctx.set('X-Request-ID', requestId);
    await next();
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    const route = typeof ctx._matchedRoute === 'string' ? ctx._matchedRoute : 'none';
    deps.metrics.observe({ route, method: ctx.method, status: ctx.status, seconds });
    const level = route.startsWith('/health') || route === '/metrics' ? 'debug' : 'info';
    deps.logger[level](
      {
        requestId,
        correlationId: ctx.state.correlationId,
        method: ctx.method,
        path: ctx.path,
        status: ctx.status,
        milliseconds: Math.round(seconds * 100_000) / 100,
      },
      'request',
    );
  };
}

function given(ctx: Context, header: string): string | undefined {
  const value = ctx.get(header);
  return plainId.test(value) ? value : undefined;
}
