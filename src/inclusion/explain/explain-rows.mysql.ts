import type { Queryable } from '../../kernel/database.ts';

export interface ExplainedRow {
  enterprise_uuid: string;
  query_id: number;
  query_uuid: string;
  content_filter: string;
  /** The restricted runs that the query allows, as JSON; null where it allows none. */
  restricted_runs: string | null;
  content_key: string;
  /** 1 while the query is undecided, or the catalog is on its way to it. */
  query_pending: number;
  compiled: string;
  /** Null where nothing moves with the clock. */
  as_of: Date | null;
  item_pending: number;
  since: Date | null;
  /** 1 while the membership is kept back from removal. */
  held: number;
  inherited_since: Date | null;
}

/** A catalog with the query that it is to use, one item, and the membership of the one in the query that it uses now. */
export async function readExplained(
  on: Queryable,
  catalogUuid: string,
  contentId: number,
): Promise<ExplainedRow | undefined> {
  const [row] = await on.prepared<ExplainedRow>(
    `SELECT c.enterprise_uuid, c.query_id, q.uuid AS query_uuid, q.content_filter, q.compiled, q.restricted_runs, q.as_of,
       i.content_key,
       (q.revision > q.decided_revision OR c.next_query_id IS NOT NULL) AS query_pending,
       i.revision > i.decided_revision AS item_pending, m.since,
       h.query_id IS NOT NULL AS held, n.since AS inherited_since
     FROM enterprise_catalog c
     JOIN catalog_query q ON q.id = COALESCE(c.next_query_id, c.query_id)
     JOIN content i ON i.id = ?
     LEFT JOIN membership m ON m.query_id = c.query_id AND m.content_id = i.id
     LEFT JOIN membership_held h ON h.query_id = c.query_id AND h.content_id = i.id
     LEFT JOIN inherited_membership n ON n.query_id = c.query_id AND n.content_id = i.id
     WHERE c.uuid = ?`,
    [contentId, catalogUuid],
  );
  return row;
}

/** Members by which an item is contained beside itself: its runs and its course; the first hundred. */
export function readRelatedMembers(
  on: Queryable,
  queryId: number,
  contentId: number,
): Promise<{ content_key: string; relation: 'run' | 'course' }[]> {
  return on.prepared(
    `(SELECT r.content_key, 'run' AS relation FROM content i JOIN content r ON r.parent_key = i.content_key
       JOIN membership m ON m.query_id = ? AND m.content_id = r.id WHERE i.id = ? ORDER BY r.id LIMIT 100)
     UNION ALL
     (SELECT p.content_key, 'course' FROM content i JOIN content p ON p.content_key = i.parent_key
       JOIN membership m ON m.query_id = ? AND m.content_id = p.id WHERE i.id = ? AND i.deleted_at IS NULL)`,
    [queryId, contentId, queryId, contentId],
  );
}

/** The parts of a program or pathway that are members themselves, by which it may inherit; the first hundred. */
export async function readMemberParts(on: Queryable, queryId: number, contentId: number): Promise<string[]> {
  const rows = await on.prepared<{ content_key: string }>(
    `SELECT k.content_key FROM content_relation r JOIN content k ON k.content_key = r.child_key
     JOIN membership m ON m.query_id = ? AND m.content_id = k.id WHERE r.parent_id = ? ORDER BY k.id LIMIT 100`,
    [queryId, contentId],
  );
  return rows.map(({ content_key }) => content_key);
}
