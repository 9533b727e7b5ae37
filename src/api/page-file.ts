import { createHash } from 'node:crypto';
import type { Context } from 'koa';

/** A file that a browser loads, read once and kept in memory. */
export interface PageFile {
  body: Buffer;
  contentType: string;
  etag: string;
  /** What the page may load, and from where. Undefined for files that are no page. */
  contentSecurityPolicy?: string;
}

export function pageFile(body: Buffer | string, contentType: string, contentSecurityPolicy?: string): PageFile {
  const bytes = Buffer.from(body);
  return {
    body: bytes,
    contentType,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
    ...(contentSecurityPolicy === undefined ? {} : { contentSecurityPolicy }),
  };
}

/** The answer that carries a file, or says that the browser has it already. */
export function fileReply(
  ctx: Context,
  file: PageFile,
): { status: 200 | 304; body: Buffer | null; headers: Record<string, string> } {
  const headers = {
    ETag: file.etag,
    'Cache-Control': 'no-cache',
    'Content-Type': file.contentType,
    ...(file.contentSecurityPolicy === undefined ? {} : { 'Content-Security-Policy': file.contentSecurityPolicy }),
  };
  return ctx.get('if-none-match') === file.etag
    ? { status: 304, body: null, headers }
    : { status: 200, body: file.body, headers };
}
