import type { Queryable } from '../../kernel/database.ts';

const most = 10_000;

/** How many of these items are of each type. */
export async function sortByType(on: Queryable, ids: readonly number[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let start = 0; start < ids.length; start += most) {
    const rows = await on.rows<{ type: string; count: number }>(
      'SELECT type, COUNT(*) AS count FROM content WHERE id IN (?) GROUP BY type',
      [ids.slice(start, start + most)],
    );
    for (const { type, count } of rows) {
      counts.set(type, (counts.get(type) ?? 0) + count);
    }
  }
  return counts;
}

/** The query that has a filter already. */
export async function findQueryOfHash(on: Queryable, hash: string): Promise<string | null> {
  const [row] = await on.rows<{ uuid: string }>('SELECT uuid FROM catalog_query WHERE content_filter_hash = ?', [hash]);
  return row?.uuid ?? null;
}
