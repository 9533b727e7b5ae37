import type { Queryable, SqlValue } from '../../kernel/database.ts';
import { NumberedFeed } from '../../platform/mysql/numbered-feed.ts';
import type { ChangesScope } from '../port.ts';

export interface ChangeRow {
  id: number;
  position: number;
  kind: 'changed' | 'baseline' | 'catalog' | 'gone';
  cause: string;
  query_id: number | null;
  query_uuid: string | null;
  catalog_uuid: string | null;
  members: number | null;
  at: Date;
}

/** The changes of one pair are numbered in their order: its writers wait for each other. */
export const membershipFeed = new NumberedFeed({
  turn: 'feed',
  changes: 'membership_change',
  parts: 'membership_change_pair',
});

/**
 * The query whose members a catalog had at a place: what the next change of its query says was there before, else what it has now,
 * in one statement, so that a move is in both or in none.
 * @returns undefined for an unknown catalog
 */
export async function readQueryAt(
  on: Queryable,
  catalogUuid: string,
  position: number,
): Promise<{ queryId: number | null } | undefined> {
  const [row] = await on.rows<{ moved: number; previous: number | null; current: number }>(
    `SELECT c.query_id AS current, n.id IS NOT NULL AS moved, n.previous_query_id AS previous
     FROM enterprise_catalog c LEFT JOIN membership_change n ON n.id = (
       SELECT id FROM membership_change WHERE catalog_uuid = ? AND (position > ? OR position IS NULL)
       ORDER BY position IS NULL, position, id LIMIT 1)
     WHERE c.uuid = ?`,
    [catalogUuid, position, catalogUuid],
  );
  return row === undefined ? undefined : { queryId: row.moved === 1 ? row.previous : row.current };
}

/** Changes after a place, at most `limit`, in order: of one query and one catalog, of a customer, or all. */
export async function readChangeRows(
  on: Queryable,
  find: { scope: ChangesScope; queryId: number | null; after: number; limit: number },
): Promise<ChangeRow[]> {
  const { condition, values } = conditionOf(find);
  return on.rows<ChangeRow>(
    `SELECT h.id, h.position, h.kind, h.cause, h.query_id, COALESCE(q.uuid, h.query_uuid) AS query_uuid, h.catalog_uuid, h.members, h.at
     FROM membership_change h LEFT JOIN catalog_query q ON q.id = h.query_id
     WHERE h.position > ? AND ${condition} ORDER BY h.position LIMIT ?`,
    [find.after, ...values, find.limit],
  );
}

function conditionOf(find: { scope: ChangesScope; queryId: number | null; after: number }): {
  condition: string;
  values: SqlValue[];
} {
  const { scope, queryId, after } = find;
  if (scope === 'all') {
    return { condition: 'TRUE', values: [] };
  }
  if ('catalogUuid' in scope) {
    return {
      condition: '(h.catalog_uuid = ? OR (h.query_id = ? AND h.catalog_uuid IS NULL))',
      values: [scope.catalogUuid, queryId],
    };
  }
  // The queries of its catalogs, as they are now and as they were at any time since.
  return {
    condition: `(h.enterprise_uuid = ? OR (h.catalog_uuid IS NULL AND h.query_id IN (
      SELECT query_id FROM enterprise_catalog WHERE enterprise_uuid = ?
      UNION SELECT previous_query_id FROM membership_change
        WHERE enterprise_uuid = ? AND previous_query_id IS NOT NULL AND (position > ? OR position IS NULL))))`,
    values: [scope.enterpriseUuid, scope.enterpriseUuid, scope.enterpriseUuid, after],
  };
}

/** How many pairs each of these changes has. */
export async function countPairs(on: Queryable, changeIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await on.rows<{ change_id: number; pairs: number }>(
    'SELECT change_id, COUNT(*) AS pairs FROM membership_change_pair WHERE change_id IN (?) GROUP BY change_id',
    [changeIds],
  );
  return new Map(rows.map(({ change_id, pairs }) => [change_id, pairs]));
}

/** The pairs of these changes: content key and whether it entered. */
export function readPairs(
  on: Queryable,
  changeIds: readonly number[],
): Promise<{ change_id: number; content_key: string; entered: number }[]> {
  return on.rows(
    `SELECT p.change_id, c.content_key, p.entered FROM membership_change_pair p JOIN content c ON c.id = p.content_id
     WHERE p.change_id IN (?) ORDER BY p.change_id, p.content_id`,
    [changeIds],
  );
}
