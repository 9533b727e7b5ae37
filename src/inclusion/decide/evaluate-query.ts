import type { Snapshot } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import type { Replication } from '../../replication/port.ts';
import type { Percolator } from '../percolator/percolator.ts';
import { judgeSeen, type SeenVerdict } from './judge-seen.ts';
import type { QueryClaim } from './query-decider.ts';
import { readMemberIds } from './query-rows.mysql.ts';

export interface EvaluationDeps {
  database: Database;
  percolator: Percolator;
  replication: Pick<Replication, 'seenItems'>;
}

export interface Difference {
  /** Content id → revision as evaluated. */
  additions: [number, number][];
  removals: [number, number][];
  matched: number;
  /** Members that are held back from removal. */
  held: ReadonlySet<number>;
}

/**
 * Compares what a filter finds at a point in time with its members.
 * @param at.held members that are held back from removal
 */
export async function evaluateQuery(
  deps: EvaluationDeps,
  claim: QueryClaim,
  { snapshot, held }: { snapshot: Snapshot; held: ReadonlySet<number> },
): Promise<Difference> {
  // Members of the snapshot's moment or later: what the snapshot has of an item was stored after all that older versions of it entered.
  const [hits, seen, memberIds] = await Promise.all([
    snapshot.matching(claim.compiled),
    judgeSeen(deps, claim),
    readMemberIds(deps.database, claim.queryId),
  ]);
  for (const [contentId, { revision, matches }] of seen) {
    hits.delete(contentId);
    if (matches) {
      hits.set(contentId, revision);
    }
  }
  const members = new Set(memberIds);
  // Absence from the hits says nothing about an item that this moment does not hold: only what it holds can be removed.
  const gone = [...members].filter((id) => !hits.has(id));
  const missing = await snapshot.revisionsOf(gone.filter((id) => !seen.has(id)));
  return {
    // A member that was held back and matches again is written anew, so that it is held no longer.
    additions: [...hits].filter(([id]) => !members.has(id) || held.has(id)),
    removals: [...missing, ...gone.flatMap((id): [number, number][] => seenRevision(id, seen))],
    held,
    matched: hits.size,
  };
}

function seenRevision(id: number, seen: ReadonlyMap<number, SeenVerdict>): [number, number][] {
  const verdict = seen.get(id);
  return verdict === undefined ? [] : [[id, verdict.revision]];
}
