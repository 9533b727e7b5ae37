import { sql, type TestService, type TestStores } from './service.ts';

/** The index behind the alias of filters, or another one. */
export async function servingIndex(stores: TestStores, alias = 'catalog-queries'): Promise<string> {
  const { opensearchUrl, indexPrefix } = stores.config;
  const answer = await fetch(`${opensearchUrl}/_alias/${indexPrefix}${alias}`);
  const indices = Object.keys((await answer.json()) as object);
  if (indices.length !== 1 || indices[0] === undefined) {
    throw new Error(`the alias has these indices: ${indices.join()}`);
  }
  return indices[0];
}

export async function indexIsThere(stores: TestStores, index: string): Promise<boolean> {
  return (await fetch(`${stores.config.opensearchUrl}/${index}`, { method: 'HEAD' })).status === 200;
}

/** What an index has registered: `id revision`, in order. */
export async function registrationsIn(stores: TestStores, index: string): Promise<string[]> {
  const { opensearchUrl } = stores.config;
  await fetch(`${opensearchUrl}/${index}/_refresh`, { method: 'POST' });
  const answer = await fetch(`${opensearchUrl}/${index}/_search?size=10000&_source=stamp`);
  const { hits } = (await answer.json()) as { hits: { hits: { _id: string; _source: { stamp: number } }[] } };
  return hits.hits.map(({ _id, _source }) => `${_id} ${String(_source.stamp % 2 ** 20)}`).sort();
}

/** Registers what is announced, as writers do a moment after they have answered. */
export async function registerAll({ stores, inclusion }: Pick<TestService, 'stores' | 'inclusion'>): Promise<void> {
  while ((await sql(stores, 'SELECT 1 FROM catalog_query WHERE announced = 1')).length > 0) {
    await inclusion.registerAnnounced({ abandoned: false });
  }
}

/** What every index should have registered, by the rows. */
export async function registrationsWanted(stores: TestStores): Promise<string[]> {
  const rows = await sql<{ id: number; revision: number; registered_revision: number }>(
    stores,
    'SELECT id, revision, registered_revision FROM catalog_query',
  );
  return rows
    .map(({ id, revision, registered_revision }) =>
      revision === registered_revision ? `${String(id)} ${String(revision)}` : `${String(id)} not registered`,
    )
    .sort();
}

/** The keys of a query's members, in order. */
export async function membersOf(stores: TestStores, uuid: string): Promise<string[]> {
  const rows = await sql<{ content_key: string }>(
    stores,
    `SELECT c.content_key FROM membership m JOIN catalog_query q ON q.id = m.query_id JOIN content c ON c.id = m.content_id
     WHERE q.uuid = ? ORDER BY c.content_key`,
    [uuid],
  );
  return rows.map(({ content_key }) => content_key);
}

/** As if the builder's process had been silent for long enough. */
export async function passDeadline(stores: TestStores): Promise<void> {
  await sql(
    stores,
    'UPDATE index_target SET held_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE holder IS NOT NULL',
  );
}
