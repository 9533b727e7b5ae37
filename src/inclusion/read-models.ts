import type { CostClass } from './filter/filter-cost.ts';
import type { UnknownEntry } from './port.ts';

/** What inclusion tells those who read catalogs, queries and memberships; part of port.ts. */

/** A catalog, and what the addresses of its items are made of. */
export interface CatalogContext {
  uuid: string;
  title: string;
  enterpriseUuid: string;
  /** Whose members it has now. */
  queryId: number;
  /** Keys of the restricted runs that its query allows. */
  allowedRuns: readonly string[];
  publishAuditEnrollmentUrls: boolean;
  /** The later one of catalog and customer. */
  modifiedAt: Date;
  /** As far as it was told. */
  customer: { name: string | null; slug: string | null; usesLearnerPortal: boolean };
}

/** A part of the list of a catalog's members, by content id. */
export interface MemberPage {
  /** Only those that these keys name: the item, its course or a run of it. Without: all but courses in which nobody can enrol through it. */
  keys?: readonly string[];
  /** Whether runs are listed that only named queries may see. */
  withRestricted: boolean;
  /** The id before the page, which begins `offset` items later. */
  after: number;
  offset: number;
  limit: number;
}

/** A list of keys beside a catalog's members. */
export interface CatalogDifference {
  notFound: string[];
  notIncluded: string[];
  /** `modifiedAt`: the latest of item, catalog and customer. */
  found: { contentKey: string; modifiedAt: Date }[];
}

/** A saved filter, as it was written. */
export interface StoredQuery {
  id: number;
  uuid: string;
  title: string | null;
  contentFilter: Record<string, unknown>;
  hash: string;
}

/** A query that holds an item, or its course, or a run of it. */
export interface HoldingQuery {
  uuid: string;
  title: string | null;
  /** It does only because a removal is kept back. */
  held: boolean;
}

/** Where a catalog is in the list of those that contain an item. */
export interface HoldingPlace {
  customerName: string | null;
  enterpriseUuid: string;
  title: string;
  id: number;
}

/** A catalog that contains an item, and the query by which it does. */
export interface HoldingCatalog extends HoldingPlace {
  uuid: string;
  query: HoldingQuery;
}

export type QueryName = { id: number } | { uuid: string } | { hash: string };

/** What a filter would cost the percolator, if it were saved. */
export interface UnsavedFilterCost {
  costClass: CostClass;
  /** Of the compiled form. */
  clauses: number;
  /** Items of the index that its terms select. */
  candidates: number;
  /** Candidates run for one true match; 0 where nothing is run, since terms answer. */
  verifiedPerMatch: number;
}

/** What a filter would do, if it were saved. Samples are content ids, up to ten. */
export interface FilterPreview {
  matched: number;
  byType: ReadonlyMap<string, number>;
  sample: number[];
  hash: string;
  /** The query that has this very filter already. */
  known: string | null;
  corrections: readonly { from: string; to: string }[];
  /** What was left out, where that was asked for. */
  unknown: readonly UnknownEntry[];
  cost: UnsavedFilterCost;
  compared?: {
    members: number;
    /** Whether an edit to this filter would wait for somebody to confirm it. */
    dropsTooMuch: boolean;
    entering: { count: number; sample: number[] };
    leaving: { count: number; sample: number[] };
  };
}

/** One entry of a filter beside an item. */
export interface ExplainedEntry {
  name: string;
  wanted: unknown;
  /** Field → the values that are compared, instants as text. */
  actual: Record<string, (string | number | boolean)[]>;
  holds: boolean;
}

/** Why an item is in a catalog, or is not. */
export interface Explanation {
  enterpriseUuid: string;
  /** The query that the catalog uses, or moves to. */
  queryUuid: string;
  /** As `catalogContains` says. */
  contained: boolean;
  /** Which members it is contained by: itself, runs of it, its course. */
  through: { itself: boolean; runs: string[]; course: string | null };
  since: Date | null;
  /** A program or pathway that search shows in the catalog because of these members. */
  inherited: { since: Date; from: string[] } | null;
  /** It is a member only because its removal is kept back. */
  held: boolean;
  /** What the filter says of the item as it is now, with the restricted runs that it allows, whatever has been decided. `hidden`: nothing but force can take it in. */
  filter: { holds: boolean; forced: boolean; hidden: boolean; entries: ExplainedEntry[] };
  /** What is not decided yet: the answer may be another one when it is. */
  pending: ('item' | 'filter')[];
}
