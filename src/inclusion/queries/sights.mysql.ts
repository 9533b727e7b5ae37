import type { Queryable, Tx } from '../../kernel/database.ts';
import type { Sight } from '../../replication/port.ts';

const rowsOfOneStatement = 500;

/** What a query sees otherwise from now on. Written with the row that it belongs to, whose lock the caller holds. */
export async function writeSights(tx: Tx, queryId: number, sights: readonly Sight[]): Promise<void> {
  await tx.later('DELETE FROM query_sight WHERE query_id = ?', [queryId]);
  for (let start = 0; start < sights.length; start += rowsOfOneStatement) {
    await tx.later('INSERT INTO query_sight (query_id, content_key, runs) VALUES ?', [
      sights
        .slice(start, start + rowsOfOneStatement)
        .map(({ contentKey, runs }) => [queryId, contentKey, JSON.stringify(runs)]),
    ]);
  }
}

/** Every way in which some query sees one of these items, each once. */
export async function readSights(on: Queryable, contentKeys: readonly string[]): Promise<Sight[]> {
  const rows = await on.rows<{ content_key: string; runs: string }>(
    'SELECT content_key, runs FROM query_sight WHERE content_key IN (?)',
    [contentKeys],
  );
  const distinct = new Map(rows.map((row) => [JSON.stringify([row.content_key, row.runs]), row]));
  return [...distinct.values()].map(({ content_key, runs }) => ({
    contentKey: content_key,
    runs: JSON.parse(runs) as string[],
  }));
}
