import type { Author } from '../kernel/audit.ts';
import type { Customers } from '../kernel/customers.ts';
import type { JsonNode } from '../kernel/json.ts';
import type { ItemClaim } from '../replication/port.ts';
import type { Backlog } from './decide/claims.mysql.ts';
import type { ItemDecision } from './decide/item-decider.ts';
import type { DriftKind } from './reconcile/drift.ts';

export { driftKinds } from './reconcile/drift.ts';
export type { Backlog, DriftKind, ItemDecision };

/** Whether the memberships of what was just written are committed, or wait for an engine or a worker. */
export type Membership =
  | { state: 'committed'; matched: number; entered: number; left: number }
  | { state: 'pending'; matched: null; entered: null; left: null };

/** A filter as it came: the JSON text's node, which keeps spellings that a plain value loses. */
export interface WrittenFilter {
  text: string;
  node: JsonNode;
}

/** Which query a catalog uses; see docs/architecture.md, Which query a catalog gets. */
export interface QueryChoice {
  uuid?: string;
  title?: string | null;
  filter?: WrittenFilter;
}

export interface NewCatalog {
  uuid?: string;
  title: string;
  enterpriseUuid: string;
  enterpriseName: string | null;
  enabledCourseModes?: readonly string[];
  publishAuditEnrollmentUrls?: boolean;
  query: QueryChoice;
}

/** Members that are left out stay as they are. */
export type CatalogChange = Partial<Omit<NewCatalog, 'uuid'>>;

export interface Catalog {
  uuid: string;
  title: string;
  enterpriseUuid: string;
  enterpriseName: string | null;
  enabledCourseModes: readonly string[];
  publishAuditEnrollmentUrls: boolean;
  queryUuid: string;
  queryTitle: string | null;
  /** The latest change of one of its members; null when it has none. */
  contentModifiedAt: Date | null;
  modifiedAt: Date;
}

/** What writing a filter did. `equals`: another query says the same in other words. */
export interface FilterWrite {
  membership: Membership;
  corrections: readonly { from: string; to: string }[];
  equals: string | null;
}

/** Who writes, and for which customers he may. What he may change is asked under the locks of the write itself. */
export interface Writer {
  author: Author;
  /** @throws ForbiddenError unless he may write for this customer */
  assertMay(customer: string): void;
  /** Whether he may write for all of these. */
  covers(customers: readonly string[]): boolean;
}

export interface SavedCatalog {
  catalog: Catalog;
  /** Left out when no filter was written. */
  filter?: FilterWrite;
}

export interface Customer {
  uuid: string;
  /** Null when nobody has told it. */
  name: string | null;
  slug: string | null;
}

/** A catalog that contains an item. */
export interface HoldingCatalog {
  uuid: string;
  title: string;
  enterpriseUuid: string;
  enterpriseName: string | null;
}

/** One line of a file of queries. */
export interface QueryImport {
  uuid: string;
  title: string | null;
  filter: WrittenFilter;
}

export interface CatalogImport {
  uuid: string;
  title: string;
  enterpriseUuid: string;
  enterpriseName: string | null;
  enabledCourseModes?: readonly string[];
  publishAuditEnrollmentUrls?: boolean;
  queryUuid: string;
}

export interface CustomerImport {
  uuid: string;
  name: string;
  slug: string | null;
  attributes: Record<string, unknown>;
}

/** The fate of one imported line. `membership` only where a filter was decided. */
export type ImportOutcome = { outcome: 'created' | 'changed' | 'unchanged' } | { outcome: 'refused'; reason: string };

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
 * the
 * catalog is deleted, or another customer's; without a catalog, the query is removed.
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

/** A query of which memberships are held back from removal: they are members until somebody decides. */
export interface HeldQuery {
  uuid: string;
  title: string | null;
  /** How many are held, of how many members. */
  held: number;
  members: number;
  since: Date;
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

export type FilterScope = { catalogUuid: string } | { enterpriseUuids: readonly string[] };

export interface Inclusion {
  /**
   * Decides items that the caller has claimed. One answer a claim, in order; undefined where an engine is away: the claim
   * is back on the work list and a worker decides it.
   */
  decideItems(claims: readonly ItemClaim[]): Promise<(ItemDecision | undefined)[]>;

  /**
   * Works out what programs and pathways inherit from changes that left it to later (large batches do).
   * @returns whether there was any; at once when another process is at it
   */
  settleInherited(): Promise<boolean>;

  /**
   * A query that other customers use too is edited only by a writer who covers them all; for any other the catalog gets a
   * query of its own (docs/architecture.md, Which query a catalog gets).
   * @throws ForbiddenError · RefusedError with every fault of the filter · ConflictError when the uuid is taken
   */
  createCatalog(catalog: NewCatalog, writer: Writer): Promise<SavedCatalog>;
  /**
   * As `createCatalog`; the writer needs leave for the customer that the catalog has, and for the one that it gets.
   * @throws NotFoundError · ForbiddenError · RefusedError
   */
  updateCatalog(uuid: string, change: CatalogChange, writer: Writer): Promise<SavedCatalog>;
  /** @throws NotFoundError · ForbiddenError */
  deleteCatalog(uuid: string, writer: Writer): Promise<void>;
  /** @throws NotFoundError */
  readCatalog(uuid: string): Promise<Catalog>;
  /** Oldest first. */
  listCatalogs(options: {
    customers: Customers;
    offset: number;
    limit: number;
  }): Promise<{ count: number; catalogs: Catalog[] }>;

