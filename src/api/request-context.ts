import { randomUUID } from 'node:crypto';
import type { Context, Next } from 'koa';
import type { Logger } from '../kernel/log.ts';
import type { RequestMetrics } from '../kernel/metrics.ts';
import { unrecorded, type Span, type SpanDescription, type Tracing } from '../kernel/tracing.ts';

export interface RequestState {
  requestId: string;
  correlationId: string;
}

export interface RequestContextDeps {
  logger: Logger;
  metrics: RequestMetrics;
  tracing: Tracing;
}

const plainId = /^[\w.:-]{1,200}$/;

/**
 * Gives each request its ids (`X-Request-ID`, `X-Correlation-ID`: the caller's when they are plain, else new ones), measures
 * and traces it, and logs one line when it is answered. A trace goes on from the caller's `traceparent`.
 */
export function requestContext(deps: RequestContextDeps) {
  return (ctx: Context & { state: RequestState; _matchedRoute?: unknown }, next: Next): Promise<void> => {
    const start = process.hrtime.bigint();
    const requestId = given(ctx, 'x-request-id') ?? randomUUID();
    ctx.state.requestId = requestId;
    ctx.state.correlationId = given(ctx, 'x-correlation-id') ?? requestId;
    ctx.set('X-Request-ID', requestId);
    const serve = async (span: Span): Promise<void> => {
      await next();
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      const route = typeof ctx._matchedRoute === 'string' ? ctx._matchedRoute : 'none';
      deps.metrics.observe({ route, method: ctx.method, status: ctx.status, seconds });
      tell(span, ctx, route);
      deps.logger[isProbe(ctx) ? 'debug' : 'info'](
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
    // Nobody wants a trace of each look at the health.
    return isProbe(ctx) ? serve(unrecorded) : deps.tracing.span(() => describe(ctx), serve);
  };
}

function isProbe(ctx: Context): boolean {
  return ctx.path.startsWith('/health') || ctx.path === '/metrics';
}

/** As OpenTelemetry names them. The query is left out: it holds what people search for; so are their addresses. */
function describe(ctx: Context): SpanDescription {
  return {
    name: ctx.method,
    kind: 'server',
    root: { traceparent: ctx.get('traceparent') },
    attributes: {
      'http.request.method': ctx.method,
      'url.path': ctx.path,
      'url.scheme': ctx.protocol,
      'server.address': ctx.hostname,
      'network.protocol.version': ctx.req.httpVersion,
      'user_agent.original': ctx.get('user-agent') || undefined,
    },
  };
}

/** What is known of a request at its end. */
function tell(span: Span, ctx: Context, route: string): void {
  if (route !== 'none') {
    span.rename(`${ctx.method} ${route}`);
    span.set({ 'http.route': route });
  }
  span.set({ 'http.response.status_code': ctx.status });
  if (ctx.status >= 500) {
    span.fail(String(ctx.status));
  }
}

function given(ctx: Context, header: string): string | undefined {
  const value = ctx.get(header);
  return plainId.test(value) ? value : undefined;
}
