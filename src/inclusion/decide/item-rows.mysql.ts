import type { Queryable, Tx } from '../../kernel/database.ts';
import type { Cause } from '../history/record-changes.mysql.ts';
import { readRegistrations } from '../rebuild/index-target.mysql.ts';

/** What is known of an item's memberships before it is percolated: query id → the query's revision. */
export type MembersBefore = Map<number, { revision: number; inForce: boolean }>;

/** A filter is in force, in the revision that its row has, when items that are decided ask it: it is registered, or announced. */
const inForce = '(q.registered_revision = q.revision OR q.announced_revision = q.revision) AS in_force';

/** Of a moment before percolating: a removal needs a filter that was in force by then. */
export async function readMembersBefore(
  on: Queryable,
  contentIds: readonly number[],
): Promise<Map<number, MembersBefore>> {
  if (contentIds.length === 0) {
    return new Map();
  }
  const rows = await on.rows<{ content_id: number; query_id: number; revision: number; in_force: number }>(
    `SELECT m.content_id, m.query_id, q.revision, ${inForce}
     FROM membership m JOIN catalog_query q ON q.id = m.query_id WHERE m.content_id IN (?)`,
    [contentIds],
  );
  const members = new Map<number, MembersBefore>(contentIds.map((id) => [id, new Map()]));
  for (const row of rows) {
    members.get(row.content_id)?.set(row.query_id, { revision: row.revision, inForce: row.in_force === 1 });
  }
  return members;
}

/** An item's row as it is now. */
export interface LockedItem {
  revision: number;
  cause: Cause;
  /** 0: it was never decided. */
  decidedRevision: number;
  /** Of a run: its course. */
  parentKey: string | null;
  /** Of a run that has another course than when it was decided: that one, or an empty text. */
  movedFrom: string | null;
}

/** Items as they are now, and stay until the transaction ends. */
export interface HeldItems {
  rows: Map<number, LockedItem>;
  /** Each item's members: query id → whether it is only held back from removal. */
  memberships: Map<number, Map<number, boolean>>;
}

/** Takes the items' rows for this decision, in the order of their ids. */
export async function holdItems(tx: Tx, contentIds: readonly number[]): Promise<HeldItems> {
  const [rows, memberships] = await Promise.all([lockItems(tx, contentIds), readMemberships(tx, contentIds)]);
  return { rows, memberships };
}

