import type { Customers } from '../kernel/customers.ts';
import type { ContentOfTags } from './academies-port.ts';
import type { Catalog, Customer, FilterScope, SearchScope, WrittenFilter } from './port.ts';
import type {
  CatalogContext,
  CatalogDifference,
  Explanation,
  FilterPreview,
  HoldingCatalog,
  HoldingPlace,
  HoldingQuery,
  MemberPage,
  QueryName,
  StoredQuery,
} from './read-models.ts';

/** What the room answers from what is stored. */
export interface Questions {
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
  countMembers(catalog: CatalogContext, of: Pick<MemberPage, 'keys' | 'withRestricted'>): Promise<number>;
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
  /** What is in any of these catalogs; no filters when there are none. */
  searchScope(scope: FilterScope): Promise<SearchScope>;
  /**
   * The tags of academies that have a catalog in the scope; without a scope those of all.
   * @param titles only these; all, unless told
   * @returns title → keys of the content that carries it, by title
   */
  contentOfTags(scope: FilterScope | undefined, titles?: readonly string[]): Promise<ContentOfTags>;

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
  /**
   * The catalogs that contain an item, as `catalogContains` says, of `customers` only; by customer's name and title.
   * @param options.after where the page before ended
   */
  catalogsWithContent(
    contentKey: string,
    options: { customers: Customers; after?: HoldingPlace | undefined; offset: number; limit: number },
  ): Promise<{ count: number; catalogs: HoldingCatalog[] }>;
  /** The queries that hold an item likewise and that no catalog uses, oldest first; at most `limit`. */
  unusedQueriesWithContent(contentKey: string, limit: number): Promise<{ count: number; queries: HoldingQuery[] }>;
}
