import { evaluateRead, readFilter } from '../oracle/evaluate.ts';
import { readItem } from '../oracle/read-fields.ts';
import { sql, type TestStores } from './service.ts';

/**
 * Membership as the database has it against the evaluator on what the database has.
 * @param now the moment for which availability and the like are judged, ms
 * @returns pairs `query content_key` that are missing or too many, and how many pairs were judged
 */
export async function compareMembership(
  stores: TestStores,
  now: number,
): Promise<{ lost: string[]; extra: string[]; pairs: number }> {
  const items = await sql<{ content_key: string; raw: string; deleted: number }>(
    stores,
    'SELECT content_key, raw, deleted_at IS NOT NULL AS deleted FROM content JOIN content_body ON content_id = id',
  );
  const queries = await sql<{ uuid: string; content_filter: string; as_of: Date | null }>(
    stores,
    'SELECT uuid, content_filter, as_of FROM catalog_query',
  );
  const members = new Set(
    (
      await sql<{ pair: string }>(
        stores,
        `SELECT CONCAT(q.uuid, ' ', c.content_key) AS pair FROM membership m
         JOIN catalog_query q ON q.id = m.query_id JOIN content c ON c.id = m.content_id`,
      )
    ).map(({ pair }) => pair),
  );
  const read = items.map(({ raw, deleted, content_key }) => ({
    key: content_key,
    item: deleted === 1 ? undefined : readItem(JSON.parse(raw), { now, defaultPartner: 'edx' }),
  }));
  const expected = new Set<string>();
  for (const query of queries) {
    const filter = readFilter(JSON.parse(query.content_filter), query.as_of?.getTime() ?? now);
    for (const { key, item } of read) {
      if (item !== undefined && evaluateRead(filter, item)) {
        expected.add(`${query.uuid} ${key}`);
      }
    }
  }
  return {
    lost: [...expected].filter((pair) => !members.has(pair)),
    extra: [...members].filter((pair) => !expected.has(pair)),
    pairs: items.length * queries.length,
  };
}
