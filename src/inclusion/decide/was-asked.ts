import type { HeldQueries, MembersBefore } from './item-rows.mysql.ts';

/**
 * Whether the filter was asked in its revision of now. Where none came into force since before percolating, those that are were;
 * else those that were members before, and in force by then.
 */
export function wasAsked(queryId: number, queries: HeldQueries, before: MembersBefore | undefined): boolean {
  if (before === undefined) {
    return queries.inForce.has(queryId);
  }
  const then = before.get(queryId);
  return then?.inForce === true && then.revision === queries.revisions.get(queryId);
}
