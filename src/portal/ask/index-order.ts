import type { Order } from '../content-search.ts';

/** Portals choose an order by the name of an index that holds the same in that order: `INDEX_price_asc`. */
const orders: ReadonlyMap<string, Order> = new Map<string, Order>([
  ['_title_asc', 'title'],
  ['_price_asc', 'price'],
  ['_price_desc', '-price'],
  ['_start_asc', 'start'],
  ['_start_desc', '-start'],
  ['_popularity_desc', '-popularity'],
  ['_rating_desc', '-rating'],
]);

/** An index as it is asked for: by which name it is served, and in which order; without one by how well the words are met. */
export interface IndexOrder {
  index: string;
  sort: Order | undefined;
}

/** @param served the names of the index, which count before what they may look like */
export function readIndexOrder(name: string, served: readonly string[]): IndexOrder {
  if (!served.includes(name)) {
    for (const [ending, sort] of orders) {
      const index = name.slice(0, -ending.length);
      if (name.endsWith(ending) && served.includes(index)) {
        return { index, sort };
      }
    }
  }
  return { index: name, sort: undefined };
}
