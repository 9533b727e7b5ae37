import type { ContentIndex } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import { candidateQuery, costClass, type CostClass } from '../filter/filter-cost.ts';
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
   * As the engine registered it: `complete` is answered by terms alone; `partial` is run on its candidates; `failed` is run on every item,
   * which no compiled filter is; null where it is not registered yet.
   */
  extractionResult: 'complete' | 'partial' | 'failed' | null;
  costClass: CostClass;
  /** Items of the index for which the percolator would run the filter, and those that really match it. */
  candidates: number;
  matches: number;
  /** Candidates run for one true match; 0 where nothing is run, since terms answer. */
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
      const extractionResult = results.get(id) ?? null;
      return {
        id,
        uuid,
        title,
        extractionResult,
        costClass: costClass(filters[position]?.compiled ?? {}),
        candidates,
        matches,
        verifiedPerMatch: extractionResult === 'complete' ? 0 : candidates / Math.max(matches, 1),
      };
    }),
  };
}
