import type { ContentIndex } from '../../content-index/port.ts';
import { countClauses } from '../filter/count-clauses.ts';
import { candidateQuery, costClass, verifiedPerMatch } from '../filter/filter-cost.ts';
import type { UnsavedFilterCost } from '../read-models.ts';
import { countAsSeen, type SeeingFilter, type SeenDeps } from '../seen/judge-as-seen.ts';

/**
 * What a filter would cost a percolation. One count in the index: what the engine makes of the filter shows only when it is registered.
 * @param matches how many items match it
 */
export async function measureCost(
  deps: SeenDeps & { contentIndex: Pick<ContentIndex, 'count'> },
  { compiled, sights }: SeeingFilter,
  matches: number,
): Promise<UnsavedFilterCost> {
  const [[candidates = 0] = []] = await countAsSeen(deps, [{ queries: [candidateQuery(compiled)], sights }]);
  const kind = costClass(compiled);
  return {
    costClass: kind,
    clauses: countClauses(compiled),
    candidates,
    verifiedPerMatch: verifiedPerMatch(kind, { candidates, matches }),
  };
}
