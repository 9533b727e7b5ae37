import type { Replication, Sight } from '../../replication/port.ts';
import type { Percolator } from '../percolator/percolator.ts';

/** What a query says of an item that it sees otherwise than everybody, and of which revision of the item. */
export interface SeenVerdict {
  revision: number;
  matches: boolean;
}

/**
 * Items with restricted runs that a query sees otherwise than everybody are not judged by the index, but by their rows as they are
 * now: the filter is registered, so whoever stores one of them later percolates it himself.
 * @returns by content id
 */
export async function judgeSeen(
  { replication, percolator }: { replication: Pick<Replication, 'seenItems'>; percolator: Percolator },
  query: { queryId: number; revision: number; sights: readonly Sight[] },
): Promise<Map<number, SeenVerdict>> {
  if (query.sights.length === 0) {
    return new Map();
  }
  const items = await replication.seenItems(query.sights);
  const matches = await percolator.matchesOf(
    query.queryId,
    items.map(({ projection }) => projection),
  );
  return new Map(
    items.map(({ contentId, revision }, position) => [
      contentId,
      // Of a later revision of the filter, this decision will not be current.
      { revision, matches: matches[position] === query.revision },
    ]),
  );
}
