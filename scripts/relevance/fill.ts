import type { Service } from '../../src/compose.ts';

const batch = 250;
const page = 500;

/**
 * Stores these documents and makes them visible.
 * @param onProgress hears how many are in
 * @returns the keys of those that learners are shown
 * @throws Error when one is refused
 */
export async function fill(
  { replication, inclusion, search }: Pick<Service, 'replication' | 'inclusion' | 'search'>,
  documents: readonly Record<string, unknown>[],
  onProgress: (stored: number) => void = () => undefined,
): Promise<ReadonlySet<string>> {
  for (let start = 0; start < documents.length; start += batch) {
    const some = documents.slice(start, start + batch);
    const stored = await replication.store(some, { author: null });
    const refused = stored.documents.find(({ outcome }) => outcome === 'refused');
    if (refused !== undefined) {
      throw new Error(`an item was refused: ${JSON.stringify(refused)}`);
    }
    await inclusion.decideItems(stored.claims);
    onProgress(start + some.length);
  }
  await search.refresh();
  return shownKeys(search);
}

async function shownKeys(search: Service['search']): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  let cursor: string | null = null;
  do {
    const { hits, cursor: next } = await search.search({
      text: '',
      page: 1,
      pageSize: page,
      facets: [],
      ...(cursor === null ? {} : { cursor }),
    });
    hits.forEach(({ content_key: key }) => keys.add(key));
    cursor = next;
  } while (cursor !== null);
  return keys;
}
