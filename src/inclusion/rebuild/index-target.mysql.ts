import type { Queryable, Tx } from '../../kernel/database.ts';
import type { Targets } from '../../kernel/rebuild/targets.ts';
import { IndexTarget } from '../../platform/mysql/index-target.ts';
import type { AnnouncedFilter } from '../percolator/announced-filters.ts';
import { readAnnounced } from '../decide/announced.mysql.ts';

export { readSecondsLeft } from '../../platform/mysql/index-target.ts';

const name = 'catalog-queries';

/** Which indices of filters are written. */
export const queryTarget = new IndexTarget(name);

/**
 * Counts that registrations are recorded, if these are still the indices to write; what they are is held still until the transaction ends.
 * @returns whether they are
 */
export async function countRegistrations(tx: Tx, { state, generation, serving }: Targets): Promise<boolean> {
  const { affectedRows } = await tx.run(
    `UPDATE index_target SET registrations = registrations + 1
     WHERE name = ? AND state = ? AND generation = ? AND serving <=> ?`,
    [name, state, generation, serving],
  );
  return affectedRows > 0;
}

/** Counts that filters are announced, whichever indices are written. */
export async function countAnnouncements(tx: Tx): Promise<void> {
  await tx.later('UPDATE index_target SET registrations = registrations + 1 WHERE name = ?', [name]);
}

/** Which filters there are to ask, as of one moment. */
export interface RegistrationState {
  /** How often registrations were recorded, or announced: another number, and there may be other filters. */
  count: number;
  /** Whether any filter looks at words, registered or about to be. */
  words: boolean;
  /** Whether there is any filter at all, registered or about to be. */
  any: boolean;
  /** Those that percolation may not see yet. */
  announced: readonly AnnouncedFilter[];
}

/**
 * Filters that are in force by now are announced here, or visible to a percolation that begins after this: counting comes first, so that one
 * that is announced later is counted later, too.
 */
export async function readRegistrationState(on: Queryable): Promise<RegistrationState> {
  const [row] = await on.prepared<{ count: number; words: number; any: number; announced: number }>(
    `SELECT registrations AS count, EXISTS (SELECT 1 FROM catalog_query WHERE uses_text = 1) AS words,
       EXISTS (SELECT 1 FROM catalog_query WHERE announced = 1) AS announced,
       EXISTS (SELECT 1 FROM catalog_query) AS \`any\` FROM index_target WHERE name = ?`,
    [name],
  );
  if (row === undefined) {
    throw new Error(`index_target has no row ${name}`);
  }
  return {
    count: row.count,
    words: row.words === 1,
    any: row.any === 1,
    announced: row.announced === 1 ? await readAnnounced(on) : [],
  };
}

/** How often registrations were recorded, for whoever holds queries still: what is recorded of them by now is counted. */
export async function readRegistrations(tx: Tx): Promise<number> {
  const [row] = await tx.rows<{ registrations: number }>('SELECT registrations FROM index_target WHERE name = ?', [
    name,
  ]);
  return row?.registrations ?? 0;
}
