import type { Database } from '../../kernel/database.ts';
import type { Percolator } from '../percolator/percolator.ts';
import { readRegistered } from './rebuild-rows.mysql.ts';

export interface Completeness {
  /** Queries that count as registered. */
  registered: number;
  /** Registrations that the index has. */
  present: number;
  /** Ids of queries that count as registered and are not in the index as their rows are. */
  missing: number[];
}

/**
 * Whether an index has every filter that counts as registered, as of its row's revision or a later one. The rows are read first: what is
 * recorded after that was written to each index. The index must have been refreshed since the last copy.
 */
export async function compareRegistrations(
  { database }: { database: Database },
  index: Percolator,
): Promise<Completeness> {
  const registered = await readRegistered(database);
  await index.refresh();
  const revisions = await index.revisions();
  const suspects = [...registered].filter(([id, revision]) => (revisions.get(id) ?? 0) < revision).map(([id]) => id);
  // Of a query that was removed meanwhile there is nothing to miss.
  const still = suspects.length === 0 ? new Map<number, number>() : await readRegistered(database, suspects);
  return {
    registered: registered.size,
    present: revisions.size,
    missing: suspects.filter((id) => still.get(id) === registered.get(id)),
  };
}
