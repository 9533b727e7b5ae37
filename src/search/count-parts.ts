/** Parts of a scope by name, in the engine's words. */
export type Parts = ReadonlyMap<string, object>;

/** Counts what is in each of the parts. Pure. */
export function countParts(parts: Parts): object {
  return { filters: { filters: Object.fromEntries(parts) } };
}

/** What the engine answers to it. */
interface CountedParts {
  buckets?: Record<string, { doc_count: number }>;
}

/** Name → how many results are in that part, for these names. @param counted what the engine answered, if it was asked. Pure. */
export function presentParts(names: Iterable<string>, counted: object | undefined): Record<string, number> {
  const { buckets = {} } = (counted ?? {}) as CountedParts;
  return Object.fromEntries([...names].map((name) => [name, buckets[name]?.doc_count ?? 0]));
}
