import type { Queryable, Tx } from '../../kernel/database.ts';
import { currentOf, lockQueries, type LockedQuery } from '../decide/query-rows.mysql.ts';
import { filterTest, type Clause } from '../filter/filter-test.ts';
import type { AnnouncedFilter } from '../percolator/announced-filters.ts';
import type { Registration } from '../percolator/percolator.ts';
import { registrableOf, type RegistrableRow } from '../queries/registrable.ts';

const noWords = new Map<string, never>();

/** The filters that percolation may not see yet; nearly always none. */
export async function readAnnounced(on: Queryable): Promise<AnnouncedFilter[]> {
  const rows = await on.rows<{ id: number; revision: number; compiled: string }>(
    'SELECT id, revision, compiled FROM catalog_query WHERE announced = 1',
  );
  return rows.map(({ id, revision, compiled }) => ({
    queryId: id,
    revision,
    test: filterTest(JSON.parse(compiled) as Clause, noWords),
  }));
}

/** @returns by id, the rows of those of which this is still the revision; one that is no longer the row's is left alone */
export async function recordAnnouncements(
  tx: Tx,
  queries: readonly { queryId: number; revision: number }[],
): Promise<Map<number, LockedQuery>> {
  const rows = await lockQueries(
    tx,
    queries.map(({ queryId }) => queryId),
  );
  const current = currentOf(rows, queries);
  if (current.size > 0) {
    await tx.later('UPDATE catalog_query SET announced_revision = revision WHERE id IN (?)', [[...current.keys()]]);
  }
  return current;
}

/**
 * Those that the engine refused are left out until it is time to try again.
 * @param chosen.abandoned only decided ones whose writer had the time to register them
 */
export async function readUnregistered(
  on: Queryable,
  { abandoned, limit }: { abandoned: boolean; limit: number },
): Promise<Registration[]> {
  const isDue = 'due_at <= UTC_TIMESTAMP(3)';
  const rows = await on.rows<{ id: number; revision: number } & RegistrableRow>(
    `SELECT id, revision, compiled, uses_text, restricted_runs FROM catalog_query
     WHERE announced = 1 AND ${abandoned ? `undecided IS NULL AND ${isDue}` : `(last_error IS NULL OR ${isDue})`} LIMIT ?`,
    [limit],
  );
  return rows.map((row) => ({ queryId: row.id, revision: row.revision, ...registrableOf(row) }));
}

/** The engine refuses to register it. That it is tried again waits twice as long each time, up to an hour. */
export async function noteRefusal(on: Queryable, queryId: number, reason: string): Promise<void> {
  await on.run(
    `UPDATE catalog_query SET last_error = ?, attempts = attempts + 1,
       due_at = UTC_TIMESTAMP(3) + INTERVAL LEAST(POW(2, LEAST(attempts, 12)), 3600) SECOND
     WHERE id = ? AND announced = 1 AND undecided IS NULL`,
    [reason.slice(0, 1_000), queryId],
  );
}
