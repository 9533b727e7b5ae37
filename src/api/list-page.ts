import type { Context } from 'koa';
import { NotFoundError } from '../kernel/errors.ts';

/** A page of a list as asked for; sizes past `largest` are cut to it. */
export interface Paging {
  page: number;
  pageSize: number;
  offset: number;
  limit: number;
}

export function readPaging(
  query: { page?: number; page_size?: number },
  sizes: { usual: number; largest: number },
): Paging {
  const page = query.page ?? 1;
  const pageSize = Math.min(query.page_size ?? sizes.usual, sizes.largest);
  return { page, pageSize, offset: (page - 1) * pageSize, limit: pageSize };
}

/**
 * The envelope of lists.
 * @throws NotFoundError past the last page, as existing clients expect
 */
export function listPage<Item>(
  ctx: Context,
  { page, pageSize }: Paging,
  { count, results }: { count: number; results: Item[] },
): { count: number; next: string | null; previous: string | null; results: Item[] } {
  const pages = Math.max(Math.ceil(count / pageSize), 1);
  if (page > pages) {
    throw new NotFoundError(`there is no page ${String(page)}: the last one is ${String(pages)}`);
  }
  return {
    count,
    next: page < pages ? pageLink(ctx, page + 1) : null,
    previous: page > 1 ? pageLink(ctx, page - 1) : null,
    results,
  };
}

/** The address of another page of the same list. @param cursor the place that the page begins after; without, it is found by its number */
export function pageLink(ctx: Context, page: number, cursor?: number | string): string {
  return addressWith(ctx, { page: String(page), cursor: cursor === undefined ? undefined : String(cursor) });
}

/** The address of a request with other values of these parameters; undefined leaves one out. */
export function addressWith(ctx: Context, changed: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(ctx.querystring);
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) {
      query.delete(name);
    } else {
      query.set(name, value);
    }
  }
  return `${ctx.protocol}://${ctx.host}${ctx.path}?${query.toString()}`;
}
