import type { Queryable, Tx } from '../../kernel/database.ts';
import type { Projection } from '../../replication/port.ts';
import type { Registration } from '../percolator/percolator.ts';
import { registrableOf, type RegistrableRow } from '../queries/registrable.ts';

type Row = { id: number; revision: number } & RegistrableRow;

const columns = 'id, revision, compiled, uses_text, restricted_runs';

/**
 * The next queries after an id, or those of these ids, held still until the transaction ends: one that is copied is not removed before
 * it is in the index, from which it then is removed too.
 */
export async function shareForCopy(
  tx: Tx,
  chosen: { after: number; limit: number } | { ids: readonly number[] },
): Promise<Registration[]> {
  const [condition, values] =
    'ids' in chosen ? (['id IN (?)', [chosen.ids]] as const) : (['id > ?', [chosen.after]] as const);
  const limit = 'ids' in chosen ? '' : `LIMIT ${String(chosen.limit)}`;
  const rows = await tx.rows<Row>(
    `SELECT ${columns} FROM catalog_query WHERE ${condition} ORDER BY id ${limit} LOCK IN SHARE MODE`,
    values,
  );
  return rows.map((row) => ({ queryId: row.id, revision: row.revision, ...registrableOf(row) }));
}

export async function countQueries(on: Queryable): Promise<number> {
  const [row] = await on.rows<{ count: number }>('SELECT COUNT(*) AS count FROM catalog_query');
  return row?.count ?? 0;
}

/** The queries of which percolation sees the row's own revision: id → that. */
export async function readRegistered(on: Queryable, ids?: readonly number[]): Promise<Map<number, number>> {
  const rows = await on.rows<{ id: number; revision: number }>(
    `SELECT id, revision FROM catalog_query WHERE registered_revision = revision${ids === undefined ? '' : ' AND id IN (?)'}`,
    ids === undefined ? [] : [ids],
  );
  return new Map(rows.map(({ id, revision }) => [id, revision]));
}

/** An item as filters are asked about it. */
export interface SampledItem {
  contentKey: string;
  projection: Projection;
}

/** Items drawn at random, and items that some queries see otherwise than everybody, `limit` of each kind at most. */
export async function sampleItems(
  on: Queryable,
  limit: number,
): Promise<{ drawn: SampledItem[]; seen: SampledItem[] }> {
  const [last] = await on.rows<{ id: number | null }>('SELECT MAX(id) AS id FROM content');
  const most = last?.id ?? 0;
  // Ids have few gaps; some more than are wanted make up for those.
  const ids = Array.from({ length: most === 0 ? 0 : limit * 2 }, () => 1 + Math.floor(Math.random() * most));
  const seen = await on.rows<{ content_key: string }>('SELECT DISTINCT content_key FROM query_sight LIMIT ?', [limit]);
  return {
    drawn: await read(on, 'id', ids, limit),
    seen: await read(
      on,
      'content_key',
      seen.map(({ content_key }) => content_key),
      limit,
    ),
  };
}

async function read(
  on: Queryable,
  column: 'id' | 'content_key',
  values: readonly (string | number)[],
  limit: number,
): Promise<SampledItem[]> {
  if (values.length === 0) {
    return [];
  }
  const rows = await on.rows<{ content_key: string; projection: string }>(
    `SELECT content_key, projection FROM content JOIN content_body ON content_id = id
     WHERE ${column} IN (?) AND deleted_at IS NULL LIMIT ?`,
    [values, limit],
  );
  return rows.map(({ content_key, projection }) => ({
    contentKey: content_key,
    projection: JSON.parse(projection) as Projection,
  }));
}
