import type { Queryable, Tx } from '../../kernel/database.ts';
import { recordArrivals } from '../history/record-catalog.mysql.ts';
import { recordBaseline, type Cause } from '../history/record-changes.mysql.ts';
import { markQuery } from '../inherit/inherit-pending.mysql.ts';

/** The registration of these revisions is visible; one that is no longer the row's is left alone. @returns the ids still current */
export async function recordRegistrations(
  tx: Tx,
  registrations: readonly { queryId: number; revision: number }[],
): Promise<Set<number>> {
  const current = new Set<number>();
  for (const { queryId, revision } of registrations) {
    const { affectedRows } = await tx.run(
      'UPDATE catalog_query SET registered_revision = ? WHERE id = ? AND revision = ?',
      [revision, queryId, revision],
    );
    if (affectedRows > 0) {
      current.add(queryId);
    }
  }
  return current;
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

/** Takes the query's row for this decision. */
export async function lockQuery(tx: Tx, queryId: number): Promise<LockedQuery | undefined> {
  const [row] = await tx.rows<LockedQuery>(`${lockedColumns} FOR UPDATE`, [queryId]);
  return row;
}

/** The query's row, without its lock. */
export async function readQuery(on: Queryable, queryId: number): Promise<LockedQuery | undefined> {
  const [row] = await on.rows<LockedQuery>(lockedColumns, [queryId]);
  return row;
}

const lockedColumns = 'SELECT revision, decided_revision, change_cause AS cause FROM catalog_query WHERE id = ?';

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
  await tx.run('SET @since = UTC_TIMESTAMP(3)');
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
 * The query is decided as it stands; catalogs that wait for it have its members from now on. The caller holds its lock.
 * @param members how many it has, for its first evaluation
 */
export async function markQueryDecided(
  tx: Tx,
  { queryId, revision }: { queryId: number; revision: number },
  row: LockedQuery,
  members: number,
): Promise<void> {
  await tx.run('UPDATE catalog_query SET decided_revision = ?, attempts = 0, last_error = NULL WHERE id = ?', [
    revision,
    queryId,
  ]);
  if (row.decided_revision === 0) {
    await recordBaseline(tx, { queryId, cause: row.cause, members });
  }
  if (await recordArrivals(tx, queryId)) {
    await tx.run(
      `UPDATE enterprise_catalog SET query_id = next_query_id, next_query_id = NULL, modified_at = UTC_TIMESTAMP(3)
       WHERE next_query_id = ?`,
      [queryId],
    );
  }
  // Once for all chunks: whoever writes them, this or a later writer, comes by here.
  await markQuery(tx, queryId);
}
