import { Type, type Static, type TObject } from 'typebox';
import { BadRequestError } from '../kernel/errors.ts';
import { readCursorPage, type CursorPage } from './cursor-page.ts';
import { paging } from './schemas/common.ts';
import { checkOf } from './schemas/validators.ts';

/** As `cursorPaging`, for lists that are not kept in the order of ids: the cursor says the place in their order. */
export const placePaging = {
  ...paging,
  cursor: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_-]{1,4000}$',
      description: 'Where the page begins: taken from `next`, beside `page`',
    }),
  ),
};

/** A part of such a list, as a room reads it. */
export interface PlacePage<Place> extends Omit<CursorPage, 'after'> {
  /** The place before the page, which begins `offset` entries later; undefined: the beginning of the list. */
  after: Place | undefined;
}

/** Writes the cursors of one list, and reads its pages. @param schema of a place in it */
export function placeCursor<Schema extends TObject>(schema: Schema) {
  const check = checkOf(schema);
  const placeOf = (cursor: string): Static<Schema> => {
    const place = valueOf(cursor);
    if (!check()(place)) {
      throw new BadRequestError('cursor is not one of this list: take it from `next`');
    }
    return place as Static<Schema>;
  };
  return {
    write: (place: Static<Schema>): string => Buffer.from(JSON.stringify(place)).toString('base64url'),
    /** @throws BadRequestError for what is no cursor of this list */
    readPage: (
      { cursor, ...numbered }: { page?: number; page_size?: number; cursor?: string },
      sizes: { usual: number; largest: number },
    ): PlacePage<Static<Schema>> => {
      const page = readCursorPage(numbered, sizes);
      return cursor === undefined
        ? { ...page, after: undefined }
        : { ...page, follows: true, after: placeOf(cursor), offset: 0 };
    },
  };
}

/** Undefined for what is not JSON. */
function valueOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
  } catch {
    // The caller says what is wrong with it.
    return undefined;
  }
}
