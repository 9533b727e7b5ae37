import type { NamedIndex } from '../../content-index/port.ts';
import type { Replication, SettledItem } from '../../replication/port.ts';

const itemsOfOnePage = 5_000;

/**
 * The decided items that an index does not have at their rows' revision or a later one, or has although they are gone. The rows are read first: what is decided after that
 * was written to each index.
 * @param alive called after each page
 */
export async function findMissing(
  replication: Pick<Replication, 'settledItems'>,
  index: NamedIndex,
  alive: () => Promise<void>,
): Promise<number[]> {
  const missing: number[] = [];
  for (let after = 0; ;) {
    const rows = await replication.settledItems({ after, limit: itemsOfOnePage });
    const last = rows.at(-1)?.id;
    if (last === undefined) {
      return missing;
    }
    const there = await revisionsBetween(index, { after, last });
    const suspects = rows.filter(({ id, revision, removed }) =>
      removed ? there.has(id) : (there.get(id) ?? 0) < revision,
    );
    missing.push(...(await stillSettled(replication, suspects)));
    after = last;
    await alive();
  }
}

async function revisionsBetween(
  index: NamedIndex,
  { after, last }: { after: number; last: number },
): Promise<Map<number, number>> {
  await index.refresh();
  const snapshot = await index.snapshot();
  try {
    return await snapshot.matching({ range: { content_id: { gt: after, lte: last } } });
  } finally {
    await snapshot.close();
  }
}

/** Of what was removed or changed meanwhile there is nothing to miss. */
async function stillSettled(
  replication: Pick<Replication, 'settledItems'>,
  suspects: readonly SettledItem[],
): Promise<number[]> {
  const now = await replication.settledItems({ ids: suspects.map(({ id }) => id) });
  const revisions = new Map(now.map(({ id, revision }) => [id, revision]));
  return suspects.filter(({ id, revision }) => revisions.get(id) === revision).map(({ id }) => id);
}