  /**
   * Whether one of the keys is contained: it is a member, or a run of it is, or its course is.
   * @returns with the customer that the catalog belongs to
   * @throws NotFoundError for an unknown catalog
   */
  catalogContains(
    catalogUuid: string,
    contentKeys: readonly string[],
  ): Promise<{ enterpriseUuid: string; contained: boolean }>;
  /** The customer's catalogs that contain one of the keys, oldest first; at most `limit`. */
  customerCatalogsContaining(enterpriseUuid: string, contentKeys: readonly string[], limit?: number): Promise<string[]>;

  /** The customer that a catalog belongs to. @throws NotFoundError */
  catalogCustomer(catalogUuid: string): Promise<string>;
  /** The compiled filters of a catalog or of all of these customers'; empty when there are none. */
  compiledFilters(scope: FilterScope): Promise<object[]>;

  /**
   * Customers that were imported or own a catalog, by name; of these only `customers`.
   * @param options.text found anywhere in the name, or at the start of the uuid
   */
  listCustomers(options: {
    customers: Customers;
    text?: string;
    offset: number;
    limit: number;
  }): Promise<{ count: number; customers: Customer[] }>;
  /** The catalogs that contain an item, as `catalogContains` says, of `customers` only; by customer's name and title. */
  catalogsWithContent(
    contentKey: string,
    options: { customers: Customers; offset: number; limit: number },
  ): Promise<{ count: number; catalogs: HoldingCatalog[] }>;

  /** The customers whose catalogs use a query, or move to it. @throws NotFoundError */
  queryCustomers(queryUuid: string): Promise<string[]>;
  /** The filters that a query had, newest first, those before version `before`. @throws NotFoundError */
  listQueryVersions(queryUuid: string, options: { before: number; limit: number }): Promise<QueryVersion[]>;
  /** One of them, compared with another where `against` names one. @throws NotFoundError */
  readQueryVersion(queryUuid: string, options: { version: number; against?: number }): Promise<QueryVersionDetail>;
  /**
   * Goes back to the filter of a version, for all catalogs that use the query.
   * @throws NotFoundError · ForbiddenError unless the writer may write for all customers that use it · ConflictError when another query
   *   has that filter now · RefusedError when the language no longer takes it
   */
  restoreQueryVersion(queryUuid: string, version: number, writer: Writer): Promise<FilterWrite>;

  /**
   * Changes of direct memberships in the order of their commits, at most `limit` of them and 10,000 keys.
   * @param options.since a token of the same feed; `now`: nothing, but where it ends; left out: from the oldest that is kept
   * @throws NotFoundError for an unknown catalog · BadRequestError for a token of another feed · GoneError for one that is too old
   */
  changes(scope: ChangesScope, options: { since: string | undefined; limit: number }): Promise<ChangesPage>;
  /** @throws NotFoundError */
  describeCatalog(uuid: string): Promise<CatalogState>;
  /** Removes the queries that no catalog uses, or only names them. @returns those that were removed, or would be */
  pruneQueries(options: { apply: boolean; author: Author }): Promise<UnusedQuery[]>;
  /** The queries with memberships that are held back, those held longest first; at most `limit`. */
  listHeld(limit: number): Promise<HeldQuery[]>;
  /**
   * Removes the held memberships of a query (`confirm`), or lets them stay until their item or the filter is decided again (`drop`).
   * @returns how many
   * @throws NotFoundError · ForbiddenError unless the writer may write for all customers that use the query
   */
  resolveHeld(queryUuid: string, how: 'confirm' | 'drop', writer: Writer): Promise<number>;
  /**
   * Compares documents, registrations and memberships with a fresh evaluation. Only rows that are decided as they stand count: the
   * others have a writer who will decide them.
   * @throws NotFoundError for an unknown query · UnavailableError
   */
  reconcile(options: ReconcileOptions): Promise<ReconcileReport>;
  /** Takes the reconciliation that is due, `hours` after the last; never with 0. @returns whether it is the caller's to run */
  takeScheduledReconciliation(hours: number): Promise<boolean>;
  /** Gives committed changes their places in the feed, and drops those that are older than the history is kept. */
  tendHistory(): Promise<void>;

  /** Outcomes in order. What the engines keep from being decided stays on the work list. */
  importQueries(queries: readonly QueryImport[]): Promise<ImportOutcome[]>;
  importCatalogs(catalogs: readonly CatalogImport[]): Promise<ImportOutcome[]>;
  importCustomers(customers: readonly CustomerImport[]): Promise<ImportOutcome[]>;

  backlog(): Promise<Backlog>;
}
