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

/** Queries over `filter.*`, and the items that whoever asks sees otherwise than the index has them. */
export interface SeeingQueries {
  queries: readonly object[];
  sights: readonly Sight[];
}

/** How many items each of these queries finds, all in one request to the index: a list for each, in their order. */
export async function countAsSeen(
  deps: SeenDeps & { contentIndex: Pick<ContentIndex, 'count'> },
  asked: readonly SeeingQueries[],
): Promise<number[][]> {
  const judged = [];
  for (const { queries, sights } of asked) {
    judged.push({ queries, ...(await judge(deps, sights, queries)) });
  }
  const counts = await deps.contentIndex.count(
    judged.flatMap(({ queries, ids }) =>
      ids.length === 0
        ? queries
        : queries.map((query) => ({ bool: { filter: [query], must_not: [{ terms: { content_id: ids } }] } })),
    ),
  );
  let first = 0;
  return judged.map(({ queries, verdicts }) => {
    const others = counts.slice(first, first + queries.length);
    first += queries.length;
    return others.map((count, place) => count + verdicts.filter((ofItem) => ofItem[place] === true).length);
  });
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
