import type { Context } from 'koa';
import readRawBody from 'raw-body';
import { BadRequestError } from '../kernel/errors.ts';

/**
 * The request's body as text.
 * @throws BadRequestError when it is not UTF-8 JSON by its content type, or compressed · an error of raw-body past `limit`
 */
export async function readBody(ctx: Context, limit: number): Promise<string> {
  const type = ctx.is('application/json', 'application/*+json', 'application/x-ndjson');
  if (ctx.get('content-type') !== '' && type === false) {
    throw new BadRequestError(`send JSON: Content-Type application/json, not ${ctx.get('content-type')}`);
  }
  if (ctx.get('content-encoding') !== '') {
    throw new BadRequestError('compressed bodies are not read: send the JSON as it is');
  }
  const bytes = await readRawBody(ctx.req, { length: ctx.req.headers['content-length'] ?? null, limit });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new BadRequestError('the body is not UTF-8', { cause: error });
  }
}
