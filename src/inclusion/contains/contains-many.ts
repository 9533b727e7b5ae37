import type { Queryable } from '../../kernel/database.ts';
import { readCatalogQueries, readItemsOfKeys, readQueriesOfItems } from './contains-many.mysql.ts';

/** From here on, two connections are sooner done than one: each item's queries are read, a hundred or so. */
const worthHalving = 200;

/** See `Inclusion.containsMany` in port.ts: a handful of statements, whatever is asked. */
export async function containsMany(
  on: Queryable,
  contentKeys: readonly string[],
  queryIds: readonly number[],
): Promise<Map<number, Set<string>>> {
  const contained = new Map(queryIds.map((id) => [id, new Set<string>()]));
  if (contentKeys.length === 0) {
    return contained;
  }
  const items = await readItemsOfKeys(on, contentKeys);
  const ids = [...new Set(items.map(({ content_id }) => content_id))].sort((one, other) => one - other);
  const half = ids.length > worthHalving ? Math.ceil(ids.length / 2) : ids.length;
  const parts = await Promise.all(
    [ids.slice(0, half), ids.slice(half)].map((part) => readQueriesOfItems(on, part, queryIds)),
  );
  for (const { asked, content_id } of items) {
    for (const id of parts.flatMap((queries) => queries.get(content_id) ?? [])) {
      contained.get(id)?.add(asked);
    }
  }
  return contained;
}

/**
 * Which of the keys one of a customer's catalogs contains.
 * @param catalogUuids of these alone, as far as they are the customer's
 */
export async function filterContained(
  on: Queryable,
  enterpriseUuid: string,
  { contentKeys, catalogUuids }: { contentKeys: readonly string[]; catalogUuids?: readonly string[] },
): Promise<Set<string>> {
  const catalogs = await readCatalogQueries(on, {
    of: enterpriseUuid,
    ...(catalogUuids === undefined ? {} : { uuids: catalogUuids.map((uuid) => uuid.toLowerCase()) }),
  });
  const found = await containsMany(on, contentKeys, [...new Set(catalogs.map(({ query_id }) => query_id))]);
  return new Set([...found.values()].flatMap((keys) => [...keys]));
}
