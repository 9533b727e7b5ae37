import type { ContentIndex, Snapshot } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import type { Replication } from '../../replication/port.ts';
import { readMemberIds } from '../decide/query-rows.mysql.ts';
import { compareMembers, sampleOf, withSnapshot } from '../preview/evaluate-filter.ts';
import type { FilterLoss } from '../proposal-models.ts';
import { seeingFilter, storedSeeingFilter } from '../queries/registrable.ts';
import type { FilterColumns } from '../queries/query-row.mysql.ts';
import type { QueryState } from '../queries/query-state.mysql.ts';
import { matchingAsSeen, type SeeingFilter } from '../seen/judge-as-seen.ts';

export interface JudgeDeps {
  database: Database;
  contentIndex: Pick<ContentIndex, 'fresh' | 'termsOf'>;
  replication: Pick<Replication, 'seenItems'>;
}

/** A filter that a query is to have. */
export interface FilterToJudge {
  query: Pick<QueryState, 'id' | 'undecided_filter' | 'restricted_runs'>;
  filter: Pick<FilterColumns, 'compiled' | 'restrictedRuns'>;
}

/**
 * What filters would do to the members that queries have, evaluated without being registered. A query that is not decided is judged by
 * the members that its filter will give it. The engine is asked only where there may be members to lose. Items with restricted runs are
 * judged as each of the filters sees them.
 * @returns one answer a filter, in order; undefined where there is nothing to lose
 * @throws UnavailableError when the engine does not answer
 */
export async function judgeFilters(
  deps: JudgeDeps,
  filters: readonly FilterToJudge[],
): Promise<(FilterLoss | undefined)[]> {
  const { database, contentIndex } = deps;
  const judged: ((snapshot: Snapshot) => Promise<FilterLoss | undefined>)[] = [];
  let isEngineAsked = false;
  for (const { query, filter } of filters) {
    const undecided = undecidedFilter(query);
    const members = undecided === undefined ? await readMemberIds(database, query.id) : undefined;
    isEngineAsked ||= members?.length !== 0;
    judged.push(async (snapshot) => {
      const before = undecided === undefined ? new Set(members) : await matchingAsSeen(deps, snapshot, undecided);
      return before.size === 0 ? undefined : lossOf(before, await matchingAsSeen(deps, snapshot, seeingFilter(filter)));
    });
  }
  if (!isEngineAsked) {
    return filters.map(() => undefined);
  }
  return withSnapshot(contentIndex, async (snapshot) => {
    const losses: (FilterLoss | undefined)[] = [];
    for (const judge of judged) {
      losses.push(await judge(snapshot));
    }
    return losses;
  });
}

function undecidedFilter(query: FilterToJudge['query']): SeeingFilter | undefined {
  return query.undecided_filter === null
    ? undefined
    : storedSeeingFilter({ compiled: query.undecided_filter, restricted_runs: query.restricted_runs });
}

function lossOf(members: ReadonlySet<number>, matched: ReadonlySet<number>): FilterLoss {
  const { entering, leaving } = compareMembers(matched, members);
  return {
    members: members.size,
    matched: matched.size,
    entering: entering.length,
    leaving: leaving.length,
    leavingSample: sampleOf(leaving),
  };
}
