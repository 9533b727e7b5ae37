import type { Queryable, Tx } from '../../kernel/database.ts';
import type { Sight } from '../../replication/port.ts';
import { stillDropped } from '../guard/dropped-pairs.mysql.ts';

/** A query that is decided as it stands. */
export interface SettledQuery {
  id: number;
  uuid: string;
  revision: number;
  /** 1: it is announced, and its registration is yet to come. */
  announced: number;
  compiled: string;
  uses_text: number;
  restricted_runs: string | null;
  includes_pathways: number;
  compiler_version: number;
  content_filter: string;
  /** Null where nothing moves with the clock. */
  as_of: Date | null;
}

/** The next decided queries after an id, of all or of one. */
export function readSettledQueries(
  on: Queryable,
  { after, limit, uuid }: { after: number; limit: number; uuid: string | undefined },
): Promise<SettledQuery[]> {
  return on.rows<SettledQuery>(
    `SELECT id, uuid, revision, announced IS NOT NULL AND due_at > UTC_TIMESTAMP(3) AS announced, compiled, uses_text, restricted_runs, includes_pathways, compiler_version,
       content_filter, as_of
     FROM catalog_query
     WHERE id > ? AND revision = decided_revision${uuid === undefined ? '' : ' AND uuid = ?'} ORDER BY id LIMIT ?`,
    [after, ...(uuid === undefined ? [] : [uuid]), limit],
  );
}

/** How these queries see items otherwise than everybody, as rows say, each with the revision of its query, which one statement reads. */
export async function readStoredSights(
  on: Queryable,
  ids: readonly number[],
): Promise<Map<number, { revision: number; sights: Sight[] }>> {
  const found = new Map<number, { revision: number; sights: Sight[] }>();
  if (ids.length === 0) {
    return found;
  }
  const rows = await on.rows<{ id: number; revision: number; content_key: string | null; runs: string }>(
    `SELECT q.id, q.revision, s.content_key, s.runs FROM catalog_query q LEFT JOIN query_sight s ON s.query_id = q.id
     WHERE q.id IN (?)`,
    [ids],
  );
  for (const { id, revision, content_key: contentKey, runs } of rows) {
    const of = found.get(id) ?? { revision, sights: [] };
    found.set(id, of);
    if (contentKey !== null) {
      of.sights.push({ contentKey, runs: JSON.parse(runs) as string[] });
    }
  }
  return found;
}

/** Which of these queries there are. */
export async function readQueryIds(on: Queryable, ids: readonly number[]): Promise<Set<number>> {
  const rows = await on.rows<{ id: number }>('SELECT id FROM catalog_query WHERE id IN (?)', [ids]);
  return new Set(rows.map(({ id }) => id));
}

/** An item that is decided as it stands. */
export interface SettledItem {
  id: number;
  content_key: string;
  revision: number;
  deleted: number;
  projection: string;
}

/** The next items after an id, decided or not: `settled` says which, and those are decided whose documents are on their way. */
export function readItemsForCheck(
  on: Queryable,
  { after, limit }: { after: number; limit: number },
): Promise<(SettledItem & { settled: number })[]> {
  return on.rows(
    `SELECT id, content_key, revision, deleted_at IS NOT NULL AS deleted, projection,
       revision = decided_revision AND counted_registrations IS NULL AS settled
     FROM content JOIN content_body ON content_id = id WHERE id > ? ORDER BY id LIMIT ?`,
    [after, limit],
  );
}

/**
 * What the rows say of pairs of one query, in one statement and so of one moment: only items that are decided as they stand, and
 * none when the query is not the revision that was evaluated. Pairs that are held back are as they should be, and so are members whose
 * removal was dropped.
 */
export async function readSettledPairs(
  on: Queryable,
  query: { id: number; revision: number },
  contentIds: readonly number[],
): Promise<Map<number, { revision: number; contentKey: string; member: boolean; deleted: boolean }>> {
  const rows = await on.rows<{
    id: number;
    content_key: string;
    revision: number;
    deleted: number;
    member: number;
  }>(
    `SELECT c.id, c.content_key, c.revision, c.deleted_at IS NOT NULL AS deleted, m.query_id IS NOT NULL AS member
     FROM catalog_query q JOIN content c ON c.id IN (?)
     LEFT JOIN membership m ON m.query_id = q.id AND m.content_id = c.id
     LEFT JOIN membership_dropped d ON d.query_id = q.id AND d.content_id = c.id AND ${stillDropped}
     WHERE q.id = ? AND q.revision = ? AND q.decided_revision = q.revision AND c.decided_revision = c.revision
       AND c.counted_registrations IS NULL
       AND NOT EXISTS (SELECT 1 FROM membership_held h WHERE h.query_id = q.id AND h.content_id = c.id)
       AND (d.query_id IS NULL OR m.query_id IS NULL)`,
    [contentIds, query.id, query.revision],
  );
  return new Map(
    rows.map(({ id, content_key, revision, deleted, member }) => [
      id,
      { revision, contentKey: content_key, member: member === 1, deleted: deleted === 1 },
    ]),
  );
}

/** These items are decided anew: document, then memberships. */
export async function reviseItems(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.rows('SELECT id FROM content WHERE id IN (?) ORDER BY id FOR UPDATE', [ids]);
  await tx.run(
    `UPDATE content SET revision = revision + 1, revised_at = UTC_TIMESTAMP(3), change_cause = 'reconcile',
       due_at = UTC_TIMESTAMP(3), attempts = 0, unindexed = NULL, document_ticket = document_ticket + 1 WHERE id IN (?)`,
    [ids],
  );
}

/**
 * These queries are registered and decided anew. Two revisions on: whoever wrote or deleted the registration past this service took
 * the version after ours, and a registration's version is the revision. One that was waiting to be decided keeps the cause of that.
 */
export async function reviseQueries(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.rows('SELECT id FROM catalog_query WHERE id IN (?) ORDER BY id FOR UPDATE', [ids]);
  await tx.run(
    `UPDATE catalog_query SET change_cause = IF(decided_revision = revision, 'reconcile', change_cause), revision = revision + 2,
       revised_at = UTC_TIMESTAMP(3), due_at = UTC_TIMESTAMP(3), attempts = 0, claim_ticket = claim_ticket + 1 WHERE id IN (?)`,
    [ids],
  );
}

/** These filters as they are stored, locked. */
export function lockFilters(
  tx: Tx,
  ids: readonly number[],
): Promise<{ id: number; content_filter: string; as_of: Date | null }[]> {
  return tx.rows('SELECT id, content_filter, as_of FROM catalog_query WHERE id IN (?) ORDER BY id FOR UPDATE', [ids]);
}

/** The next items of these types after an id. */
export async function readIdsOfTypes(
  on: Queryable,
  types: readonly string[],
  { after, limit }: { after: number; limit: number },
): Promise<number[]> {
  const rows = await on.rows<{ id: number }>(
    'SELECT id FROM content WHERE type IN (?) AND id > ? ORDER BY id LIMIT ?',
    [types, after, limit],
  );
  return rows.map(({ id }) => id);
}
