import type { Queryable, SqlValue, Tx } from '../../kernel/database.ts';
import { filterTest, type Clause } from '../filter/filter-test.ts';
import type { AnnouncedFilter } from '../percolator/announced-filters.ts';
import type { Registration } from '../percolator/percolator.ts';
import { registrableOf, type RegistrableRow } from '../queries/registrable.ts';
import { growingDelay } from './growing-delay.ts';
import { currentOf, lockQueries, type LockedQuery } from './query-rows.mysql.ts';

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

/**
 * @param limit.most none is where so many are
 * @returns by id, the rows of those of which this is still the revision; one that is no longer the row's is left alone
 */
export async function recordAnnouncements(
  tx: Tx,
  queries: readonly { queryId: number; revision: number }[],
  { most }: { most: number },
): Promise<Map<number, LockedQuery> | undefined> {
  const [rows, announced] = await Promise.all([
    lockQueries(
      tx,
      queries.map(({ queryId }) => queryId),
    ),
    tx.rows('SELECT 1 FROM catalog_query WHERE announced = 1 LIMIT ?', [most]),
  ]);
  if (announced.length === most) {
    return undefined;
  }
  const current = currentOf(rows, queries);
  if (current.size > 0) {
    await tx.later('UPDATE catalog_query SET announced_revision = revision WHERE id IN (?)', [[...current.keys()]]);
  }
  return current;
}

/**
 * Decided filters that are announced. Those that the engine refused are left out until it is time to try again.
 * @param chosen.abandoned only those whose writer had the time to register them
 */
export async function readUnregistered(
  on: Queryable,
  { abandoned, limit }: { abandoned: boolean; limit: number },
): Promise<Registration[]> {
  const isDue = 'due_at <= UTC_TIMESTAMP(3)';
  // Not sorted: rows that were changed a moment ago MariaDB 10.11 does not find then, by an index on a column that is worked out.
  const rows = await on.rows<{ id: number; revision: number } & RegistrableRow>(
    `SELECT id, revision, compiled, uses_text, restricted_runs FROM catalog_query
     WHERE announced = 1 AND undecided IS NULL AND (${abandoned ? '' : 'last_error IS NULL OR '}${isDue}) LIMIT ?`,
    [limit],
  );
  return rows.map((row) => ({ queryId: row.id, revision: row.revision, ...registrableOf(row) }));
}

interface AnnouncedRevision {
  queryId: number;
  revision: number;
}

/**
 * The engine refuses to register it. That it is tried again waits twice as long each time, up to an hour.
 * @returns whether that is still what is announced
 */
export function noteRefusal(on: Queryable, announced: AnnouncedRevision, reason: string): Promise<boolean> {
  return updateAnnounced(on, announced, {
    set: `last_error = ?, attempts = attempts + 1, due_at = UTC_TIMESTAMP(3) + INTERVAL ${growingDelay} SECOND`,
    values: [reason.slice(0, 1_000)],
  });
}

/** The filter is decided anew, as one that comes after what is registered. @returns whether that is still what is announced */
export function passRegistration(on: Queryable, announced: AnnouncedRevision, registered: number): Promise<boolean> {
  return updateAnnounced(on, announced, {
    set: `revision = ? + 1, change_cause = 'reconcile', revised_at = UTC_TIMESTAMP(3), due_at = UTC_TIMESTAMP(3), attempts = 0,
       claim_ticket = claim_ticket + 1`,
    values: [registered],
  });
}

async function updateAnnounced(
  on: Queryable,
  { queryId, revision }: AnnouncedRevision,
  { set, values }: { set: string; values: readonly SqlValue[] },
): Promise<boolean> {
  const { affectedRows } = await on.run(
    `UPDATE catalog_query SET ${set} WHERE id = ? AND revision = ? AND announced = 1 AND undecided IS NULL`,
    [...values, queryId, revision],
  );
  return affectedRows > 0;
}
