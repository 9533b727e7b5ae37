import type { Page } from '../../src/access/port.ts';

const limit = 1_000;

/** Every entry of a list that is given in pages. */
export async function allPages<Entry>(read: (page: Page) => Promise<readonly Entry[]>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const page = await read({ offset: entries.length, limit });
    entries.push(...page);
    if (page.length < limit) {
      return entries;
    }
  }
}
