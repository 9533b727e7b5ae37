import type { Customers } from '../kernel/customers.ts';
import type { Database } from '../kernel/database.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import type { Replication } from '../replication/port.ts';
import { readContentOfTags } from './academies/content-of-tags.mysql.ts';
import { listCatalogRows, readCatalogCustomer, readCatalogRow } from './catalogs/catalog-row.mysql.ts';
import { toCatalog } from './catalogs/to-catalog.ts';
import { containsMany, filterContained } from './contains/contains-many.ts';
import { readCatalogQueries } from './contains/contains-many.mysql.ts';
import { CatalogLookups } from './contains/catalog-lookups.ts';
import { customerCatalogsWithOneOf, type CatalogAnswer } from './contains/contains.mysql.ts';
import {
  listCatalogsWithContent,
  listUnusedQueriesWithContent,
  type HoldingQueryRow,
} from './customers/catalogs-with-content.mysql.ts';
import { listCustomerRows } from './customers/list-customers.mysql.ts';
import type { AskedIndex } from './decide/items-written.ts';
import { explainMembership } from './explain/explain-membership.ts';
import { Members } from './members/members.ts';
import type {
  Catalog,
  CatalogContext,
  CatalogDifference,
  ContentOfTags,
  Customer,
  Explanation,
  FilterPreview,
  FilterScope,
  HoldingCatalog,
  HoldingPlace,
  HoldingQuery,
  Questions,
  MemberPage,
  QueryName,
  SearchScope,
  StoredQuery,
  WrittenFilter,
} from './port.ts';
import { previewFilter } from './preview/preview-filter.ts';
import { listQueryRows, readCatalogsByQuery, readQueryRow } from './queries/read-queries.mysql.ts';
import { toStoredQuery } from './queries/to-stored-query.ts';
import { SearchScopes } from './scope/search-scopes.ts';

export interface QuestionDeps {
  database: Database;
  contentIndex: AskedIndex;
  replication: Pick<Replication, 'seenItems'>;
  /** `queries/explain.json` */
  explainRequest: RequestTemplate;
  /** The moment that `now` in a filter is, ms; the database's own clock unless a test moves it. */
  now: (databaseNow: Date) => number;
}

/** What the room answers from what is stored; part of the room's port. */
export class MysqlQuestions implements Questions {
  readonly #deps: QuestionDeps;
  readonly #members: Members;
  readonly #scopes: SearchScopes;
  readonly #lookups: CatalogLookups;

  constructor(deps: QuestionDeps) {
    this.#deps = deps;
    this.#members = new Members(deps);
    this.#scopes = new SearchScopes(deps.database);
    this.#lookups = new CatalogLookups(deps.database);
  }

