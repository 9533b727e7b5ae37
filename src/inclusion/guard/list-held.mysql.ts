import type { Queryable, SqlValue } from '../../kernel/database.ts';
import type { Cause } from '../history/record-changes.mysql.ts';
import type { HeldPage, IdPage } from '../history-models.ts';

export interface HeldQueryRow {
  id: number;
  uuid: string;
  title: string | null;
  pairs: number;
  members: number;
  since: Date;
}

/**
 * The queries that have held memberships, those held longest first. Of some customers those that nobody else uses: which they may
 * decide (resolve-held.ts).
 */
export async function listHeldQueries(on: Queryable, page: HeldPage): Promise<{ count: number; rows: HeldQueryRow[] }> {
  if (page.customers !== 'every' && page.customers.size === 0) {
    return { count: 0, rows: [] };
  }
  const own = page.customers === 'every' ? { where: '', values: [] } : ofNobodyElse([...page.customers]);
  const from = `(SELECT h.query_id AS id, COUNT(*) AS pairs, MIN(h.since) AS since FROM membership_held h ${own.where}
    GROUP BY h.query_id) held`;
  const [total] = await on.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM ${from}`, own.values);
  const { after } = page;
  const rows = await on.rows<HeldQueryRow>(
    `SELECT q.id, q.uuid, q.title, p.pairs, p.since,
       (SELECT COUNT(*) FROM membership m WHERE m.query_id = q.id) AS members
     FROM (SELECT id, pairs, since FROM ${from}
       ${after === undefined ? '' : 'WHERE since > ? OR (since = ? AND id > ?)'} ORDER BY since, id LIMIT ? OFFSET ?) p
     JOIN catalog_query q ON q.id = p.id ORDER BY p.since, p.id`,
    [...own.values, ...(after === undefined ? [] : [after.since, after.since, after.id]), page.limit, page.offset],
  );
  return { count: total?.count ?? 0, rows };
}

/** Queries that these customers use and no others; a catalog that moves to one uses it too. */
function ofNobodyElse(customers: string[]): { where: string; values: SqlValue[] } {
  const used = (column: string, whose: string): string =>
    `EXISTS (SELECT 1 FROM enterprise_catalog c WHERE c.${column} = h.query_id AND c.enterprise_uuid ${whose} (?))`;
  const [theirs, others] = ['IN', 'NOT IN'].map((whose) => [used('query_id', whose), used('next_query_id', whose)]);
  return {
    where: `WHERE (${(theirs ?? []).join(' OR ')}) AND NOT (${(others ?? []).join(' OR ')})`,
    values: [customers, customers, customers, customers],
  };
}

export interface HeldItemRow {
  id: number;
  content_key: string;
  type: string;
  since: Date;
  cause: Cause;
  /** 1 where the item is removed. */
  removed: number;
}

/** The held members of a query, by id. */
export async function listHeldItems(
  on: Queryable,
  queryId: number,
  page: IdPage,
): Promise<{ count: number; rows: HeldItemRow[] }> {
  const [total] = await on.rows<{ count: number }>('SELECT COUNT(*) AS count FROM membership_held WHERE query_id = ?', [
    queryId,
  ]);
  const rows = await on.rows<HeldItemRow>(
    `SELECT c.id, c.content_key, c.type, h.since, h.cause, c.deleted_at IS NOT NULL AS removed
     FROM membership_held h JOIN content c ON c.id = h.content_id
     WHERE h.query_id = ? AND h.content_id > ? ORDER BY h.content_id LIMIT ? OFFSET ?`,
    [queryId, page.after, page.limit, page.offset],
  );
  return { count: total?.count ?? 0, rows };
}
