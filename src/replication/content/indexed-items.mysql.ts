import type { Queryable } from '../../kernel/database.ts';

/** Items after an id, in the order of their ids, or these. */
export type ChosenItems = { after: number; limit: number } | { ids: readonly number[] };

/** An item whose document was written, as far as its row says. */
export interface SettledItem {
  id: number;
  revision: number;
  removed: boolean;
}

/**
 * Items of which an index must have something. Of those that are gone, those that went within a day, unless they are named: somebody who was
 * held up may come with an old document, which their tombstones keep out.
 */
export async function readIdsToIndex(on: Queryable, chosen: ChosenItems): Promise<number[]> {
  const { sql, values } = conditionOf(chosen);
  const lately = 'ids' in chosen ? 'TRUE' : '(deleted_at IS NULL OR deleted_at > UTC_TIMESTAMP(3) - INTERVAL 1 DAY)';
  const rows = await on.rows<{ id: number }>(`SELECT id FROM content WHERE ${lately} AND ${sql}`, values);
  return rows.map(({ id }) => id);
}

/** The decided ones of these that have their documents. */
export async function readSettled(on: Queryable, chosen: ChosenItems): Promise<SettledItem[]> {
  const { sql, values } = conditionOf(chosen);
  const rows = await on.rows<{ id: number; revision: number; removed: number }>(
    `SELECT id, revision, deleted_at IS NOT NULL AS removed FROM content
     WHERE decided_revision = revision AND unindexed IS NULL AND ${sql}`,
    values,
  );
  return rows.map(({ id, revision, removed }) => ({ id, revision, removed: removed === 1 }));
}

/** How many items there are, and the last id of any. */
export async function readExtent(on: Queryable): Promise<{ count: number; last: number }> {
  const [row] = await on.rows<{ count: number; last: number | null }>(
    'SELECT COUNT(IF(deleted_at IS NULL, 1, NULL)) AS count, MAX(id) AS last FROM content',
  );
  return { count: row?.count ?? 0, last: row?.last ?? 0 };
}

function conditionOf(chosen: ChosenItems): { sql: string; values: (number | readonly number[])[] } {
  return 'ids' in chosen
    ? { sql: 'id IN (?) ORDER BY id', values: [chosen.ids] }
    : { sql: 'id > ? ORDER BY id LIMIT ?', values: [chosen.after, chosen.limit] };
}
