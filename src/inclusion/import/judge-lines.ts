import type { FilterLoss } from '../port.ts';
import { judgeFilters, type JudgeDeps } from '../proposals/judge-filters.ts';
import { readQueryStates, type QueryState } from '../queries/query-state.mysql.ts';
import type { ReadQuery } from './write-queries.ts';

/** Lines of a file beside what is stored. */
export interface JudgedLines {
  /** The queries of the lines, as they were judged; new ones are missing. By uuid. */
  queries: ReadonlyMap<string, QueryState>;
  /** What the filter of a line would do, by its place; only of those that change a query which has members. */
  losses: ReadonlyMap<number, FilterLoss>;
}

/** Evaluates the filters that differ from the stored ones. @throws UnavailableError when the engine does not answer */
export async function judgeLines(deps: JudgeDeps, lines: readonly ReadQuery[]): Promise<JudgedLines> {
  const queries = await readQueryStates(
    deps.database,
    lines.map(({ query }) => query.uuid.toLowerCase()),
  );
  const edits = lines.flatMap(({ query, filter }, place) => {
    const stored = queries.get(query.uuid.toLowerCase());
    return stored === undefined || 'reason' in filter || stored.content_filter_hash === filter.hash
      ? []
      : [{ place, query: stored, filter }];
  });
  const losses = await judgeFilters(deps, edits);
  return {
    queries,
    losses: new Map(
      edits.flatMap(({ place }, index): [number, FilterLoss][] => {
        const loss = losses[index];
        return loss === undefined ? [] : [[place, loss]];
      }),
    ),
  };
}
