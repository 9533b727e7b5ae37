import type { Queryable } from '../../kernel/database.ts';

interface QueryOfPage {
  id: number;
  uuid: string;
  title: string | null;
  compiled: string;
  restricted_runs: string | null;
}

/**
 * Oldest first.
 * @param page.after the id before the page, which begins `offset` queries later
 * @param page.among only these; without, all
 */
export async function readQueryPage(
  on: Queryable,
  {
    after,
    offset,
    limit,
    among,
  }: { after: number; offset: number; limit: number; among?: readonly number[] | undefined },
): Promise<{ count: number; queries: QueryOfPage[] }> {
  if (among?.length === 0) {
    return { count: 0, queries: [] };
  }
  const [where, values] = among === undefined ? ['TRUE', []] : ['id IN (?)', [among]];
  const [counted] = await on.rows<{ count: number }>(
    `SELECT COUNT(*) AS count FROM catalog_query WHERE ${where}`,
    values,
  );
  const queries = await on.rows<QueryOfPage>(
    `SELECT id, uuid, title, compiled, restricted_runs FROM catalog_query
     WHERE ${where} AND id > ? ORDER BY id LIMIT ? OFFSET ?`,
    [...values, after, limit, offset],
  );
  return { count: counted?.count ?? 0, queries };
}
