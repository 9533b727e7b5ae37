import type { Context } from 'koa';
import { BadRequestError, NotFoundError } from '../kernel/errors.ts';
import { isUuid } from '../kernel/ids.ts';

/**
 * The values of a repeatable parameter that holds content keys. A bare `+` is part of the key (`ORG+NUM`), not a space:
 * existing clients send it either way, and some send `%20` for it, having decoded it once too often.
 */
export function keyParameters(ctx: Context, names: readonly string[]): string[] {
  const values = new Set<string>();
  for (const pair of ctx.querystring.split('&')) {
    const [name = '', ...rest] = pair.split('=');
    if (names.includes(name)) {
      const value = decode(name, rest.join('='));
      if (value !== '') {
        values.add(value);
        values.add(value.replaceAll(' ', '+'));
      }
    }
  }
  return [...values];
}

function decode(name: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new BadRequestError(`${name} is not percent-encoded UTF-8`, { cause: error });
  }
}

/** All parameters with their values, `+` read as a space. */
export function parameters(ctx: Context): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(ctx.querystring)) {
    all.set(name, [...(all.get(name) ?? []), value]);
  }
  return all;
}

/** Django's spellings of yes: `true`, `1`, `yes`, `on` in any case. */
export function isYes(value: string | undefined): boolean {
  return value !== undefined && ['true', '1', 'yes', 'on'].includes(value.toLowerCase());
}

export interface Page {
  page: number;
  pageSize: number;
}

/**
 * `page` (from 1) and `page_size`. A size past `largest` is cut to it.
 * @throws NotFoundError for a page that cannot be, as existing clients expect · BadRequestError for a size that is not a number
 */
export function readPage(ctx: Context, options: { pageSize: number; largest: number }): Page {
  const [page = '1'] = parameters(ctx).get('page') ?? [];
  const [pageSize = String(options.pageSize)] = parameters(ctx).get('page_size') ?? [];
  if (!/^[1-9][0-9]{0,8}$/.test(page)) {
    throw new NotFoundError(`there is no page ${page}: pages are numbered from 1`);
  }
  if (!/^[1-9][0-9]{0,8}$/.test(pageSize)) {
    throw new BadRequestError(`page_size is a whole number from 1 to ${String(options.largest)}`);
  }
  return { page: Number(page), pageSize: Math.min(Number(pageSize), options.largest) };
}

/** The address of another page of the same list; null for a page that is not there. */
export function pageLink(ctx: Context, page: number, pages: number): string | null {
  if (page < 1 || page > pages) {
    return null;
  }
  const query = new URLSearchParams(ctx.querystring);
  query.set('page', String(page));
  return `${ctx.protocol}://${ctx.host}${ctx.path}?${query.toString()}`;
}

/** @throws BadRequestError when it is not spelled as a uuid */
export function uuidOf(value: string, name: string): string {
  if (!isUuid(value)) {
    throw new BadRequestError(`${name} is not a uuid: ${value.slice(0, 100)}`);
  }
  return value.toLowerCase();
}
