import type { ContentIndex, Snapshot } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import { readMemberIds } from '../decide/query-rows.mysql.ts';
import { compareMembers, sampleOf, withSnapshot } from '../preview/evaluate-filter.ts';
import type { FilterLoss } from '../proposal-models.ts';
import type { QueryState } from '../queries/query-state.mysql.ts';

export interface JudgeDeps {
  database: Database;
  contentIndex: Pick<ContentIndex, 'fresh'>;
}

/** A filter that a query is to have. `compiled` as JSON. */
export interface FilterToJudge {
  query: Pick<QueryState, 'id' | 'undecided_filter'>;
  compiled: string;
}

/**
 * What filters would do to the members that queries have, evaluated without being registered. A query that is not decided is judged by
 * the members that its filter will give it. The engine is asked only where there may be members to lose. Items with restricted runs are
 * judged as everybody sees them: a filter that allows such runs may do less harm than this says.
 * @returns one answer a filter, in order; undefined where there is nothing to lose
 * @throws UnavailableError when the engine does not answer
 */
export async function judgeFilters(
  { database, contentIndex }: JudgeDeps,
  filters: readonly FilterToJudge[],
): Promise<(FilterLoss | undefined)[]> {
  const judged: ((snapshot: Snapshot) => Promise<FilterLoss | undefined>)[] = [];
  let isEngineAsked = false;
  for (const { query, compiled } of filters) {
    const members = query.undecided_filter === null ? await readMemberIds(database, query.id) : undefined;
    isEngineAsked ||= members?.length !== 0;
    judged.push(async (snapshot) => {
      const before = new Set(members ?? (await evaluate(snapshot, query.undecided_filter ?? '')));
      return before.size === 0 ? undefined : lossOf(before, new Set(await evaluate(snapshot, compiled)));
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

async function evaluate(snapshot: Snapshot, compiled: string): Promise<Iterable<number>> {
  return (await snapshot.matching(JSON.parse(compiled) as object)).keys();
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
