import type { Database } from '../../kernel/database.ts';
import { IndexRebuild } from '../../kernel/rebuild/index-rebuild.ts';
import type { Generations } from '../../kernel/rebuild/indices.ts';
import type { RebuildOptions } from '../../kernel/rebuild/models.ts';
import type { RebuildParts } from '../../kernel/rebuild/parts.ts';
import type { Step } from '../../kernel/steps.ts';
import type { Replication } from '../../replication/port.ts';
import { readDatabaseLineage, reviseAllQueries } from '../decide/start-over.mysql.ts';
import type { Percolator } from '../percolator/percolator.ts';
import type { RebuildReport } from '../port.ts';
import { reviseQueries } from '../reconcile/reconcile-rows.mysql.ts';
import { compareSample } from './compare-sample.ts';
import { compareRegistrations } from './compare-registrations.ts';
import { queryTarget } from './index-target.mysql.ts';
import { countQueries, shareForCopy } from './rebuild-rows.mysql.ts';

export interface RebuildDeps {
  database: Database;
  percolator: Percolator;
  indices: Generations;
  replication: Pick<Replication, 'seenItems'>;
  claimSeconds: number;
  step: Step;
}

/** A filter may be large, and a page is one request. */
const queriesOfOnePage = 50;

/**
 * Builds the index of filters anew while it is used: see `IndexRebuild`. Filters whose answers the new one changes are all decided anew.
 * @throws as `IndexRebuild.run`
 */
export async function rebuildQueries(deps: RebuildDeps, options: RebuildOptions): Promise<RebuildReport> {
  const { database, percolator } = deps;
  const found: Pick<RebuildReport, 'compared' | 'differences'> = { compared: 0, differences: [] };
  const parts: RebuildParts = {
    count: () => countQueries(database),
    copyPage: async (index, after) => {
      const { ids, copied } = await copy(deps, index, { after, limit: queriesOfOnePage });
      return { last: ids.at(-1), copied };
    },
    copyRows: async (index, ids) => (await copy(deps, index, { ids })).copied,
    refresh: (index) => percolator.at(index).refresh(),
    missing: async (index) => (await compareRegistrations(deps, percolator.at(index))).missing,
    compare: async ({ serving, candidate }, alive) => {
      const indices = { serving: percolator.at(serving), candidate: percolator.at(candidate) };
      const { different, ...rest } = await compareSample(deps, indices, { ...options, alive });
      Object.assign(found, rest);
      return different;
    },
    revise: (_, ids) => database.transaction((tx) => reviseQueries(tx, ids)),
    answersChanged: async () => {
      await reviseAllQueries(database);
      return countQueries(database);
    },
  };
  const lineage = (): Promise<string> => readDatabaseLineage(database);
  const result = await new IndexRebuild({ ...deps, target: queryTarget, parts, lineage }, options).run();
  return { ...result, ...found, queries: await countQueries(database) };
}

/** @returns the ids that were there to copy; what the index refuses is found missing later */
async function copy(
  { database, percolator }: RebuildDeps,
  index: string,
  chosen: Parameters<typeof shareForCopy>[1],
): Promise<{ ids: number[]; copied: number }> {
  return database.transaction(async (tx) => {
    const registrations = await shareForCopy(tx, chosen);
    const outcomes = await percolator.at(index).register(registrations);
    return {
      ids: registrations.map(({ queryId }) => queryId),
      copied: outcomes.filter(({ state }) => state === 'written').length,
    };
  });
}
