import { BadRequestError } from '../kernel/errors.ts';
import { sha256 } from '../kernel/hash.ts';
import { attributeNames } from './attributes.ts';
import type { SearchRequest } from './port.ts';
import { sortOrders } from './sort-orders.ts';
import type { Steered } from './steer/steered.ts';

type Place = readonly (string | number | null)[];

const texts: ReadonlySet<string> = new Set(['title.exact', 'content_key']);

/** What the place of a result depends on beside the request: items that are pinned are elsewhere without the pin. */
type Order = Pick<Steered, 'pinned'>;

/** Where a page ends, for the request of the next one. Nothing in it is secret: it names no more than the page shows. */
export function cursorBehind(request: SearchRequest, order: Order, place: Place): string {
  return Buffer.from(JSON.stringify([nameOf(request, order), place])).toString('base64url');
}

/** @throws BadRequestError for a cursor that is none, or of another request */
export function searchAfter(request: SearchRequest, order: Order): Place {
  const read = parse(request.cursor ?? '');
  if (read === undefined) {
    throw new BadRequestError('cursor is not one that a search gave');
  }
  if (read.name !== nameOf(request, order) || !isPlaceOf(read.place, sortOrders[request.sort ?? 'relevance'])) {
    throw new BadRequestError('cursor is of another search: begin with its first page');
  }
  return read.place;
}

/** What two pages of one search have in common. */
function nameOf(
  { text, chosen = {}, filter, scope, show, locale, sort, strict, allWords }: SearchRequest,
  { pinned }: Order,
): string {
  const choice = attributeNames.map((name) => chosen[name] ?? []);
  return sha256(JSON.stringify([text, choice, filter, scope, show, locale, sort, strict, allWords, pinned])).slice(
    0,
    16,
  );
}

function parse(cursor: string): { name: string; place: Place } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    // Not one of ours.
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 2) {
    return undefined;
  }
  const [name, place] = value as [unknown, unknown];
  return typeof name === 'string' && Array.isArray(place) && place.every(isPlain) ? { name, place } : undefined;
}

/** Whether the engine can go on behind it: a text for each text that is sorted by, a number for the others. */
function isPlaceOf(place: Place, order: readonly object[]): boolean {
  return (
    place.length === order.length &&
    order.every((by, index) => {
      const [field = ''] = Object.keys(by);
      const value = place[index];
      return texts.has(field) ? typeof value !== 'number' : typeof value === 'number';
    })
  );
}

function isPlain(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number';
}
