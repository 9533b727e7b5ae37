/**
 * As many of these queries, in order, as have no more members together than `most`; one at least.
 * @param count how many members a query has, counted up to `limit`
 */
export async function fitRound(
  queries: readonly number[],
  most: number,
  count: (queryId: number, limit: number) => Promise<number>,
): Promise<number[]> {
  if (queries.length <= 1) {
    return [...queries];
  }
  const fitting: number[] = [];
  let left = most;
  for (const id of queries) {
    left -= await count(id, left + 1);
    if (left >= 0 || fitting.length === 0) {
      fitting.push(id);
    }
    if (left < 0) {
      break;
    }
  }
  return fitting;
}