  async readCatalog(uuid: string): Promise<Catalog> {
    const row = await readCatalogRow(this.#deps.database, uuid.toLowerCase());
    if (row === undefined) {
      throw noCatalog();
    }
    return toCatalog(row);
  }

  async listCatalogs(options: {
    customers: Customers;
    after: number;
    offset: number;
    limit: number;
  }): Promise<{ count: number; catalogs: Catalog[] }> {
    const { count, rows } = await listCatalogRows(this.#deps.database, options);
    return { count, catalogs: rows.map(toCatalog) };
  }

  async catalogContains(catalogUuid: string, contentKeys: readonly string[]): Promise<CatalogAnswer> {
    const answer = await this.#lookups.ask({ catalogUuid: catalogUuid.toLowerCase(), keys: contentKeys });
    if (answer === undefined) {
      throw noCatalog();
    }
    return answer;
  }

  async containsMany(
    catalogUuids: readonly string[],
    contentKeys: readonly string[],
  ): Promise<Map<string, { enterpriseUuid: string; contained: ReadonlySet<string> }>> {
    const catalogs = await readCatalogQueries(this.#deps.database, {
      uuids: catalogUuids.map((uuid) => uuid.toLowerCase()),
    });
    const queries = [...new Set(catalogs.map(({ query_id }) => query_id))];
    const contained = await containsMany(this.#deps.database, contentKeys, queries);
    return new Map(
      catalogs.map(({ uuid, enterprise_uuid, query_id }) => [
        uuid,
        { enterpriseUuid: enterprise_uuid, contained: contained.get(query_id) ?? new Set() },
      ]),
    );
  }

  filterContained(
    enterpriseUuid: string,
    options: { contentKeys: readonly string[]; catalogUuids?: readonly string[] },
  ): Promise<ReadonlySet<string>> {
    return filterContained(this.#deps.database, enterpriseUuid.toLowerCase(), options);
  }

  catalogContext(catalogUuid: string): Promise<CatalogContext> {
    return this.#members.contextOf(catalogUuid);
  }

  holdingContext(enterpriseUuid: string, contentId: number): Promise<CatalogContext | undefined> {
    return this.#members.holdingContext(enterpriseUuid, contentId);
  }

  countMembers(catalog: CatalogContext, of: Pick<MemberPage, 'keys' | 'withRestricted'>): Promise<number> {
    return this.#members.count(catalog, of);
  }

  listMembers(catalog: CatalogContext, page: MemberPage): Promise<number[]> {
    return this.#members.list(catalog, page);
  }

  compareWithCatalog(catalog: CatalogContext, contentKeys: readonly string[]): Promise<CatalogDifference> {
    return this.#members.compare(catalog, contentKeys);
  }

  async listQueries(page: {
    customers: Customers;
    after: number;
    offset: number;
    limit: number;
  }): Promise<{ count: number; queries: StoredQuery[] }> {
    const { count, rows } = await listQueryRows(this.#deps.database, page);
    return { count, queries: rows.map(toStoredQuery) };
  }

  async findQuery(named: QueryName, customers: Customers): Promise<StoredQuery | undefined> {
    const row = await readQueryRow(this.#deps.database, named, customers);
    return row === undefined ? undefined : toStoredQuery(row);
  }

  catalogsByQuery(catalogUuids: readonly string[], customers: Customers): Promise<Map<number, string[]>> {
    return readCatalogsByQuery(this.#deps.database, catalogUuids, customers);
  }

  previewFilter(filter: WrittenFilter, comparedWith?: number): Promise<FilterPreview> {
    return previewFilter(this.#deps, filter, comparedWith);
  }

  explain(catalogUuid: string, contentId: number): Promise<Explanation> {
    return explainMembership(this.#deps, catalogUuid.toLowerCase(), contentId);
  }

  async catalogCustomer(catalogUuid: string): Promise<string> {
    const customer = await readCatalogCustomer(this.#deps.database, catalogUuid.toLowerCase());
    if (customer === undefined) {
      throw noCatalog();
    }
    return customer;
  }

  customerCatalogsContaining(
    enterpriseUuid: string,
    contentKeys: readonly string[],
    limit?: number,
  ): Promise<string[]> {
    return customerCatalogsWithOneOf(this.#deps.database, enterpriseUuid.toLowerCase(), contentKeys, limit);
  }

  searchScope(scope: FilterScope): Promise<SearchScope> {
    return this.#scopes.read(scope);
  }

  contentOfTags(scope: FilterScope | undefined, titles?: readonly string[]): Promise<ContentOfTags> {
    return readContentOfTags(this.#deps.database, scope, titles);
  }

  async listCustomers(options: {
    customers: Customers;
    text?: string;
    offset: number;
    limit: number;
  }): Promise<{ count: number; customers: Customer[] }> {
    const { count, rows } = await listCustomerRows(this.#deps.database, {
      ...options,
      text: options.text?.trim() ?? '',
    });
    return { count, customers: rows };
  }

  async catalogsWithContent(
    contentKey: string,
    options: { customers: Customers; after?: HoldingPlace | undefined; offset: number; limit: number },
  ): Promise<{ count: number; catalogs: HoldingCatalog[] }> {
    const { count, rows } = await listCatalogsWithContent(this.#deps.database, contentKey, options);
    return {
      count,
      catalogs: rows.map(({ id, uuid, title, enterprise_uuid, customer_name, query }) => ({
        id,
        uuid,
        title,
        enterpriseUuid: enterprise_uuid,
        customerName: customer_name,
        query: toHoldingQuery(query),
      })),
    };
  }

  async unusedQueriesWithContent(
    contentKey: string,
    limit: number,
  ): Promise<{ count: number; queries: HoldingQuery[] }> {
    const { count, rows } = await listUnusedQueriesWithContent(this.#deps.database, contentKey, limit);
    return { count, queries: rows.map(toHoldingQuery) };
  }
}

function toHoldingQuery({ held, ...names }: HoldingQueryRow): HoldingQuery {
  return { ...names, held: held === 1 };
}

export function noCatalog(): NotFoundError {
  return new NotFoundError('there is no catalog with this uuid');
}
