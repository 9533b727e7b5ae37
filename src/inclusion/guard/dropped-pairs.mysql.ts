import type { Queryable, Tx } from '../../kernel/database.ts';

/**
 * Of a row `d` of membership_dropped, a query `q` and an item `c`: neither was decided since the removal was dropped. Whoever decides need
 * not know of the row.
 */
export const stillDropped = 'd.query_revision = q.decided_revision AND d.content_revision = c.decided_revision';

/** The removal of these members of a query is dropped, as query and items are decided now; the caller holds the locks of all of them. */
export async function noteDropped(tx: Tx, queryId: number, contentIds: readonly number[]): Promise<void> {
  if (contentIds.length === 0) {
    return;
  }
  await tx.run('DELETE FROM membership_dropped WHERE query_id = ? AND content_id IN (?)', [queryId, contentIds]);
  await tx.run(
    `INSERT INTO membership_dropped (query_id, content_id, query_revision, content_revision, at)
     SELECT q.id, c.id, q.decided_revision, c.decided_revision, UTC_TIMESTAMP(3)
     FROM catalog_query q JOIN content c ON c.id IN (?) WHERE q.id = ?`,
    [contentIds, queryId],
  );
}

/** Takes away what a later decision has ended. */
export async function forgetEndedDrops(on: Queryable): Promise<void> {
  await on.run(
    `DELETE d FROM membership_dropped d LEFT JOIN catalog_query q ON q.id = d.query_id LEFT JOIN content c ON c.id = d.content_id
     WHERE q.id IS NULL OR c.id IS NULL OR NOT (${stillDropped})`,
    [],
  );
}
