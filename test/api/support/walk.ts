import type { Answer, Client } from '../../support/client.ts';

interface Page<Entry> {
  next: string | null;
  results: Entry[];
}

interface Walked<Entry> {
  entries: Entry[];
  pages: number;
}

/** Every entry of a list, by following `next` from `path` on. @throws when a page is not answered 200 */
export async function walk<Entry>(api: Client, path: string): Promise<Walked<Entry>> {
  const entries: Entry[] = [];
  let pages = 0;
  for (let at: string | null = path; at !== null; pages += 1) {
    const answer: Answer<Page<Entry>> = await api.get(at);
    if (answer.status !== 200) {
      throw new Error(`${at} was answered ${String(answer.status)}`);
    }
    entries.push(...answer.body.results);
    at = answer.body.next?.slice(api.url.length) ?? null;
  }
  return { entries, pages };
}
