import { Type, type Static, type TObject } from 'typebox';
import { BadRequestError } from '../kernel/errors.ts';
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

/** Writes and reads the cursors of one list. @param schema of a place in it */
export function placeCursor<Schema extends TObject>(schema: Schema) {
  const check = checkOf(schema);
  return {
    write: (place: Static<Schema>): string => Buffer.from(JSON.stringify(place)).toString('base64url'),
    /** @throws BadRequestError for what is no cursor of this list */
    read: (cursor: string | undefined): Static<Schema> | undefined => {
      if (cursor === undefined) {
        return undefined;
      }
      const place = valueOf(cursor);
      if (!check()(place)) {
        throw new BadRequestError('cursor is not one of this list: take it from `next`');
      }
      return place as Static<Schema>;
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
