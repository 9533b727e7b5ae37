import type { Queryable, Tx } from '../../kernel/database.ts';
import { recordArrivals } from '../history/record-catalog.mysql.ts';
import { recordBaseline, type Cause } from '../history/record-changes.mysql.ts';

/**
 * The registration of these revisions is visible; one that is no longer the row's is left alone.
 * @param registrations.taken by any index, those that are `written` among them
 * @returns `current`: of what is written, the rows that still say so, by id; `gone`: of what is taken, those that have no row
 */
export async function recordRegistrations(
  tx: Tx,
  { written, taken }: Record<'written' | 'taken', readonly { queryId: number; revision: number }[]>,
): Promise<{ current: Map<number, LockedQuery>; gone: number[] }> {
  const rows = await lockQueries(
    tx,
    taken.map(({ queryId }) => queryId),
  );
  const current = currentOf(rows, written);
  if (current.size > 0) {
    // What was refused of one that is decided was that it be registered.
    await tx.later(
      `UPDATE catalog_query SET registered_revision = revision, attempts = IF(undecided IS NULL, 0, attempts),
         last_error = IF(undecided IS NULL, NULL, last_error) WHERE id IN (?)`,
      [[...current.keys()]],
    );
  }
  const gone = taken.map(({ queryId }) => queryId).filter((id) => !rows.has(id));
  return { current, gone };
}

/** @returns by id, the rows of those of which this is still the revision */
export function currentOf(
  rows: ReadonlyMap<number, LockedQuery>,
  queries: readonly { queryId: number; revision: number }[],
): Map<number, LockedQuery> {
  return new Map(
    queries.flatMap(({ queryId, revision }): [number, LockedQuery][] => {
      const row = rows.get(queryId);
      return row?.revision === revision ? [[queryId, row]] : [];
    }),
  );
}

export async function readMemberIds(on: Queryable, queryId: number): Promise<number[]> {
  const rows = await on.rows<{ content_id: number }>('SELECT content_id FROM membership WHERE query_id = ?', [queryId]);
  return rows.map(({ content_id }) => content_id);
}

/** Holds the items still while pairs with them are written, in the order of their ids: id → revision as it is now. Removed items are not current. */
export async function shareItems(tx: Tx, contentIds: readonly number[]): Promise<Map<number, number>> {
  if (contentIds.length === 0) {
    return new Map();
  }
  const rows = await tx.rows<{ id: number; revision: number }>(
    'SELECT id, revision FROM content WHERE id IN (?) AND deleted_at IS NULL ORDER BY id LOCK IN SHARE MODE',
    [contentIds],
  );
  return new Map(rows.map(({ id, revision }) => [id, revision]));
}

/** A query's row as it is now. */
export interface LockedQuery {
  revision: number;
  /** 0 when it was never evaluated. */
  decided_revision: number;
  /** Why the revision came. */
  cause: Cause;
}

/** Takes these queries' rows, in the order of their ids. */
export async function lockQueries(tx: Tx, queryIds: readonly number[]): Promise<Map<number, LockedQuery>> {
  const rows = await tx.rows<LockedQuery & { id: number }>(
    `SELECT id, ${columns} FROM catalog_query WHERE id IN (?) ORDER BY id FOR UPDATE`,
    [queryIds],
  );
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** Takes the query's row for this decision. */
export async function lockQuery(tx: Tx, queryId: number): Promise<LockedQuery | undefined> {
  const [row] = await tx.rows<LockedQuery>(`SELECT ${columns} FROM catalog_query WHERE id = ? FOR UPDATE`, [queryId]);
  return row;
}

const columns = 'revision, decided_revision, change_cause AS cause';

/** Which of these are members; the caller holds the locks of all of them. */
export async function readMembersAmong(tx: Tx, queryId: number, contentIds: readonly number[]): Promise<Set<number>> {
  if (contentIds.length === 0) {
    return new Set();
  }
  const rows = await tx.rows<{ content_id: number }>(
    'SELECT content_id FROM membership WHERE query_id = ? AND content_id IN (?)',
    [queryId, contentIds],
  );
  return new Set(rows.map(({ content_id }) => content_id));
}

/** @returns how many of them were not members yet */
export async function insertMembers(tx: Tx, queryId: number, contentIds: readonly number[]): Promise<number> {
  if (contentIds.length === 0) {
    return 0;
  }
  const values = contentIds.map((id) => `(${String(queryId)}, ${String(id)}, @since)`).join(', ');
  await tx.later('SET @since = UTC_TIMESTAMP(3)');
  const { affectedRows } = await tx.run(`INSERT IGNORE INTO membership (query_id, content_id, since) VALUES ${values}`);
  return affectedRows;
}

/** @returns how many of them were members */
export async function deleteMembers(tx: Tx, queryId: number, contentIds: readonly number[]): Promise<number> {
  if (contentIds.length === 0) {
    return 0;
  }
  const { affectedRows } = await tx.run('DELETE FROM membership WHERE query_id = ? AND content_id IN (?)', [
    queryId,
    contentIds,
  ]);
  return affectedRows;
}

/**
 * The queries are decided as they stand; catalogs that wait for one have its members from now on. The caller holds their locks.
 * @param queries with their rows as locked, and how many members they have, for a first evaluation
 */
export async function markQueriesDecided(
  tx: Tx,
  queries: readonly { queryId: number; members: number; row: LockedQuery }[],
): Promise<void> {
  if (queries.length === 0) {
    return;
  }
  const ids = queries.map(({ queryId }) => queryId);
  await tx.later(
    'UPDATE catalog_query SET decided_revision = revision, attempts = 0, last_error = NULL WHERE id IN (?)',
    [ids],
  );
  for (const { queryId, members, row } of queries) {
    if (row.decided_revision === 0) {
      await recordBaseline(tx, { queryId, cause: row.cause, members });
    }
  }
  if (await recordArrivals(tx, ids)) {
    await tx.later(
      `UPDATE enterprise_catalog SET query_id = next_query_id, next_query_id = NULL, modified_at = UTC_TIMESTAMP(3)
       WHERE next_query_id IN (?)`,
      [ids],
    );
  }
}
