import type { Context } from 'koa';
import type { TaggedJson } from './tagged-json.ts';

/** Sends JSON with its `ETag`, or 304 to whoever has it already. */
export function sendUnlessKnown(ctx: Context, { bytes, etag }: TaggedJson): void {
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
