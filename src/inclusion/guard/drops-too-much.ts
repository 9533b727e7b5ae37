/** Queries of so many members and fewer may lose most: a mistake there is small, and a change of one item is most of it. */
export const unguardedMembers = 50;
/** The share of the members of a larger one that may go without anybody's word. */
export const largestShare = 0.8;

/** Whether an edit drops so much that somebody must confirm it: more than the share of a larger query, or all of any. */
export function dropsTooMuch({ members, leaving }: { members: number; leaving: number }): boolean {
  return leaving > 0 && (leaving === members || (members > unguardedMembers && leaving > members * largestShare));
}
