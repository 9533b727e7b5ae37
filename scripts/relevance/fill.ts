import type { Service } from '../../src/compose.ts';
import type { JudgedItem } from './judged-items.ts';

const batch = 250;
const page = 500;

/**
 * Stores the items and makes them visible.
 * @param onProgress hears how many are in
 * @returns those that learners are shown
 * @throws Error when one is refused
 */
export async function fill(
  { replication, inclusion, search }: Pick<Service, 'replication' | 'inclusion' | 'search'>,
  items: readonly JudgedItem[],
  onProgress: (stored: number) => void = () => undefined,
): Promise<JudgedItem[]> {
  for (let start = 0; start < items.length; start += batch) {
    const some = items.slice(start, start + batch);
    const stored = await replication.store(
      some.map(({ document }) => document),
      { author: null },
    );
    const refused = stored.documents.find(({ outcome }) => outcome === 'refused');
    if (refused !== undefined) {
      throw new Error(`an item of the corpus was refused: ${JSON.stringify(refused)}`);
    }
    await inclusion.decideItems(stored.claims);
    onProgress(start + some.length);
  }
  await search.refresh();
  const shown = await shownKeys(search);
  return items.filter(({ key }) => shown.has(key));
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
