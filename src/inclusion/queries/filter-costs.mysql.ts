import type { Queryable } from '../../kernel/database.ts';

interface QueryOfPage {
  id: number;
  uuid: string;
  title: string | null;
  compiled: string;
}

export async function readQueryPage(
  on: Queryable,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ count: number; queries: QueryOfPage[] }> {
  const [counted] = await on.rows<{ count: number }>('SELECT COUNT(*) AS count FROM catalog_query');
  const queries = await on.rows<QueryOfPage>(
    'SELECT id, uuid, title, compiled FROM catalog_query ORDER BY id LIMIT ? OFFSET ?',
    [limit, offset],
  );
  return { count: counted?.count ?? 0, queries };
}
