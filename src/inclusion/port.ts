import type { Author } from '../kernel/audit.ts';
import type { JsonNode } from '../kernel/json.ts';
import type { RebuildOptions } from '../kernel/rebuild/models.ts';
import type { ItemClaim, RefreshJob, WhileStoring } from '../replication/port.ts';
import type { Academies } from './academies-port.ts';
import type { Backlog } from './decide/claims.mysql.ts';
import type { ItemDecision } from './decide/item-decider.ts';
import type {
  QueryVersion,
  QueryVersionDetail,
  ChangesScope,
  ChangesPage,
  HeldItem,
  HeldPage,
  HeldQuery,
  IdPage,
  UnusedQuery,
  CatalogState,
  ReconcileOptions,
  ReconcileReport,
} from './history-models.ts';
import type { RebuildReport } from './rebuild/rebuild-models.ts';
import type { Proposals } from './proposals-port.ts';
import type { Questions } from './questions-port.ts';
import type { FilterCost, FilterCostPage } from './queries/filter-costs.ts';
import type { CatalogContext } from './read-models.ts';

export { driftKinds } from './reconcile/drift.ts';
export type { DriftKind } from './reconcile/drift.ts';
export type { Backlog, ItemDecision };
export type * from './academies-port.ts';
export type * from './history-models.ts';
export type * from './rebuild/rebuild-models.ts';
export type * from './proposal-models.ts';
export { contentFilterHash } from './filter/filter-hash.ts';
export type { Proposals } from './proposals-port.ts';
export type { Questions } from './questions-port.ts';
export type * from './read-models.ts';
export { auditFilter } from './filter/audit-filter.ts';
export type { FilterCost, FilterCostPage } from './queries/filter-costs.ts';

/** Whether the memberships of what was just written are committed, or wait for an engine or a worker. */
export type Membership =
  | { state: 'committed'; matched: number; entered: number; left: number }
  | { state: 'pending'; matched: null; entered: null; left: null };

/** A filter as it came: the JSON text's node, which keeps spellings that a plain value loses. */
export interface WrittenFilter {
  text: string;
  node: JsonNode;
  /**
   * `report`: entries at the top whose name is unknown are left out, told, and kept with the query, where otherwise the filter is
   * refused. For moving in; it is refused all the same when nothing else remains.
   */
  unknownKeys?: 'report' | undefined;
}

/** An entry that was left out of a filter. */
export interface UnknownEntry {
  name: string;
  code: string;
  detail: string;
}

/** A query from whose filter something was left out when it moved in. */
export interface IncompleteQuery {
  /** Its place in lists. */
  id: number;
  uuid: string;
  title: string | null;
  unknown: readonly UnknownEntry[];
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
  /** Its place in lists. */
  id: number;
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
  /** What was left out, where that was asked for. */
  unknown: readonly UnknownEntry[];
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
export type ImportOutcome =
  /** `unknown`: what was left out of a filter. */
  | { outcome: 'created' | 'changed' | 'unchanged'; unknown?: readonly UnknownEntry[] }
  | { outcome: 'refused'; reason: string };

/** `proposed`: the filter would drop most members of its query, and is kept as a proposal. */
export type QueryImportOutcome =
  ImportOutcome | { outcome: 'proposed'; proposal: number; members: number; leaving: number };

/** What a search is kept to: what is in any catalog of which all that is given here holds. Nothing given is no catalog. */
export interface FilterScope {
  enterpriseUuids?: readonly string[];
  catalogUuids?: readonly string[];
  /** Catalogs that use one of these queries, or are moving to it. */
  queryUuids?: readonly string[];
  queryTitles?: readonly string[];
  /** Catalogs that are in one of these academies. */
  academyUuids?: readonly string[];
}

/** What a search is kept to: what one of the filters matches, and these items. */
export interface SearchScope {
  /** Compiled, one for each query; none when there are no catalogs. */
  filters: readonly object[];
  /** What no filter finds: programs and pathways that inherit, courses by their runs, and what is held back from removal. */
  contentIds: readonly number[];
  /** Members that learners are shown here, for a restricted run that is allowed, though nobody else is. */
  shownIds: readonly number[];
}

/** A job that asks upstream for the members of a query, and how many of them came and went meanwhile, for whatever reason. */
export interface MembersRefresh extends RefreshJob {
  entered: number;
  left: number;
}

export interface Inclusion extends Questions {
  /**
   * Decides items in the transaction that stores them, for `Replication.store`; its claims are to be handed to `decideItems` all the same. Undefined
   * where they are so many that nobody waits for one of them.
   */
  whileStoring(items: number): WhileStoring | undefined;
  /**
   * Decides items that the caller has claimed. One answer a claim, in order; undefined where an engine is away: the claim
   * is back on the work list and a worker decides it.
   * @param options.waitForSearch whether to answer when all is written that search alone reads, some milliseconds later: the documents of items that were decided
   * while they were stored, what programs and pathways inherit, and which courses are shown through their runs
   */
  decideItems(
    claims: readonly ItemClaim[],
    options?: { waitForSearch: boolean },
  ): Promise<(ItemDecision | undefined)[]>;

