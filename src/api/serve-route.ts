import { Readable } from 'node:stream';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Context } from 'koa';
import type { Access, Caller, SearchPass } from '../access/port.ts';
import { withDeadline } from '../kernel/deadline.ts';
import { ForbiddenError, TimeoutError, TooManyRequestsError, UnauthenticatedError } from '../kernel/errors.ts';
import type { RateLimit } from '../kernel/rate-limit.ts';
import { admit, anyone, hideUnknown, identify, openSearchKey, takesSearchKeys } from './guard.ts';
import { sendUnlessKnown } from './conditional.ts';
import { JsonText } from './json-text.ts';
import { requestReader } from './read-request.ts';
import type { RequestState } from './request-context.ts';
import type { Reply, Route, RouteRequest } from './route.ts';
import { checkOf, faultsOf } from './schemas/validators.ts';
import { TaggedJson } from './tagged-json.ts';

export interface ServeDeps {
  access: Access;
  rates: RateLimit;
  maxBodyBytes: number;
  /** Longest wait for an answer, milliseconds. */
  answerMilliseconds: number;
  /** Tests check each answer against its declaration; it costs too much otherwise. */
  checkAnswers: boolean;
}

type RouteContext = Context & { state: RequestState; params?: Record<string, string> };

/** Serves a route: who calls → may he → how often → what does he say → answer. */
export function serveRoute(route: Route, deps: ServeDeps): (ctx: RouteContext) => Promise<void> {
  const read = requestReader(route, deps.maxBodyBytes);
  const check = deps.checkAnswers ? answerChecker(route) : () => undefined;
  return async (ctx) => {
    const searchPass = takesSearchKeys(route.rule) ? await searchPassOf(deps, ctx) : undefined;
    const caller = searchPass === undefined ? await callerOf(route, deps, ctx) : { ...anyone, name: searchPass.name };
    limit(deps.rates, route, countedAs(caller, searchPass, ctx.ip), ctx);
    const pass = admit(searchPass === undefined ? route.rule : 'signed in', caller, ctx.params?.['customer']);
    const request = await read(ctx);
    const handled = Promise.resolve(
      route.handle({
        ...request,
        caller,
        author: { name: caller.name, requestId: ctx.state.requestId },
        get customers() {
          return pass.customers();
        },
        searchPass,
        assertMay: pass.assertMay,
        ctx,
      } as RouteRequest<never, never, never>),
    );
    const reply = await withDeadline(handled, deps.answerMilliseconds, () => {
      throw new TimeoutError(
        `no answer within ${String(deps.answerMilliseconds / 1_000)} s; a write may still be carried out`,
      );
    }).catch((error: unknown) => {
      throw hideUnknown(route.rule, caller, error);
    });
    if (!pass.asked()) {
      throw new Error(`${route.id} answered without asking whether the caller may`);
    }
    check(reply);
    send(ctx, route, reply);
  };
}

async function callerOf(route: Route, deps: ServeDeps, ctx: RouteContext): Promise<Caller> {
  if (route.rule === 'public') {
    return anyone;
  }
  try {
    return await identify(deps.access, ctx);
  } catch (error) {
    if (error instanceof UnauthenticatedError) {
      slowGuessing(deps, ctx, error);
      ctx.set('WWW-Authenticate', 'JWT realm="api", Bearer realm="api"');
    }
    throw error;
  }
}

/** Clients of the portal's protocol are told 403, whatever is wrong with their key. */
async function searchPassOf(deps: ServeDeps, ctx: RouteContext): Promise<SearchPass | undefined> {
  try {
    return await openSearchKey(deps.access, ctx);
  } catch (error) {
    if (error instanceof UnauthenticatedError) {
      slowGuessing(deps, ctx, error);
      throw new ForbiddenError(error.message, { cause: error });
    }
    throw error;
  }
}

function slowGuessing(deps: ServeDeps, ctx: RouteContext, cause: UnauthenticatedError): void {
  const verdict = deps.rates.take('anonymous', ctx.ip);
  if (verdict?.allowed === false) {
    ctx.set('Retry-After', String(verdict.seconds));
    throw new TooManyRequestsError('too many requests without a good token from this address', { cause });
  }
}

/** Many pages search with one key, so they are counted by their addresses too. */
function countedAs(caller: Caller, searchPass: SearchPass | undefined, address: string): string {
  return searchPass !== undefined ? `${caller.name} ${address}` : caller === anyone ? address : caller.name;
}

/** The headers are those of the IETF's draft, as most libraries read them. */
function limit(rates: RateLimit, route: Route, caller: string, ctx: RouteContext): void {
  const verdict = route.rate === 'unlimited' ? undefined : rates.take(route.rate, caller);
  if (verdict === undefined) {
    return;
  }
  ctx.set('RateLimit-Limit', String(verdict.limit));
  ctx.set('RateLimit-Remaining', String(verdict.remaining));
  ctx.set('RateLimit-Reset', String(verdict.seconds));
  if (!verdict.allowed) {
    ctx.set('Retry-After', String(verdict.seconds));
    throw new TooManyRequestsError(
      `at most ${String(verdict.limit)} requests a minute of this kind (${route.rate}): go on in ${String(verdict.seconds)} s`,
    );
  }
}

function send(ctx: RouteContext, route: Route, reply: Reply<Route['answers']>): void {
  ctx.status = reply.status;
  const contentType = route.answers[reply.status]?.contentType;
  if (contentType !== undefined) {
    ctx.type = contentType;
  }
  for (const [name, value] of Object.entries(reply.headers ?? {})) {
    ctx.set(name, value);
  }
  if (reply.status === 200 && 304 in route.answers && !ctx.res.hasHeader('ETag') && isValue(reply.body)) {
    sendUnlessKnown(ctx, reply.body instanceof TaggedJson ? reply.body : new TaggedJson(textOf(reply.body)));
  } else if (reply.body instanceof JsonText) {
    ctx.body = reply.body.text;
    ctx.type = 'application/json; charset=utf-8';
  } else if (reply.body instanceof Readable) {
    ctx.type = contentType ?? 'application/json; charset=utf-8';
    ctx.body = reply.body;
  } else if (typeof reply.body === 'string' && route.answers[reply.status]?.schema !== undefined) {
    ctx.body = JSON.stringify(reply.body);
    ctx.type = 'application/json; charset=utf-8';
  } else if (reply.body !== null) {
    ctx.body = reply.body;
  }
}

function textOf(body: object): string {
  return body instanceof JsonText
    ? body.text
    : body instanceof TaggedJson
      ? body.bytes.toString()
      : JSON.stringify(body);
}

/** What is sent as JSON. */
function isValue(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Buffer.isBuffer(body) && !(body instanceof Readable);
}

function answerChecker(route: Route): (reply: Reply<Route['answers']>) => void {
  const checks = new Map<number, () => ValidateFunction>();
  for (const [status, { schema }] of Object.entries(route.answers)) {
    if (schema !== undefined) {
      checks.set(Number(status), checkOf(schema));
    }
  }
  return ({ status, body }) => {
    if (!(status in route.answers)) {
      throw new Error(`${route.id} answered ${String(status)}, which it does not declare`);
    }
    const validate = checks.get(status)?.();
    // As it is sent: a member that is undefined is not.
    const text = isValue(body) ? textOf(body) : JSON.stringify(body);
    if (validate !== undefined && !(body instanceof Readable) && !validate(JSON.parse(text))) {
      throw new Error(`${route.id} does not answer as it declares: ${JSON.stringify(faultsOf(validate))}`);
    }
  };
}
