import type { Database } from '../../kernel/database.ts';
import type { Replication } from '../../replication/port.ts';
import type { Percolator } from '../percolator/percolator.ts';
import type { RebuildDifference } from '../port.ts';
import { readQueryUuids } from '../queries/query-row.mysql.ts';
import { readSights } from '../queries/sights.mysql.ts';
import { readRegistered, type SampledItem } from './rebuild-rows.mysql.ts';

/** Query id → revision as evaluated. */
type Hits = ReadonlyMap<number, number>;

interface Compared {
  contentKey: string;
  one: Hits;
  other: Hits;
}

/**
 * Asks two indices which filters some items match, and says where they differ: `kind` `drawn` asks as for an item without restricted runs,
 * those that look at words too; `seen` in every way in which some query sees the item. Writers go on meanwhile, so only filters count that were registered as they are now before and after.
 */
export async function compareDecisions(
  deps: { database: Database; replication: Pick<Replication, 'seenItems'> },
  indices: { serving: Percolator; candidate: Percolator },
  { kind, items }: { kind: 'drawn' | 'seen'; items: readonly SampledItem[] },
): Promise<RebuildDifference[]> {
  const before = await readRegistered(deps.database);
  const compared = kind === 'drawn' ? await askDrawn(indices, items) : await askSeen(deps, indices, items);
  const different = compared.flatMap(({ contentKey, one, other }) =>
    [...new Set([...one.keys(), ...other.keys()])]
      .filter((id) => one.get(id) !== other.get(id))
      .map((queryId) => ({ contentKey, queryId, serving: one.has(queryId), candidate: other.has(queryId) })),
  );
  if (different.length === 0) {
    return [];
  }
  const ids = [...new Set(different.map(({ queryId }) => queryId))];
  const after = await readRegistered(deps.database, ids);
  const uuids = await readQueryUuids(deps.database, ids);
  return different
    .filter(({ queryId }) => after.has(queryId) && after.get(queryId) === before.get(queryId))
    .map(({ contentKey, queryId, serving, candidate }) => ({
      contentKey,
      queryUuid: uuids.get(queryId) ?? '',
      serving,
      candidate,
    }));
}

async function askDrawn(
  { serving, candidate }: { serving: Percolator; candidate: Percolator },
  items: readonly SampledItem[],
): Promise<Compared[]> {
  const projections = items.map(({ projection }) => projection);
  const [ones, others] = await Promise.all([
    serving.percolate(projections, { words: true }),
    candidate.percolate(projections, { words: true }),
  ]);
  return items.map(({ contentKey }, position) => ({
    contentKey,
    one: ones[position] ?? new Map(),
    other: others[position] ?? new Map(),
  }));
}

async function askSeen(
  { database, replication }: { database: Database; replication: Pick<Replication, 'seenItems'> },
  { serving, candidate }: { serving: Percolator; candidate: Percolator },
  items: readonly SampledItem[],
): Promise<Compared[]> {
  if (items.length === 0) {
    return [];
  }
  const sights = await readSights(
    database,
    items.map(({ contentKey }) => contentKey),
  );
  const ways = await replication.seenItems(sights);
  return Promise.all(
    items.map(async (item) => {
      const seen = ways.filter(({ sight }) => sight.contentKey === item.contentKey);
      const [one, other] = await Promise.all([
        serving.percolateSeen({ ...item, seen, words: true }),
        candidate.percolateSeen({ ...item, seen, words: true }),
      ]);
      return { contentKey: item.contentKey, one, other };
    }),
  );
}
