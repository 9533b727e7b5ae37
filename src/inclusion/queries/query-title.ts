import type { Tx } from '../../kernel/database.ts';
import { retitleQuery, takenTitles, type QueryRow } from './query-row.mysql.ts';

/** Gives a query another title, made unique; the caller holds its lock. @returns the title that it has now */
export async function retitle(tx: Tx, row: QueryRow, title: string): Promise<string | null> {
  if (title === row.title) {
    return row.title;
  }
  const free = await freeTitle(tx, title, row.id);
  // The title that it got because the wanted one was taken: the same request again writes nothing.
  if (free !== row.title) {
    await retitleQuery(tx, row.id, free);
  }
  return free;
}

/** Titles are unique: a taken one gets the first free ` (2)`, ` (3)`, …. */
export async function freeTitle(tx: Tx, title: string, exceptId: number | null): Promise<string> {
  for (let first = 1; ; first += 20) {
    const candidates = Array.from({ length: 20 }, (_, index) => {
      const number = first + index;
      const suffix = number === 1 ? '' : ` (${String(number)})`;
      return title.slice(0, 255 - suffix.length) + suffix;
    });
    const taken = await takenTitles(tx, candidates, exceptId);
    const free = candidates.find((candidate) => !taken.has(candidate));
    if (free !== undefined) {
      return free;
    }
  }
}
