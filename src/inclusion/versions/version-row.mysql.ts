import type { Queryable } from '../../kernel/database.ts';

export interface VersionRow {
  revision: number;
  content_filter: string;
  content_filter_hash: string;
  title: string | null;
  author: string;
  at: Date;
}

const columns = 'revision, content_filter, content_filter_hash, title, author, at';

/** Newest first, those before `before`. */
export function listVersionRows(
  on: Queryable,
  queryId: number,
  { before, limit }: { before: number; limit: number },
): Promise<Omit<VersionRow, 'content_filter'>[]> {
  return on.rows(
    `SELECT revision, content_filter_hash, title, author, at FROM catalog_query_version
     WHERE query_id = ? AND revision < ? ORDER BY revision DESC LIMIT ?`,
    [queryId, before, limit],
  );
}

export async function readVersionRow(
  on: Queryable,
  queryId: number,
  revision: number,
): Promise<VersionRow | undefined> {
  const [row] = await on.rows<VersionRow>(
    `SELECT ${columns} FROM catalog_query_version WHERE query_id = ? AND revision = ?`,
    [queryId, revision],
  );
  return row;
}
