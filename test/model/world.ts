/** The item and the filter each have one of two values, and match when it is the same. */
export type Value = 'a' | 'b';

/** What can be left out of the protocol to see that it is needed. */
export type Weakness =
  | 'members that are not among the hits are removed'
  | 'the other side’s revision is not compared'
  | 'the row’s own revision is not compared'
  | 'members are read after items are percolated again'
  | 'registrations that come meanwhile are not noticed'
  | 'registrations that come until the document is written are not noticed'
  | 'what was counted goes with the writer'
  | 'filters that are announced are not asked'
  | 'which filters are announced is read before registrations are counted'
  | 'that a filter is announced is not counted'
  | 'what percolation says of an announced filter stands'
  | 'a filter that is announced is never registered'
  | 'the percolator is not refreshed'
  | 'the content index is not refreshed'
  | 'the hash gate compares with what was stored'
  | 'the rows are not locked'
  | 'an older writer may mark its registration'
  | 'what was no hit is taken to fail later too'
  | 'what filters do not see is a new revision, and is not percolated'
  | 'a document that only says something else takes no new ticket'
  | 'whoever wrote any document has written the last one';

/** How an item's writer goes on once its row is stored: step by step, beside each other first; percolated before, and decided as it is stored; or any of these. */
export type Orders = 'in order' | 'beside' | 'at once' | 'any';

/** How a filter's writer goes on once its row is stored: registered first; or announced, and registered when it is decided; or either. */
export type Ways = 'registered' | 'announced' | 'any';

/** What an item says that no filter looks at. */
export type Form = 0 | 1;

export interface Version {
  readonly value: Value;
  readonly revision: number;
}

/** An item's document: of the version, saying this; the index keeps the one with the higher ticket. */
export interface Document extends Version {
  readonly form: Form;
  readonly ticket: number;
}

/** Everything that is shared. Rows are in the database; document and registration each also as searches see them. */
export interface World {
  /**
   * `unindexed`: it is decided, and its document says something else. `counted`: how many registrations there were when it was percolated, where it
   * was decided before its document was written; else 0.
   */
  readonly item: Document & { readonly decided: number; readonly unindexed: boolean; readonly counted: number };
  readonly filter: Version & { readonly decided: number; readonly registered: number; readonly announced: number };
  readonly document: Document;
  readonly visibleDocument: Document;
  readonly registration: Version;
  readonly visibleRegistration: Version;
  /** How often a registration was noted on its row, or that it is announced. */
  readonly registrations: number;
  readonly member: boolean;
}

/** What one writer knows, and the step that it does next. */
export interface Progress {
  readonly at: string;
  /** The revision that it stored and decides about. */
  readonly revision: number;
  /** Of the document that it has yet to write, or to mark as written; else 0. */
  readonly ticket: number;
  /** Whether it found the pair among the members, and not among the hits. */
  readonly member: boolean;
  /** Whether the engine found the pair. */
  readonly hit: boolean;
  /** The other side's revision as the engine evaluated it; 0 when that is not known. */
  readonly other: number;
  /** What it does beside each other and has yet to do. */
  readonly beside: readonly string[];
  /** How many registrations there were when that began. */
  readonly registrations: number;
  /** The filter as it was announced, to be asked by the writer itself; of revision 0 where it was not. */
  readonly announced: Version;
}

/** A writer that has yet to store what it sends. */
export const AT_THE_START: Progress = {
  ...{ at: 'store', revision: 0, ticket: 0, member: false, hit: false, other: 0 },
  ...{ beside: [], registrations: 0, announced: { value: 'a', revision: 0 } },
};

/** A writer that has ended knows nothing any more: two worlds that differ in it only are the same. */
export const ENDED: Progress = { ...AT_THE_START, at: 'ended' };

/** What a step changes in the world, and what the writer knows after it. `what`: which of several things it did. */
export interface Outcome {
  world?: Partial<World>;
  progress: Progress;
  what?: string;
}

/** One step of a writer; several outcomes where it does one of several things, nobody knows which. */
export type WriterStep = (
  world: World,
  progress: Progress,
  sent: { value: Value; form: Form; orders?: Orders; ways?: Ways },
  weakness: Weakness | undefined,
) => Outcome | Outcome[];

/** Whether percolation may not see it yet: items' writers ask it themselves. */
export function isAnnounced({ filter }: World): boolean {
  return filter.announced === filter.revision && filter.registered !== filter.revision;
}

/** An index keeps the document with the higher ticket, whichever is written later; of two with the same, the later one. */
export function laterOf(held: Document, written: Document): Document {
  return held.ticket <= written.ticket ? written : held;
}

/** An index keeps the version with the higher revision, whichever is written later. */
export function newerOf(held: Version, written: Version): Version {
  return held.revision < written.revision ? written : held;
}

/** The membership of the pair once a writer has judged it, given whether both revisions still are the rows'. */
export function judged(
  world: World,
  { hit, member }: Progress,
  isCurrent: boolean,
  weakness: Weakness | undefined,
): boolean {
  const mayRemove = isCurrent || weakness === 'members that are not among the hits are removed';
  if (hit && isCurrent) {
    return true;
  }
  return !hit && member && mayRemove ? false : world.member;
}
