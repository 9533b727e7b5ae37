import type { Queryable } from '../../kernel/database.ts';
import type { IncompleteQuery, UnknownEntry } from '../port.ts';

/** See `Inclusion.listIncompleteQueries` in port.ts. They are few, and asked for by hand: there is no index for them. */
export async function listIncompleteQueries(
  on: Queryable,
  { after, offset, limit }: { after: number; offset: number; limit: number },
): Promise<{ count: number; queries: IncompleteQuery[] }> {
  const [counted] = await on.rows<{ count: number }>(
    'SELECT COUNT(*) AS count FROM catalog_query WHERE unknown_entries IS NOT NULL',
  );
  const rows = await on.rows<{ id: number; uuid: string; title: string | null; unknown_entries: string }>(
    `SELECT id, uuid, title, unknown_entries FROM catalog_query WHERE unknown_entries IS NOT NULL AND id > ?
     ORDER BY id LIMIT ? OFFSET ?`,
    [after, limit, offset],
  );
  return {
    count: counted?.count ?? 0,
    queries: rows.map(({ id, uuid, title, unknown_entries }) => ({
      id,
      uuid,
      title,
      unknown: JSON.parse(unknown_entries) as UnknownEntry[],
    })),
  };
}
