import type { Queryable, Tx } from '../../kernel/database.ts';
import type { DerivedTable, Pair, Side } from './derived-rows.mysql.ts';
import { isThirdMarked, markEveryCourse, markEveryParent, type MarkKinds } from './inherit-pending.mysql.ts';
import { readInherited, readParts } from './inherited-rows.mysql.ts';
import { readShown, readCoursesAndRuns } from './shown-rows.mysql.ts';

/** Pairs of queries and items that are worked out from direct memberships and stored. */
export interface Derivation {
  table: DerivedTable;
  marks: MarkKinds;
  /** Types of the items. */
  types: readonly string[];
  /** The items that the pairs of these are worked out from; ids. */
  readBelow: (on: Queryable, contentIds: readonly number[]) => Promise<number[]>;
  /** The pairs as they should be. */
  readWanted: (on: Queryable, side: Side) => Promise<Pair[]>;
  /** Whether it costs less to work out every item once, for all queries together, than the marked queries, which are many. */
  isEveryItemCheaper: (on: Queryable) => Promise<boolean>;
  /** Marks every item in the place of these queries. */
  markEveryItem: (tx: Tx, queries: readonly number[]) => Promise<void>;
}

export const derivations: readonly Derivation[] = [
  {
    table: 'inherited_membership',
    marks: { items: 'parent', queries: 'query' },
    types: ['program', 'learnerpathway'],
    readBelow: readParts,
    readWanted: readInherited,
    // Programs and pathways are few, and so are their parts.
    isEveryItemCheaper: () => Promise.resolve(true),
    markEveryItem: markEveryParent,
  },
  {
    table: 'shown_course',
    marks: { items: 'course', queries: 'runs' },
    types: ['course'],
    readBelow: readCoursesAndRuns,
    readWanted: readShown,
    // Runs have most of all memberships. Read by courses, one costs a third of what it does by queries.
    isEveryItemCheaper: isThirdMarked,
    markEveryItem: markEveryCourse,
  },
];
