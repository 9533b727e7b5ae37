import type { Author } from '../kernel/audit.ts';
import type { Customers } from '../kernel/customers.ts';
import type { JsonNode } from '../kernel/json.ts';
import type { ItemClaim } from '../replication/port.ts';
import type { Backlog } from './decide/claims.mysql.ts';
import type { ItemDecision } from './decide/item-decider.ts';
import type { FilterCost } from './queries/filter-costs.ts';

export type { Backlog, ItemDecision };
export { auditFilter } from './filter/audit-filter.ts';
export type { FilterCost } from './queries/filter-costs.ts';

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
export type ImportOutcome =
  /** `unknown`: what was left out of a filter. */
  | { outcome: 'created' | 'changed' | 'unchanged'; unknown?: readonly UnknownEntry[] }
  | { outcome: 'refused'; reason: string };

export type FilterScope = { catalogUuid: string } | { enterpriseUuids: readonly string[] };

export interface Inclusion {
  /**
   * Decides items that the caller has claimed. One answer a claim, in order; undefined where an engine is away: the claim
   * is back on the work list and a worker decides it.
   */
  decideItems(claims: readonly ItemClaim[]): Promise<(ItemDecision | undefined)[]>;

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
  /** Queries from whose filter something was left out, oldest first. */
  listIncompleteQueries(page: {
    offset: number;
    limit: number;
  }): Promise<{ count: number; queries: IncompleteQuery[] }>;
  /**
   * What stored filters cost the percolator, oldest first. Two counts a filter: for operators, not for every request.
   * @throws UnavailableError when OpenSearch does not answer
   */
  filterCosts(page: { offset: number; limit: number }): Promise<{ count: number; filters: FilterCost[] }>;
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

  /** Outcomes in order. What the engines keep from being decided stays on the work list. */
  importQueries(queries: readonly QueryImport[]): Promise<ImportOutcome[]>;
  importCatalogs(catalogs: readonly CatalogImport[]): Promise<ImportOutcome[]>;
  importCustomers(customers: readonly CustomerImport[]): Promise<ImportOutcome[]>;

  backlog(): Promise<Backlog>;
}
