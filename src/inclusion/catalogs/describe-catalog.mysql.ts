import type { Queryable } from '../../kernel/database.ts';

export interface CatalogStateRow {
  query_uuid: string;
  content_filter: string;
  revision: number;
  decided_revision: number;
  registered_revision: number;
  last_error: string | null;
  next_query_uuid: string | null;
  held: number;
  query_id: number;
}

/** What a catalog's members come from now. @returns undefined for an unknown catalog */
export async function readCatalogState(on: Queryable, catalogUuid: string): Promise<CatalogStateRow | undefined> {
  const [row] = await on.rows<CatalogStateRow>(
    `SELECT q.id AS query_id, q.uuid AS query_uuid, q.content_filter, q.revision, q.decided_revision, q.registered_revision,
       q.last_error, n.uuid AS next_query_uuid,
       (SELECT COUNT(*) FROM membership_held h WHERE h.query_id = q.id) AS held
     FROM enterprise_catalog c JOIN catalog_query q ON q.id = c.query_id
     LEFT JOIN catalog_query n ON n.id = c.next_query_id WHERE c.uuid = ?`,
    [catalogUuid],
  );
  return row;
}

/** Members by type of content: direct ones, and those that only inherit. */
export async function countMembersByType(
  on: Queryable,
  queryId: number,
): Promise<Record<string, { direct: number; inherited: number }>> {
  const rows = await on.rows<{ type: string; direct: string; inherited: string }>(
    `SELECT k.type, SUM(m.direct) AS direct, SUM(m.inherited) AS inherited FROM (
       SELECT content_id, 1 AS direct, 0 AS inherited FROM membership WHERE query_id = ?
       UNION ALL
       SELECT i.content_id, 0, 1 FROM inherited_membership i WHERE i.query_id = ? AND NOT EXISTS (
         SELECT 1 FROM membership d WHERE d.query_id = i.query_id AND d.content_id = i.content_id)) m
     JOIN content k ON k.id = m.content_id GROUP BY k.type ORDER BY k.type`,
    [queryId, queryId],
  );
  // Sums are decimals, which come as text.
  return Object.fromEntries(
    rows.map(({ type, direct, inherited }) => [type, { direct: Number(direct), inherited: Number(inherited) }]),
  );
}
