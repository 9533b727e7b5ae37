import type { Queryable } from '../../kernel/database.ts';

/** The keys of all members of a query. */
export async function readMemberKeys(on: Queryable, queryId: number): Promise<string[]> {
  const rows = await on.rows<{ content_key: string }>(
    'SELECT i.content_key FROM membership m JOIN content i ON i.id = m.content_id WHERE m.query_id = ? ORDER BY i.id',
    [queryId],
  );
  return rows.map(({ content_key }) => content_key);
}

/** How many members a query has more, and how many less, than it had: what came and went again counts for nothing. */
export async function readNetChanges(
  on: Queryable,
  queryId: number,
  { from, until }: { from: Date; until: Date },
): Promise<{ entered: number; left: number }> {
  // Sums are decimals, which come as text.
  const [row] = await on.rows<Record<'entered' | 'departed', string | null>>(
    `SELECT SUM(net > 0) AS entered, SUM(net < 0) AS departed FROM (
       SELECT SUM(IF(p.entered = 1, 1, -1)) AS net
       FROM membership_change c JOIN membership_change_pair p ON p.change_id = c.id
       WHERE c.query_id = ? AND c.at >= ? AND c.at <= ? GROUP BY p.content_id) AS changes`,
    [queryId, from, until],
  );
  return { entered: Number(row?.entered ?? 0), left: Number(row?.departed ?? 0) };
}
