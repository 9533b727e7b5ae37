import type { Queryable } from '../../kernel/database.ts';

interface QueryOfPage {
  id: number;
  uuid: string;
  title: string | null;
  compiled: string;
  restricted_runs: string | null;
}

/** Oldest first. @param page.after the id before the page, which begins `offset` queries later */
export async function readQueryPage(
  on: Queryable,
  { after, offset, limit }: { after: number; offset: number; limit: number },
): Promise<{ count: number; queries: QueryOfPage[] }> {
  const [counted] = await on.rows<{ count: number }>('SELECT COUNT(*) AS count FROM catalog_query');
  const queries = await on.rows<QueryOfPage>(
    'SELECT id, uuid, title, compiled, restricted_runs FROM catalog_query WHERE id > ? ORDER BY id LIMIT ? OFFSET ?',
    [after, limit, offset],
  );
  return { count: counted?.count ?? 0, queries };
}
