import type { Queryable } from '../../kernel/database.ts';

/** A query as an edit finds it. */
export interface QueryState {
  id: number;
  uuid: string;
  revision: number;
  content_filter_hash: string;
  /** What its members will be by, in its compiled form, while they are not decided; null when they are. */
  undecided_filter: string | null;
  /** The restricted runs that it allows, as JSON; null where it allows none. */
  restricted_runs: string | null;
}

/** The queries that exist, by uuid. */
export async function readQueryStates(on: Queryable, uuids: readonly string[]): Promise<Map<string, QueryState>> {
  const rows = await on.rows<QueryState>(
    `SELECT id, uuid, revision, content_filter_hash, restricted_runs, IF(revision = decided_revision, NULL, compiled) AS undecided_filter
     FROM catalog_query WHERE uuid IN (?)`,
    [uuids],
  );
  return new Map(rows.map((row) => [row.uuid, row]));
}
