import type { Context } from 'koa';
import { Type } from 'typebox';
import { NotFoundError } from '../kernel/errors.ts';
import { pageLink } from './list-page.ts';
import { paging } from './schemas/common.ts';

/** A part of a list that is kept in the order of ids, as a room reads it. */
export interface CursorPage {
  page: number;
  pageSize: number;
  /** Whether it begins after a given item: then `page` only numbers it. */
  follows: boolean;
  /** The id before the page, which begins `offset` items later. */
  after: number;
  offset: number;
  /** One more than is shown: it tells whether there is a next page. */
  limit: number;
}

/** As `paging`, and a cursor: where `next` goes on, so that the last page costs no more than the first. */
export const cursorPaging = {
  ...paging,
  cursor: Type.Optional(
    Type.String({ pattern: '^[0-9]{1,15}$', description: 'Where the page begins: taken from `next`, beside `page`' }),
  ),
};

export function readCursorPage(
  query: { page?: number; page_size?: number; cursor?: string },
  sizes: { usual: number; largest: number },
): CursorPage {
  const page = query.page ?? 1;
  const pageSize = Math.min(query.page_size ?? sizes.usual, sizes.largest);
  const follows = query.cursor !== undefined;
  return {
    page,
    pageSize,
    follows,
    after: Number(query.cursor ?? 0),
    offset: follows ? 0 : (page - 1) * pageSize,
    limit: pageSize + 1,
  };
}

/**
 * What is shown of a part that was read, and the envelope around it.
 * @param read.entries up to `limit` of them, in the order of the list
 * @param read.idOf what the cursor says of one: its id, or its place as text
 * @throws NotFoundError for a page past the last one, asked for by its number, as existing clients expect
 */
export function cursorPage<Entry>(
  ctx: Context,
  { page, pageSize, follows }: Pick<CursorPage, 'page' | 'pageSize' | 'follows'>,
  read: { count: number; entries: readonly Entry[]; idOf: (entry: Entry) => number | string },
): {
  shown: Entry[];
  envelope: { count: number; next: string | null; previous: string | null };
  numbers: { num_pages: number; current_page: number; start: number };
} {
  const pages = Math.max(Math.ceil(read.count / pageSize), 1);
  if (!follows && page > pages) {
    throw new NotFoundError(`there is no page ${String(page)}: the last one is ${String(pages)}`);
  }
  const shown = read.entries.slice(0, pageSize);
  const last = shown.at(-1);
  const more = read.entries.length > pageSize && last !== undefined;
  return {
    shown,
    envelope: {
      count: read.count,
      next: more ? pageLink(ctx, page + 1, read.idOf(last)) : null,
      previous: page > 1 ? pageLink(ctx, page - 1) : null,
    },
    numbers: { num_pages: pages, current_page: page, start: (page - 1) * pageSize },
  };
}
