import type { ContentIndex, Snapshot } from '../../content-index/port.ts';

/** What a filter would do to the members that a query has; content ids. */
export interface MemberDifference {
  entering: number[];
  leaving: number[];
}

/** Evaluates as a decision does: on one point in time, after every acknowledged write is visible. */
export async function withSnapshot<Result>(
  contentIndex: Pick<ContentIndex, 'fresh'>,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> {
  const content = await contentIndex.fresh();
  const snapshot = await content.snapshot();
  try {
    return await work(snapshot);
  } finally {
    await snapshot.close();
  }
}

export function compareMembers(matched: ReadonlySet<number>, members: ReadonlySet<number>): MemberDifference {
  return {
    entering: [...matched].filter((id) => !members.has(id)),
    leaving: [...members].filter((id) => !matched.has(id)),
  };
}

/** Ids shown of a list. */
const sampled = 10;

/** By id, so that the same filter shows the same items. */
export function sampleOf(ids: Iterable<number>): number[] {
  return [...ids].sort((one, other) => one - other).slice(0, sampled);
}
