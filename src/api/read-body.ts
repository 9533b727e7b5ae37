import type { Context } from 'koa';
import readRawBody from 'raw-body';
import { BadRequestError, ServiceError } from '../kernel/errors.ts';

/** The body is in a form that is not read here. Known to HTTP alone, so it stands here and not in the kernel. */
class UnsupportedMediaTypeError extends ServiceError {
  readonly code = 'unsupported_media_type';
  readonly status = 415;
  readonly title = 'Unsupported media type';
}

const form = 'application/x-www-form-urlencoded';

/**
 * The request's body as text; a form, where it may be one, as the JSON of an object. With `anyType` it is taken as it is.
 * @throws UnsupportedMediaTypeError when it is not JSON by its content type, or compressed · BadRequestError when it is not
 * UTF-8 · an error of raw-body past `limit` bytes, or when it ends too soon
 */
export async function readBody(
  ctx: Context,
  limit: number,
  { mayBeForm = false, anyType = false } = {},
): Promise<string> {
  const type = ctx.is('application/json', 'application/*+json', 'application/x-ndjson', ...(mayBeForm ? [form] : []));
  if (ctx.get('content-type') !== '' && type === false && !anyType) {
    throw new UnsupportedMediaTypeError(`send JSON: Content-Type application/json, not ${ctx.get('content-type')}`);
  }
  if (ctx.get('content-encoding') !== '') {
    throw new UnsupportedMediaTypeError('compressed bodies are not read: send the JSON as it is');
  }
  const bytes = await readRawBody(ctx.req, { length: ctx.req.headers['content-length'] ?? null, limit });
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return type === form && !anyType ? JSON.stringify(Object.fromEntries(new URLSearchParams(text))) : text;
  } catch (error) {
    throw new BadRequestError('the body is not UTF-8', { cause: error });
  }
}
