import type { ContentIndex } from '../content-index/port.ts';
import type { AuditLog, Author } from '../kernel/audit.ts';
import type { Customers } from '../kernel/customers.ts';
import type { Database } from '../kernel/database.ts';
import { NotFoundError, UnavailableError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/log.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import type { Step } from '../kernel/steps.ts';
import type { ItemClaim, Replication } from '../replication/port.ts';
import { listCatalogRows, readCatalogCustomer, readCatalogRow } from './catalogs/catalog-row.mysql.ts';
import { deleteCatalog } from './catalogs/delete-catalog.ts';
import { describeCatalog } from './catalogs/describe-catalog.ts';
import { createCatalog, describeWrite, updateCatalog, type SaveCatalogDeps } from './catalogs/save-catalog.ts';
import { toCatalog } from './catalogs/to-catalog.ts';
import { containsMany, filterContained } from './contains/contains-many.ts';
import { readCatalogQueries } from './contains/contains-many.mysql.ts';
import { catalogContainsOneOf, customerCatalogsWithOneOf } from './contains/contains.mysql.ts';
import { listCatalogsWithContent } from './customers/catalogs-with-content.mysql.ts';
import { listCustomerRows } from './customers/list-customers.mysql.ts';
import { readBacklog } from './decide/claims.mysql.ts';
import { ItemDecider, type ItemDecision } from './decide/item-decider.ts';
import { QueryDecider, type QueryClaim, type QueryDecision } from './decide/query-decider.ts';
import { RelativeQueries } from './decide/relative-queries.ts';
import { settle } from './decide/settle.ts';
import { explainMembership } from './explain/explain-membership.ts';
import { listHeldQueries } from './guard/held-pairs.mysql.ts';
import { resolveHeld } from './guard/resolve-held.ts';
import { dropOldChanges } from './history/drop-changes.mysql.ts';
import { numberChanges } from './history/number-changes.mysql.ts';
import { readFeed } from './history/read-feed.ts';
import { Inheritor } from './inherit/inheritor.ts';
import { importCatalogs } from './import/import-catalogs.ts';
import { importCustomers } from './import/import-customers.ts';
import { importQueries } from './import/import-queries.ts';
import { Members } from './members/members.ts';
import type { Percolator } from './percolator/percolator.ts';
import type {
  Backlog,
  Catalog,
  CatalogChange,
  CatalogContext,
  CatalogDifference,
  CatalogImport,
  CatalogState,
  ChangesPage,
  ChangesScope,
  Customer,
  CustomerImport,
  Explanation,
  FilterPreview,
  FilterScope,
  FilterWrite,
  HeldQuery,
  HoldingCatalog,
  ImportOutcome,
  IncompleteQuery,
  Inclusion,
  MemberPage,
  NewCatalog,
  QueryImport,
  QueryName,
  QueryVersion,
  QueryVersionDetail,
  ReconcileOptions,
  ReconcileReport,
  SavedCatalog,
  StoredQuery,
  UnusedQuery,
  Writer,
  WrittenFilter,
} from './port.ts';
import { previewFilter } from './preview/preview-filter.ts';
import { listQueryRows, readCatalogsByQuery, readQueryRow } from './queries/read-queries.mysql.ts';
import { compileFiltersAnew } from './queries/compile-anew.ts';
import { filterCosts, type FilterCost } from './queries/filter-costs.ts';
import { listIncompleteQueries } from './queries/incomplete-queries.mysql.ts';
import { pruneQueries } from './prune/prune-queries.ts';
import { Reconciliation } from './reconcile/reconcile.ts';
import { takeScheduledRun } from './reconcile/take-run.mysql.ts';
import { readCompiled } from './queries/query-row.mysql.ts';
import { toStoredQuery } from './queries/to-stored-query.ts';
import { listVersions, readCustomersOfQuery, readVersion, restoreVersion } from './versions/query-versions.ts';

export interface InclusionDeps {
  database: Database;
  audit: AuditLog;
  contentIndex: ContentIndex;
  percolator: Percolator;
  /** `queries/explain.json` */
  explainRequest: RequestTemplate;
  replication: Pick<Replication, 'seenItems'>;
  claimSeconds: number;
  /** How long changes of membership are kept. */
  historyDays: number;
  /** `queries/due.json` */
  due: RequestTemplate;
  /** The moment that `now` in a filter is, ms; the database's own clock unless a test moves it. */
  now: (databaseNow: Date) => number;
  logger: Logger;
  step: Step;
}

const claimsInheritedAtOnce = 10;
const dropEveryMilliseconds = 600_000;

/** The room's port, on its real stores. */
export class MysqlInclusion implements Inclusion {
  readonly #deps: InclusionDeps;
  readonly #items: ItemDecider;
  readonly #queries: QueryDecider;
  readonly #inheritor: Inheritor;
  readonly #save: SaveCatalogDeps;
  readonly #members: Members;
  #droppedAt = -Infinity;
  readonly #relative: RelativeQueries;

  constructor(deps: InclusionDeps) {
    this.#deps = deps;
    this.#items = new ItemDecider(deps);
    this.#queries = new QueryDecider(deps);
    this.#members = new Members(deps);
    this.#inheritor = new Inheritor(deps);
    this.#relative = new RelativeQueries(deps);
    this.#save = {
      database: deps.database,
      audit: deps.audit,
      claimSeconds: deps.claimSeconds,
      now: deps.now,
      decideQuery: async (claim) => (await this.decideQueries([claim]))[0],
    };
  }

  async decideItems(claims: readonly ItemClaim[]): Promise<(ItemDecision | undefined)[]> {
    const decisions = await settle<ItemClaim, ItemDecision>(
      this.#deps,
      {
        kind: 'item',
        idOf: ({ contentId, ticket }) => ({ id: contentId, ticket }),
        decide: (some) => this.#items.decide(some),
      },
      claims,
    );
    await this.#inheritAfter(claims.length);
    return decisions;
  }

  /** Decides filters that the caller has claimed; as `decideItems`. */
  async decideQueries(claims: readonly QueryClaim[]): Promise<(QueryDecision | undefined)[]> {
    const decisions = await settle<QueryClaim, QueryDecision>(
      this.#deps,
      {
        kind: 'query',
        idOf: ({ queryId, ticket }) => ({ id: queryId, ticket }),
        decide: (some) => this.#queries.decide(some),
      },
      claims,
    );
    await this.#inheritAfter(claims.length);
    return decisions;
  }

  settleInherited(): Promise<boolean> {
    return this.#inheritor.settle();
  }

  /** A large batch is one of many: what is inherited is worked out once for all of them, by the workers or at the import's end. */
  async #inheritAfter(claims: number): Promise<void> {
    if (claims > claimsInheritedAtOnce) {
      return;
    }
    try {
      await this.#inheritor.settle();
    } catch (error) {
      if (!(error instanceof UnavailableError)) {
        throw error;
      }
      // The decisions are committed, and so are the marks: a worker goes on with them.
      this.#deps.logger.warn({ err: error }, 'inherited memberships left to the workers');
    }
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
    after: number;
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

  queryCustomers(queryUuid: string): Promise<string[]> {
    return readCustomersOfQuery(this.#deps.database, queryUuid.toLowerCase());
  }

  listQueryVersions(queryUuid: string, options: { before: number; limit: number }): Promise<QueryVersion[]> {
    return listVersions(this.#deps.database, queryUuid.toLowerCase(), options);
  }

  readQueryVersion(queryUuid: string, options: { version: number; against?: number }): Promise<QueryVersionDetail> {
    return readVersion(this.#deps.database, queryUuid.toLowerCase(), options);
  }

  async restoreQueryVersion(queryUuid: string, version: number, writer: Writer): Promise<FilterWrite> {
    const { saved, filter } = await restoreVersion(this.#deps, queryUuid.toLowerCase(), { version, writer });
    return describeWrite(this.#save, saved, filter);
  }

  changes(scope: ChangesScope, options: { since: string | undefined; limit: number }): Promise<ChangesPage> {
    return readFeed(this.#deps.database, scope, options);
  }

  async describeCatalog(uuid: string): Promise<CatalogState> {
    const state = await describeCatalog(this.#deps.database, uuid.toLowerCase());
    if (state === undefined) {
      throw noCatalog();
    }
    return state;
  }

  pruneQueries(options: { apply: boolean; author: Author }): Promise<UnusedQuery[]> {
    return pruneQueries(this.#deps, options);
  }

  async listHeld(limit: number): Promise<HeldQuery[]> {
    return (await listHeldQueries(this.#deps.database, limit)).map(({ pairs, ...row }) => ({ ...row, held: pairs }));
  }

  async resolveHeld(queryUuid: string, how: 'confirm' | 'drop', writer: Writer): Promise<number> {
    const resolved = await resolveHeld(this.#deps, queryUuid.toLowerCase(), { writer, how });
    await this.#inheritAfter(1);
    return resolved;
  }

  reconcile(options: ReconcileOptions): Promise<ReconcileReport> {
    return new Reconciliation(this.#deps, options).run();
  }

  takeScheduledReconciliation(hours: number): Promise<boolean> {
    return takeScheduledRun(this.#deps.database, hours);
  }

  async tendHistory(): Promise<void> {
    await numberChanges(this.#deps.database);
    if (performance.now() - this.#droppedAt > dropEveryMilliseconds) {
      await dropOldChanges(this.#deps.database, this.#deps.historyDays);
      this.#droppedAt = performance.now();
    }
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
