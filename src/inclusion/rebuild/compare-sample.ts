import type { Database } from '../../kernel/database.ts';
import type { RebuildOptions } from '../../kernel/rebuild/models.ts';
import type { Replication } from '../../replication/port.ts';
import type { Percolator } from '../percolator/percolator.ts';
import type { RebuildDifference } from '../port.ts';
import { compareDecisions } from './compare-decisions.ts';
import { sampleItems } from './rebuild-rows.mysql.ts';

/** Few: with very many filters each takes long, and between two requests the builder says that he is alive. */
const itemsOfOneRequest = 10;
const differencesTold = 50;

interface Found {
  compared: number;
  different: number;
  differences: RebuildDifference[];
}

/** Whether two indices decide a sample of items alike. @param how.alive called between two requests */
export async function compareSample(
  deps: { database: Database; replication: Pick<Replication, 'seenItems'> },
  indices: { serving: Percolator; candidate: Percolator },
  { sample, progress, alive }: Pick<RebuildOptions, 'sample' | 'progress'> & { alive: () => Promise<void> },
): Promise<Found> {
  const found: Found = { compared: 0, different: 0, differences: [] };
  const { drawn, seen } = await sampleItems(deps.database, sample);
  for (const [kind, items] of [
    ['drawn', drawn],
    ['seen', seen],
  ] as const) {
    for (let start = 0; start < items.length; start += itemsOfOneRequest) {
      const some = items.slice(start, start + itemsOfOneRequest);
      const differences = await compareDecisions(deps, indices, { kind, items: some });
      found.compared += some.length;
      found.different += differences.length;
      found.differences.push(...differences.slice(0, differencesTold - found.differences.length));
      await alive();
      await progress?.({ phase: 'compare', done: found.compared, total: drawn.length + seen.length });
    }
  }
  return found;
}
