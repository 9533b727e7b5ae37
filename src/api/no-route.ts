import type { Context } from 'koa';
import { MethodNotAllowedError, NotFoundError } from '../kernel/errors.ts';

/**
 * What no route has answered: OPTIONS with the methods that the address takes; a method that it does not take, with those it
 * does; an address that is not there.
 * @throws MethodNotAllowedError · NotFoundError
 */
export function noRoute(ctx: Context & { matched?: readonly { methods: readonly string[] }[] }): void {
  const allowed = [...new Set(ctx.matched?.flatMap(({ methods }) => methods))];
  if (allowed.length === 0) {
    throw new NotFoundError(`there is nothing at ${ctx.path}`);
  }
  ctx.set('Allow', allowed.join(', '));
  if (ctx.method !== 'OPTIONS') {
    throw new MethodNotAllowedError(`this address takes ${allowed.join(', ')}, not ${ctx.method}`);
  }
  ctx.status = 204;
}
