import type { Queryable, Tx } from '../../kernel/database.ts';

export interface UnusedQueryRow {
  id: number;
  uuid: string;
  title: string | null;
  members: number;
}

/** Of a query `q`: no catalog uses it or moves to it. */
export const unused = `NOT EXISTS (SELECT 1 FROM enterprise_catalog c WHERE c.query_id = q.id)
  AND NOT EXISTS (SELECT 1 FROM enterprise_catalog c WHERE c.next_query_id = q.id)`;

/** Queries that no catalog uses or moves to, after an id. */
export function readUnusedQueries(
  on: Queryable,
  { after, limit }: { after: number; limit: number },
): Promise<UnusedQueryRow[]> {
  return on.rows<UnusedQueryRow>(
    `SELECT q.id, q.uuid, q.title, (SELECT COUNT(*) FROM membership m WHERE m.query_id = q.id) AS members
     FROM catalog_query q WHERE q.id > ? AND ${unused} ORDER BY q.id LIMIT ?`,
    [after, limit],
  );
}

/**
 * Removes a query and all that belongs to it, if still no catalog uses it: whoever wants to use it must take its lock first. Its
 * history stays, and ends with a row that says it is gone.
 * @returns whether it was removed
 */
export async function deleteUnusedQuery(tx: Tx, id: number): Promise<boolean> {
  const [row] = await tx.rows(`SELECT q.id FROM catalog_query q WHERE q.id = ? FOR UPDATE`, [id]);
  const [free] = await tx.rows<{ uuid: string }>(`SELECT q.uuid FROM catalog_query q WHERE q.id = ? AND ${unused}`, [
    id,
  ]);
  if (row === undefined || free === undefined) {
    return false;
  }
  await tx.run('UPDATE membership_change SET query_uuid = ? WHERE query_id = ?', [free.uuid, id]);
  await tx.run(
    `INSERT INTO membership_change (kind, cause, query_id, query_uuid, at) VALUES ('gone', 'filter', ?, ?, UTC_TIMESTAMP(3))`,
    [id, free.uuid],
  );
  for (const table of [
    'membership',
    'inherited_membership',
    'shown_course',
    'derived_version',
    'membership_held',
    'membership_dropped',
    'query_sight',
    'catalog_query_version',
    'filter_proposal',
  ]) {
    await tx.run(`DELETE FROM ${table} WHERE query_id = ?`, [id]);
  }
  await tx.run(`DELETE FROM inherit_pending WHERE kind IN ('query', 'runs') AND id = ?`, [id]);
  await tx.run('DELETE FROM catalog_query WHERE id = ?', [id]);
  return true;
}
