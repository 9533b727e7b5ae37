/** Places far down differ little (Cormack, Clarke and Büttcher 2009). */
const damping = 60;
/** The first places are those of the words: where somebody looks for a thing that he can name, these are right. */
const staying = 3;

/**
 * One order of two, by rank: what is far up in both comes first. The first three of the words stay where they are. Pure.
 * @param words keys, the best first
 * @param meanings the same
 */
export function fuse(words: readonly string[], meanings: readonly string[]): string[] {
  const worth = new Map<string, number>();
  for (const keys of [words, meanings]) {
    for (const [rank, key] of keys.entries()) {
      worth.set(key, (worth.get(key) ?? 0) + 1 / (damping + rank + 1));
    }
  }
  const fused = [...worth].sort(([, one], [, other]) => other - one).map(([key]) => key);
  return [...new Set([...words.slice(0, staying), ...fused])];
}
