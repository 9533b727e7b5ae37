import type { ContentIndex } from '../content-index/port.ts';
import type { AuditLog } from '../kernel/audit.ts';
import type { Customers } from '../kernel/customers.ts';
import type { Database } from '../kernel/database.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import type { Logger } from '../kernel/log.ts';
import type { Step } from '../kernel/steps.ts';
import type { ItemClaim, Replication } from '../replication/port.ts';
import { listCatalogRows, readCatalogCustomer, readCatalogRow } from './catalogs/catalog-row.mysql.ts';
import { deleteCatalog } from './catalogs/delete-catalog.ts';
import { createCatalog, updateCatalog, type SaveCatalogDeps } from './catalogs/save-catalog.ts';
import { toCatalog } from './catalogs/to-catalog.ts';
import { catalogContainsOneOf, customerCatalogsWithOneOf } from './contains/contains.mysql.ts';
import { listCatalogsWithContent } from './customers/catalogs-with-content.mysql.ts';
import { listCustomerRows } from './customers/list-customers.mysql.ts';
import { readBacklog } from './decide/claims.mysql.ts';
import { ItemDecider, type ItemDecision } from './decide/item-decider.ts';
import { QueryDecider, type QueryClaim, type QueryDecision } from './decide/query-decider.ts';
import { RelativeQueries } from './decide/relative-queries.ts';
import { settle } from './decide/settle.ts';
import { importCatalogs } from './import/import-catalogs.ts';
import { importCustomers } from './import/import-customers.ts';
import { importQueries } from './import/import-queries.ts';
import type { Percolator } from './percolator/percolator.ts';
import type {
  Backlog,
  Catalog,
  CatalogChange,
  CatalogImport,
  Customer,
  CustomerImport,
  FilterScope,
  HoldingCatalog,
  ImportOutcome,
  IncompleteQuery,
  Inclusion,
  NewCatalog,
  QueryImport,
  SavedCatalog,
  Writer,
} from './port.ts';
import { compileFiltersAnew } from './queries/compile-anew.ts';
import { filterCosts, type FilterCost } from './queries/filter-costs.ts';
import { listIncompleteQueries } from './queries/incomplete-queries.mysql.ts';
import { readCompiled } from './queries/query-row.mysql.ts';

export interface InclusionDeps {
  database: Database;
  audit: AuditLog;
  contentIndex: ContentIndex;
  percolator: Percolator;
  replication: Pick<Replication, 'seenItems'>;
  claimSeconds: number;
  /** `queries/due.json` */
  due: RequestTemplate;
  /** The moment that `now` in a filter is, ms; the database's own clock unless a test moves it. */
  now: (databaseNow: Date) => number;
  logger: Logger;
  step: Step;
}

/** The room's port, on its real stores. */
export class MysqlInclusion implements Inclusion {
  readonly #deps: InclusionDeps;
  readonly #items: ItemDecider;
  readonly #queries: QueryDecider;
  readonly #save: SaveCatalogDeps;
  readonly #relative: RelativeQueries;

  constructor(deps: InclusionDeps) {
    this.#deps = deps;
    this.#items = new ItemDecider(deps);
    this.#queries = new QueryDecider(deps);
    this.#relative = new RelativeQueries(deps);
    this.#save = {
      database: deps.database,
      audit: deps.audit,
      claimSeconds: deps.claimSeconds,
      now: deps.now,
      decideQuery: async (claim) => (await this.decideQueries([claim]))[0],
    };
  }

  decideItems(claims: readonly ItemClaim[]): Promise<(ItemDecision | undefined)[]> {
    return settle<ItemClaim, ItemDecision>(
      this.#deps,
      {
        kind: 'item',
        idOf: ({ contentId, ticket }) => ({ id: contentId, ticket }),
        decide: (some) => this.#items.decide(some),
      },
      claims,
    );
  }

  /** Decides filters that the caller has claimed; as `decideItems`. */
  decideQueries(claims: readonly QueryClaim[]): Promise<(QueryDecision | undefined)[]> {
    return settle<QueryClaim, QueryDecision>(
      this.#deps,
      {
        kind: 'query',
        idOf: ({ queryId, ticket }) => ({ id: queryId, ticket }),
        decide: (some) => this.#queries.decide(some),
      },
      claims,
    );
  }

  /** Filters that say `now` and are due to move, claimed for the caller: see decide/relative-queries.ts. */
  moveRelativeQueries(): Promise<QueryClaim[]> {
    return this.#relative.moveDue();
  }

  /** Filters that an older program compiled are compiled, and decided by a worker. For the start of a process. */
  compileFiltersAnew(): Promise<void> {
    return compileFiltersAnew(this.#deps);
  }

  createCatalog(catalog: NewCatalog, writer: Writer): Promise<SavedCatalog> {
    return createCatalog(this.#save, catalog, writer);
  }

  updateCatalog(uuid: string, change: CatalogChange, writer: Writer): Promise<SavedCatalog> {
    return updateCatalog(this.#save, uuid.toLowerCase(), change, writer);
  }

  deleteCatalog(uuid: string, writer: Writer): Promise<void> {
    return deleteCatalog(this.#deps, uuid.toLowerCase(), writer);
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
    offset: number;
    limit: number;
  }): Promise<{ count: number; catalogs: Catalog[] }> {
    const { count, rows } = await listCatalogRows(this.#deps.database, options);
    return { count, catalogs: rows.map(toCatalog) };
  }

  async catalogContains(
    catalogUuid: string,
    contentKeys: readonly string[],
  ): Promise<{ enterpriseUuid: string; contained: boolean }> {
    const answer = await catalogContainsOneOf(this.#deps.database, catalogUuid.toLowerCase(), contentKeys);
    if (answer === undefined) {
      throw noCatalog();
    }
    return answer;
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

  compiledFilters(scope: FilterScope): Promise<object[]> {
    return readCompiled(this.#deps.database, scope);
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
    options: { customers: Customers; offset: number; limit: number },
  ): Promise<{ count: number; catalogs: HoldingCatalog[] }> {
    const { count, rows } = await listCatalogsWithContent(this.#deps.database, contentKey, options);
    return {
      count,
      catalogs: rows.map(({ uuid, title, enterprise_uuid, customer_name }) => ({
        uuid,
        title,
        enterpriseUuid: enterprise_uuid,
        enterpriseName: customer_name,
      })),
    };
  }

  importQueries(queries: readonly QueryImport[]): Promise<ImportOutcome[]> {
    return importQueries({ ...this.#save, decideQueries: (claims) => this.decideQueries(claims) }, queries);
  }

  importCatalogs(catalogs: readonly CatalogImport[]): Promise<ImportOutcome[]> {
    return importCatalogs(this.#deps.database, catalogs);
  }

  importCustomers(customers: readonly CustomerImport[]): Promise<ImportOutcome[]> {
    return importCustomers(this.#deps.database, customers);
  }

  filterCosts(page: { offset: number; limit: number }): Promise<{ count: number; filters: FilterCost[] }> {
    return filterCosts(this.#deps, page);
  }

  listIncompleteQueries(page: {
    offset: number;
    limit: number;
  }): Promise<{ count: number; queries: IncompleteQuery[] }> {
    return listIncompleteQueries(this.#deps.database, page);
  }

  backlog(): Promise<Backlog> {
    return readBacklog(this.#deps.database);
  }
}

function noCatalog(): NotFoundError {
  return new NotFoundError('there is no catalog with this uuid');
}
