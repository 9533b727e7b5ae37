import type { Queryable } from '../../kernel/database.ts';

/**
 * "K is contained": K is a member, or a run of K is, or K's course is: one step, no further. Three index look-ups a key, all
 * over narrow rows; the placeholders are `keys` three times.
 */
function containsOneOf(keys: readonly string[]): string {
  const list = keys.map(() => '?').join(', ');
  return `(EXISTS (SELECT 1 FROM content k JOIN membership m ON m.query_id = c.query_id AND m.content_id = k.id
      WHERE k.content_key IN (${list}))
    OR EXISTS (SELECT 1 FROM content k JOIN membership m ON m.query_id = c.query_id AND m.content_id = k.id
      WHERE k.parent_key IN (${list}))
    OR EXISTS (SELECT 1 FROM content r JOIN content k ON k.content_key = r.parent_key
      JOIN membership m ON m.query_id = c.query_id AND m.content_id = k.id
      WHERE r.content_key IN (${list}) AND r.deleted_at IS NULL))`;
}

/** @returns undefined for an unknown catalog */
export async function catalogContainsOneOf(
  on: Queryable,
  catalogUuid: string,
  keys: readonly string[],
): Promise<{ enterpriseUuid: string; contained: boolean } | undefined> {
  const [row] = await on.prepared<{ contained: number; enterprise_uuid: string }>(
    `SELECT ${containsOneOf(keys)} AS contained, c.enterprise_uuid FROM enterprise_catalog c WHERE c.uuid = ?`,
    [...keys, ...keys, ...keys, catalogUuid],
  );
  return row === undefined ? undefined : { enterpriseUuid: row.enterprise_uuid, contained: row.contained === 1 };
}

/** Oldest first. */
export async function customerCatalogsWithOneOf(
  on: Queryable,
  enterpriseUuid: string,
  keys: readonly string[],
  limit: number | undefined,
): Promise<string[]> {
  const rows = await on.prepared<{ uuid: string }>(
    `SELECT c.uuid FROM enterprise_catalog c WHERE c.enterprise_uuid = ? AND ${containsOneOf(keys)}
     ORDER BY c.id${limit === undefined ? '' : ` LIMIT ${String(limit)}`}`,
    [enterpriseUuid, ...keys, ...keys, ...keys],
  );
  return rows.map(({ uuid }) => uuid);
}

export async function countMembers(on: Queryable, queryId: number): Promise<number> {
  const [row] = await on.rows<{ count: number }>('SELECT COUNT(*) AS count FROM membership WHERE query_id = ?', [
    queryId,
  ]);
  return row?.count ?? 0;
}
