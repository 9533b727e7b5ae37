import type { Author } from '../kernel/audit.ts';
import type { Customers } from '../kernel/customers.ts';
import type { JsonNode } from '../kernel/json.ts';
import type { ItemClaim } from '../replication/port.ts';
import type { Backlog } from './decide/claims.mysql.ts';
import type { ItemDecision } from './decide/item-decider.ts';
import type {
  CatalogContext,
  CatalogDifference,
  Explanation,
  FilterPreview,
  MemberPage,
  QueryName,
  StoredQuery,
} from './read-models.ts';

export type { Backlog, ItemDecision };
export { contentFilterHash } from './filter/filter-hash.ts';
export type * from './read-models.ts';

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
  /** Oldest first. `after`: the id before the page. */
  listCatalogs(options: {
    customers: Customers;
    after: number;
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

  /**
   * Which of the keys each catalog contains, as `catalogContains` says.
   * @returns for each catalog that is there its customer and the keys that it contains
   */
  containsMany(
    catalogUuids: readonly string[],
    contentKeys: readonly string[],
  ): Promise<Map<string, { enterpriseUuid: string; contained: ReadonlySet<string> }>>;
  /** Which of the keys one of a customer's catalogs contains; of `catalogUuids` only his count. */
  filterContained(
    enterpriseUuid: string,
    options: { contentKeys: readonly string[]; catalogUuids?: readonly string[] },
  ): Promise<ReadonlySet<string>>;

  /** @throws NotFoundError for an unknown catalog */
  catalogContext(catalogUuid: string): Promise<CatalogContext>;
  /** The oldest of a customer's catalogs that has an item as a member itself. */
  holdingContext(enterpriseUuid: string, contentId: number): Promise<CatalogContext | undefined>;
  /** How many members the list of a catalog has, exactly. @param keys as of `MemberPage` */
  countMembers(catalog: CatalogContext, keys?: readonly string[]): Promise<number>;
  /** The ids of a catalog's members; restricted runs are left out. */
  listMembers(catalog: CatalogContext, page: MemberPage): Promise<number[]>;
  /** Compares keys with all members of a catalog, those included that lists leave out. */
  compareWithCatalog(catalog: CatalogContext, contentKeys: readonly string[]): Promise<CatalogDifference>;

  /** Queries that `customers` use, oldest first, each once. `after`: the id before the page. */
  listQueries(page: {
    customers: Customers;
    after: number;
    offset: number;
    limit: number;
  }): Promise<{ count: number; queries: StoredQuery[] }>;
  /** Undefined for a query that is not there, or that none of `customers` uses. */
  findQuery(named: QueryName, customers: Customers): Promise<StoredQuery | undefined>;
  /** Query id → those of the catalogs that use it. Unknown catalogs, and those of others than `customers`, are passed over. */
  catalogsByQuery(catalogUuids: readonly string[], customers: Customers): Promise<Map<number, string[]>>;

  /**
   * Evaluates a filter that is not saved; nothing is stored.
   * @param comparedWith the id of a query whose members it is compared with
   * @throws RefusedError with every fault of the filter · UnavailableError without the engine
   */
  previewFilter(filter: WrittenFilter, comparedWith?: number): Promise<FilterPreview>;
  /** @throws NotFoundError for an unknown catalog or item */
  explain(catalogUuid: string, contentId: number): Promise<Explanation>;

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

  /** Outcomes in order. What the engines keep from being decided stays on the work list. */
  importQueries(queries: readonly QueryImport[]): Promise<ImportOutcome[]>;
  importCatalogs(catalogs: readonly CatalogImport[]): Promise<ImportOutcome[]>;
  importCustomers(customers: readonly CustomerImport[]): Promise<ImportOutcome[]>;

  backlog(): Promise<Backlog>;
}