async function lockItems(tx: Tx, contentIds: readonly number[]): Promise<Map<number, LockedItem>> {
  const rows = await tx.rows<LockedItem & { id: number }>(
    `SELECT id, revision, change_cause AS cause, decided_revision AS decidedRevision, parent_key AS parentKey, moved_from AS movedFrom
     FROM content WHERE id IN (?) ORDER BY id FOR UPDATE`,
    [contentIds],
  );
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** Queries as they are now, by id. */
export interface HeldQueries {
  revisions: Map<number, number>;
  /** Those of which this revision is in force. */
  inForce: Set<number>;
  /** Those of which it is decided. */
  decided: Set<number>;
  /** Those that were never evaluated: what enters them is part of their baseline. */
  unevaluated: Set<number>;
}

/** Holds the queries still while pairs with them are written, in the order of their ids. */
export async function shareQueries(tx: Tx, queryIds: readonly number[]): Promise<HeldQueries> {
  const rows =
    queryIds.length === 0
      ? []
      : await tx.rows<{ id: number; revision: number; in_force: number; decided_revision: number }>(
          `SELECT q.id, q.revision, ${inForce}, q.decided_revision FROM catalog_query q
           WHERE q.id IN (?) ORDER BY q.id LOCK IN SHARE MODE`,
          [queryIds],
        );
  const idsWhere = (holds: (row: (typeof rows)[number]) => boolean): Set<number> =>
    new Set(rows.filter(holds).map(({ id }) => id));
  return {
    revisions: new Map(rows.map(({ id, revision }) => [id, revision])),
    inForce: idsWhere(({ in_force: isInForce }) => isInForce === 1),
    decided: idsWhere(({ revision, decided_revision }) => revision === decided_revision),
    unevaluated: idsWhere(({ decided_revision }) => decided_revision === 0),
  };
}

async function readMemberships(
  on: Queryable,
  contentIds: readonly number[],
): Promise<Map<number, Map<number, boolean>>> {
  const rows = await on.rows<{ content_id: number; query_id: number; held: number }>(
    `SELECT m.content_id, m.query_id, h.query_id IS NOT NULL AS held FROM membership m
     LEFT JOIN membership_held h ON h.query_id = m.query_id AND h.content_id = m.content_id WHERE m.content_id IN (?)`,
    [contentIds],
  );
  const memberships = new Map<number, Map<number, boolean>>(contentIds.map((id) => [id, new Map()]));
  for (const row of rows) {
    memberships.get(row.content_id)?.set(row.query_id, row.held === 1);
  }
  return memberships;
}

const pairsOfOneStatement = 2_000;

/** `pairs` are [query id, content id]; a pair that is there already stays as it is. */
export async function insertPairs(tx: Tx, pairs: readonly (readonly [number, number])[]): Promise<void> {
  for (let start = 0; start < pairs.length; start += pairsOfOneStatement) {
    const some = pairs.slice(start, start + pairsOfOneStatement);
    await tx.later(
      `INSERT IGNORE INTO membership (query_id, content_id, since) VALUES ${some.map(() => '(?, ?, UTC_TIMESTAMP(3))').join(', ')}`,
      some.flat(),
    );
  }
}

/** Of more than some 4,000 MariaDB looks up none: it reads the whole table, and locks it. */
const pairsOfOneDelete = 1_000;

/** @param leaving [content id, the queries that it leaves] */
export async function deletePairs(tx: Tx, leaving: readonly (readonly [number, readonly number[]])[]): Promise<void> {
  const pairs = leaving.flatMap(([contentId, queryIds]) => queryIds.map((queryId) => [contentId, queryId] as const));
  for (let start = 0; start < pairs.length; start += pairsOfOneDelete) {
    const byItem = Map.groupBy(pairs.slice(start, start + pairsOfOneDelete), ([contentId]) => contentId);
    // A range of the index for each pair; a list of pairs, `(a, b) IN (…)`, is a scan of the table in MariaDB.
    await tx.later(
      `DELETE FROM membership WHERE ${[...byItem].map(() => '(content_id = ? AND query_id IN (?))').join(' OR ')}`,
      [...byItem].flatMap(([contentId, of]) => [contentId, of.map(([, queryId]) => queryId)]),
    );
  }
}

/** More at once are not waited for. */
const mostUnwritten = 1_000;

/** Items that were decided as they were stored, whose documents are on the way to the index; not those that it refused, or that nobody is at. */
export function findUnwritten(on: Queryable): Promise<{ contentId: number; ticket: number }[]> {
  return on.rows<{ contentId: number; ticket: number }>(
    `SELECT id AS contentId, document_ticket AS ticket FROM content
     WHERE unindexed = 1 AND due_at > UTC_TIMESTAMP(3) AND counted_registrations IS NOT NULL AND last_error IS NULL LIMIT ?`,
    [mostUnwritten],
  );
}

/**
 * Of decided items, those that were percolated before registrations were recorded that there are now: their documents were on the way meanwhile,
 * and filters that came into force may have missed them. Takes the items' rows.
 */
export async function findOvertaken(tx: Tx, contentIds: readonly number[]): Promise<Set<number>> {
  const [rows, registrations] = await Promise.all([
    tx.rows<{ id: number; counted: number | null }>(
      'SELECT id, counted_registrations AS counted FROM content WHERE id IN (?) ORDER BY id FOR UPDATE',
      [contentIds],
    ),
    readRegistrations(tx),
  ]);
  return new Set(rows.filter(({ counted }) => counted !== null && counted !== registrations).map(({ id }) => id));
}

/**
 * The documents of these decided items are written; one that has to get yet another one by now still has to.
 * @param bare those whose search fields the engine refused
 */
export async function markItemsIndexed(
  tx: Tx,
  items: readonly { contentId: number; ticket: number }[],
  bare: readonly { contentId: number }[],
): Promise<void> {
  if (items.length === 0) {
    return;
  }
  await tx.later(
    `UPDATE content SET unindexed = NULL, counted_registrations = NULL, indexed_at = UTC_TIMESTAMP(3), attempts = 0, last_error = NULL,
       index_failed_revision = IF(id IN (?), index_failed_revision, NULL)
     WHERE ${items.map(() => '(id = ? AND document_ticket = ?)').join(' OR ')}`,
    [[0, ...bare.map(({ contentId }) => contentId)], ...items.flatMap(({ contentId, ticket }) => [contentId, ticket])],
  );
}

/** The items are decided as they stand, and their documents written; the caller holds their locks. */
export async function markItemsDecided(tx: Tx, contentIds: readonly number[]): Promise<void> {
  if (contentIds.length === 0) {
    return;
  }
  await tx.later(
    `UPDATE content SET decided_revision = revision, counted_registrations = NULL, indexed_at = UTC_TIMESTAMP(3), attempts = 0,
       last_error = NULL, moved_from = NULL
     WHERE id IN (?)`,
    [contentIds],
  );
}

/**
 * The items are decided as they stand, and have to get documents yet; the caller holds their locks.
 * @param registrations how often registrations had been recorded when they were percolated
 */
export async function markItemsDecidedAhead(
  tx: Tx,
  contentIds: readonly number[],
  registrations: number,
): Promise<void> {
  if (contentIds.length === 0) {
    return;
  }
  await tx.later(
    `UPDATE content SET decided_revision = revision, unindexed = 1, counted_registrations = ?, moved_from = NULL WHERE id IN (?)`,
    [registrations, contentIds],
  );
}
