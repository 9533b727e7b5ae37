import type { Customers } from '../kernel/customers.ts';
import type { DriftKind } from './reconcile/drift.ts';

// What the room tells of its own past and of what is wrong with it.

/** A filter that a query had from one of its revisions on. */
export interface QueryVersion {
  /** The revision. */
  version: number;
  contentFilterHash: string;
  title: string | null;
  /** As the audit log names him; `import`, `migration`. */
  author: string;
  at: Date;
}

/** An entry of a filter that two versions have differently; null where one lacks it. */
export interface FilterDifference {
  entry: string;
  before: unknown;
  after: unknown;
}

export interface QueryVersionDetail extends QueryVersion {
  contentFilter: Record<string, unknown>;
  /** From the version that it was compared with to this one. */
  difference?: FilterDifference[];
}

/** What a feed of changes is of. */
export type ChangesScope = 'all' | { catalogUuid: string } | { enterpriseUuid: string };

/**
 * One change of memberships. `changed`: `entered` and `left` of the query. `baseline`: the query was evaluated for the first time;
 * `catalog`: this catalog is new, or has this query from now on. After these two, what is contained is to be read anew. `gone`:
 * the catalog is deleted, or another customer's; without a catalog, the query is removed.
 */
export interface MembershipChange {
  kind: 'changed' | 'baseline' | 'catalog' | 'gone';
  cause: string;
  at: Date;
  queryUuid: string | null;
  catalogUuid: string | null;
  /** Of a baseline: how many members the query had. */
  members: number | null;
  /** Content keys. */
  entered: string[];
  left: string[];
}

export interface ChangesPage {
  changes: MembershipChange[];
  /** Where to go on, also when there is nothing more yet. */
  next: string;
  more: boolean;
}

/** Where a query is in the list of those that have held memberships. */
export interface HeldPlace {
  since: Date;
  id: number;
}

/** A part of that list: of some customers only the queries that nobody else uses. It begins `offset` queries after `after`. */
export interface HeldPage {
  customers: Customers;
  after?: HeldPlace | undefined;
  offset: number;
  limit: number;
}

/** A part of a list by id, which begins `offset` entries after the one whose id is `after`. */
export interface IdPage {
  after: number;
  offset: number;
  limit: number;
}

/** A query of which memberships are held back from removal: they are members until somebody decides. */
export interface HeldQuery extends HeldPlace {
  uuid: string;
  title: string | null;
  /** How many are held, of how many members. */
  held: number;
  members: number;
}

/** A membership that is held back from removal. */
export interface HeldItem {
  /** Its place in lists. */
  id: number;
  contentKey: string;
  contentType: string;
  /** Since when it is held. */
  since: Date;
  /** What would have removed it, as history says: `item`, `clock`, `import`, `reconcile`. */
  cause: string;
  /** Whether the item itself is removed. */
  removed: boolean;
}

/** A query that no catalog uses. */
export interface UnusedQuery {
  uuid: string;
  title: string | null;
  members: number;
}

/** Where a catalog's members come from, and what they are. */
export interface CatalogState {
  query: {
    uuid: string;
    contentFilter: Record<string, unknown>;
    revision: number;
    decidedRevision: number;
    registeredRevision: number;
    lastError: string | null;
  };
  /** The query that it moves to when that is decided. */
  movesTo: string | null;
  /** By type of content; inherited: those that are no direct members too. */
  members: Record<string, { direct: number; inherited: number }>;
  held: number;
}

export interface ReconcileOptions {
  /** Whether what is wrong is revised, for the workers to decide; else it is only told. */
  apply: boolean;
  /** Only this query: its registration and its members. */
  queryUuid?: string;
  /** The share of items and of queries that is looked at, per cent; 100 when left out. */
  samplePercent?: number;
  progress?: (report: ReconcileReport) => void | Promise<void>;
  signal?: AbortSignal;
}

export interface ReconcileReport {
  applied: boolean;
  /** Looked at. */
  queries: number;
  items: number;
  /** Found, by kind. */
  drift: Record<DriftKind, number>;
  total: number;
  /** Items and queries that are decided anew because of it. */
  revised: number;
  /** The first of each kind. */
  examples: { kind: DriftKind; subject: string }[];
}
