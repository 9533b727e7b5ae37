import { sql, type TestStores } from './service.ts';

interface Hit {
  _id: string;
  _source: { stamp: number; tombstone: boolean } & Record<string, unknown>;
}

async function hitsIn(stores: TestStores, index: string): Promise<Hit[]> {
  const { opensearchUrl } = stores.config;
  await fetch(`${opensearchUrl}/${index}/_refresh`, { method: 'POST' });
  const answer = await fetch(`${opensearchUrl}/${index}/_search?size=10000`);
  return ((await answer.json()) as { hits: { hits: Hit[] } }).hits.hits;
}

/** The documents of an index by `id revision`, tombstones left out. */
export async function documentsIn(stores: TestStores, index: string): Promise<Record<string, object>> {
  const live = (await hitsIn(stores, index)).filter(({ _source }) => !_source.tombstone);
  return Object.fromEntries(live.map(({ _id, _source }) => [`${_id} ${String(_source.stamp % 2 ** 20)}`, _source]));
}

/** Ids of its tombstones. */
export async function tombstonesIn(stores: TestStores, index: string): Promise<number[]> {
  return (await hitsIn(stores, index)).filter(({ _source }) => _source.tombstone).map(({ _id }) => Number(_id));
}

/** What every index should have, by the rows: `id revision`. */
export async function documentsWanted(stores: TestStores): Promise<string[]> {
  const rows = await sql<{ id: number; revision: number }>(
    stores,
    'SELECT id, revision FROM content WHERE deleted_at IS NULL',
  );
  return rows.map(({ id, revision }) => `${String(id)} ${String(revision)}`).sort();
}
