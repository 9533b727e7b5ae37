import type { ContentIndex } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import { candidateQuery, costClass, verifiedPerMatch, type CostClass } from '../filter/filter-cost.ts';
import type { Replication } from '../../replication/port.ts';
import type { ExtractionResult, Percolator } from '../percolator/percolator.ts';
import { countAsSeen } from '../seen/judge-as-seen.ts';
import { readQueryPage } from './filter-costs.mysql.ts';
import { storedSeeingFilter } from './registrable.ts';

/** What a stored filter costs the percolator. */
export interface FilterCost {
  /** Its place in lists. */
  id: number;
  uuid: string;
  title: string | null;
  /**
   * How the engine took what it is selected by: `complete` is answered by terms alone; `partial` is run by it on candidates; `failed` is run
   * on every item, which no compiled filter is; null where it is not registered yet.
   */
  extractionResult: 'complete' | 'partial' | 'failed' | null;
  costClass: CostClass;
  /** Items of the index that its terms select, and those that really match it. */
  candidates: number;
  matches: number;
  /** Candidates verified for one true match; 0 where nothing is, since terms answer. */
  verifiedPerMatch: number;
}

/** A part of the list of filters, oldest first, which begins `offset` filters after the one whose id is `after`. */
export interface FilterCostPage {
  after: number;
  offset: number;
  limit: number;
  /** Only those that the engine registered so. */
  result?: ExtractionResult | undefined;
}

export interface FilterCostsDeps {
  database: Database;
  contentIndex: Pick<ContentIndex, 'count' | 'termsOf'>;
  replication: Pick<Replication, 'seenItems'>;
  percolator: Pick<Percolator, 'extractionResults' | 'registeredAs'>;
}

/** See `Inclusion.filterCosts` in port.ts. */
export async function filterCosts(
  deps: FilterCostsDeps,
  { result, ...page }: FilterCostPage,
): Promise<{ count: number; filters: FilterCost[] }> {
  const { database, percolator } = deps;
  const among = result === undefined ? undefined : await percolator.registeredAs(result);
  const { count, queries } = await readQueryPage(database, { ...page, among });
  const results = await percolator.extractionResults(queries.map(({ id }) => id));
  const filters = queries.map(storedSeeingFilter);
  const counts = await countAsSeen(
    deps,
    filters.map(({ compiled, sights }) => ({ queries: [candidateQuery(compiled), compiled], sights })),
  );
  return {
    count,
    filters: queries.map(({ id, uuid, title }, position) => {
      const [candidates = 0, matches = 0] = counts[position] ?? [];
      const kind = costClass(filters[position]?.compiled ?? {});
      return {
        id,
        uuid,
        title,
        extractionResult: results.get(id) ?? null,
        costClass: kind,
        candidates,
        matches,
        verifiedPerMatch: verifiedPerMatch(kind, { candidates, matches }),
      };
    }),
  };
}