  /**
   * Works out what programs and pathways inherit, and which courses are shown through their runs: waits for what this process is at, beside the
   * answers to whoever changed direct memberships, and goes on with what was left to later, as large batches do.
   * @param rounds after so many, of some hundred items each, the rest is left to the next call
   * @returns whether there was any of that; at once when another process is at it
   */
  settleInherited(rounds?: number): Promise<boolean>;
  /**
   * Registers filters that were announced, some of them where there are many: until then each item that is decided is compared with them one
   * by one. Their writers do so a moment after they have answered.
   * @param which.abandoned only those whose writer must have died
   * @throws UnavailableError
   */
  registerAnnounced(which: { abandoned: boolean }): Promise<void>;

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
  /** The customers whose catalogs use a query, or move to it. @throws NotFoundError */
  queryCustomers(queryUuid: string): Promise<string[]>;
  /** The filters that a query had, newest first, those before version `before`. @throws NotFoundError */
  listQueryVersions(queryUuid: string, options: { before: number; limit: number }): Promise<QueryVersion[]>;
  /** One of them, compared with another where `against` names one. @throws NotFoundError */
  readQueryVersion(queryUuid: string, options: { version: number; against?: number }): Promise<QueryVersionDetail>;
  readonly proposals: Proposals;
  readonly academies: Academies;

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
  /** The queries with memberships that are held back, those held longest first. */
  listHeld(page: HeldPage): Promise<{ count: number; queries: HeldQuery[] }>;
  /** The memberships of a query that are held back. @throws NotFoundError */
  heldItems(queryUuid: string, page: IdPage): Promise<{ count: number; items: HeldItem[] }>;
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
  /**
   * Builds the index of filters anew under writes, or goes back to the one from before (docs/architecture.md, Rebuild).
   * @throws ConflictError when another process is at it, one was left half-way, or there is none to resume or go back to · UnavailableError
   */
  rebuildQueries(options: RebuildOptions): Promise<RebuildReport>;
  /** Whether the index that serves is of an older definition than this program's, or a rebuild for that was left half-way. */
  isRebuildDue(): Promise<'build' | 'resume' | 'no'>;
  /** Has the next scheduled reconciliation, of every `hours`, come within one hour. */
  hastenScheduledReconciliation(hours: number): Promise<void>;
  /** Takes the reconciliation that is due, `hours` after the last; never with 0. @returns whether it is the caller's to run */
  takeScheduledReconciliation(hours: number): Promise<boolean>;
  /** Gives committed changes their places in the feed, and drops those that are older than the history is kept. */
  tendHistory(): Promise<void>;

  /** Asks upstream for the members of the query that a catalog has now. @returns the job; the one that is running, if one is */
  refreshMembers(catalog: CatalogContext, author: Author): Promise<RefreshJob>;
  /** @throws NotFoundError unless it is a job of the catalog's query */
  readMembersRefresh(catalog: CatalogContext, jobUuid: string): Promise<MembersRefresh>;

  /** Queries from whose filter something was left out, oldest first. `after`: the id before the page. */
  listIncompleteQueries(page: {
    after: number;
    offset: number;
    limit: number;
  }): Promise<{ count: number; queries: IncompleteQuery[] }>;
  /**
   * What stored filters cost the percolator, oldest first. Two counts a filter: for operators, not for every request.
   * @throws UnavailableError when OpenSearch does not answer
   */
  filterCosts(page: FilterCostPage): Promise<{ count: number; filters: FilterCost[] }>;

  /**
   * Outcomes in order. What the engines keep from being decided stays on the work list.
   * @param options.force changed filters are written whatever they drop
   * @throws UnavailableError when a changed filter cannot be judged
   */
  importQueries(queries: readonly QueryImport[], options?: { force: boolean }): Promise<QueryImportOutcome[]>;
  importCatalogs(catalogs: readonly CatalogImport[]): Promise<ImportOutcome[]>;
  importCustomers(customers: readonly CustomerImport[]): Promise<ImportOutcome[]>;

  backlog(): Promise<Backlog>;
}
