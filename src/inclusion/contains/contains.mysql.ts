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

/** Whether a catalog contains one of these items. */
export interface CatalogLookup {
  catalogUuid: string;
  keys: readonly string[];
}

export interface CatalogAnswer {
  enterpriseUuid: string;
  contained: boolean;
}

/**
 * In one statement, so that they cost little more than one of them.
 * @returns one answer a look-up, in order; undefined for an unknown catalog
 */
export async function catalogsContainOneOf(
  on: Queryable,
  lookups: readonly CatalogLookup[],
): Promise<(CatalogAnswer | undefined)[]> {
  const rows = await on.prepared<{ place: number; contained: number; enterprise_uuid: string }>(
    lookups
      .map(
        ({ keys }, place) =>
          `SELECT ${String(place)} AS place, ${containsOneOf(keys)} AS contained, c.enterprise_uuid
           FROM enterprise_catalog c WHERE c.uuid = ?`,
      )
      .join(' UNION ALL '),
    lookups.flatMap(({ catalogUuid, keys }) => [...keys, ...keys, ...keys, catalogUuid]),
  );
  const answers = lookups.map((): CatalogAnswer | undefined => undefined);
  for (const { place, contained, enterprise_uuid } of rows) {
    answers[place] = { enterpriseUuid: enterprise_uuid, contained: contained === 1 };
  }
  return answers;
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
