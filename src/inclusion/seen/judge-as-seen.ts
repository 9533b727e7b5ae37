import type { ContentIndex, Snapshot } from '../../content-index/port.ts';
import type { Replication, Sight } from '../../replication/port.ts';
import { testForms } from './test-forms.ts';

export interface SeenDeps {
  contentIndex: Pick<ContentIndex, 'termsOf'>;
  replication: Pick<Replication, 'seenItems'>;
}

/** A compiled filter, saved or not, and the items that it sees otherwise than everybody. */
export interface SeeingFilter {
  compiled: object;
  sights: readonly Sight[];
}

/** What a filter matches at a point in time: what it sees otherwise by the rows as they are now, as a decision has it (`decide/`). */
export async function matchingAsSeen(
  deps: SeenDeps,
  snapshot: Snapshot,
  { compiled, sights }: SeeingFilter,
): Promise<Set<number>> {
  const matched = new Set((await snapshot.matching(compiled)).keys());
  const { ids, verdicts } = await judge(deps, sights, [compiled]);
  for (const [place, id] of ids.entries()) {
    if (verdicts[place]?.[0] === true) {
      matched.add(id);
    } else {
      matched.delete(id);
    }
  }
  return matched;
}

/** How many items each of these queries over `filter.*` finds, of one that sees some otherwise than the index has them. */
export async function countAsSeen(
  deps: SeenDeps & { contentIndex: Pick<ContentIndex, 'count'> },
  sights: readonly Sight[],
  queries: readonly object[],
): Promise<number[]> {
  const { ids, verdicts } = await judge(deps, sights, queries);
  if (ids.length === 0) {
    return deps.contentIndex.count(queries);
  }
  const others = await deps.contentIndex.count(
    queries.map((query) => ({ bool: { filter: [query], must_not: [{ terms: { content_id: ids } }] } })),
  );
  return others.map((count, place) => count + verdicts.filter((ofItem) => ofItem[place] === true).length);
}

async function judge(
  { contentIndex, replication }: SeenDeps,
  sights: readonly Sight[],
  queries: readonly object[],
): Promise<{ ids: number[]; verdicts: boolean[][] }> {
  const items = sights.length === 0 ? [] : await replication.seenItems(sights);
  return {
    ids: items.map(({ contentId }) => contentId),
    verdicts: await testForms(
      contentIndex,
      items.map(({ projection }) => projection),
      queries,
    ),
  };
}
