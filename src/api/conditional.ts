import { hash } from 'node:crypto';
import type { Context } from 'koa';

/** Sends JSON text with its `ETag`, or 304 to whoever has it already. */
export function sendUnlessKnown(ctx: Context, json: string): void {
  // Its bytes are made once: for the tag, the length and the socket.
  const bytes = Buffer.from(json);
  const etag = `"${hash('sha1', bytes, 'base64url')}"`;
  ctx.set('ETag', etag);
  ctx.set('Cache-Control', 'private, no-cache');
  if (hasTag(ctx.get('if-none-match'), etag)) {
    ctx.status = 304;
    return;
  }
  ctx.type = 'application/json; charset=utf-8';
  ctx.body = bytes;
}

/** RFC 9110, If-None-Match: a list of tags, compared weakly, or `*`. Proxies that compress make a tag weak. */
export function hasTag(header: string, etag: string): boolean {
  return header.split(',').some((one) => {
    const tag = one.trim();
    return tag === '*' || tag.replace(/^W\//, '') === etag;
  });
}
