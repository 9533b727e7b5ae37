import type { ContentIndex } from '../content-index/port.ts';
import type { Database } from '../kernel/database.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/log.ts';
import type { Step } from '../kernel/steps.ts';
import type { ItemClaim } from '../replication/port.ts';
import { deleteCatalogRow, listCatalogRows, readCatalogRow } from './catalogs/catalog-row.mysql.ts';
import { createCatalog, updateCatalog, type SaveCatalogDeps } from './catalogs/save-catalog.ts';
import { toCatalog } from './catalogs/to-catalog.ts';
import { catalogContainsOneOf, customerCatalogsWithOneOf } from './contains/contains.mysql.ts';
import { readBacklog } from './decide/claims.mysql.ts';
import { ItemDecider, type ItemDecision } from './decide/item-decider.ts';
import { QueryDecider, type QueryClaim, type QueryDecision } from './decide/query-decider.ts';
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
  CustomerImport,
  ImportOutcome,
  Inclusion,
  NewCatalog,
  QueryImport,
  SavedCatalog,
} from './port.ts';
import { readCompiled } from './queries/query-row.mysql.ts';

export interface InclusionDeps {
  database: Database;
  contentIndex: ContentIndex;
  percolator: Percolator;
  claimSeconds: number;
  logger: Logger;
  step: Step;
}

/** The room's port, on its real stores. */
export class MysqlInclusion implements Inclusion {
  readonly #deps: InclusionDeps;
  readonly #items: ItemDecider;
  readonly #queries: QueryDecider;
  readonly #save: SaveCatalogDeps;

  constructor(deps: InclusionDeps) {
    this.#deps = deps;
    this.#items = new ItemDecider(deps);
    this.#queries = new QueryDecider(deps);
    this.#save = {
      database: deps.database,
      claimSeconds: deps.claimSeconds,
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

  createCatalog(catalog: NewCatalog): Promise<SavedCatalog> {
    return createCatalog(this.#save, catalog);
  }

  updateCatalog(uuid: string, change: CatalogChange): Promise<SavedCatalog> {
    return updateCatalog(this.#save, uuid.toLowerCase(), change);
  }

  async deleteCatalog(uuid: string): Promise<void> {
    if (!(await deleteCatalogRow(this.#deps.database, uuid.toLowerCase()))) {
      throw noCatalog();
    }
  }

  async readCatalog(uuid: string): Promise<Catalog> {
    const row = await readCatalogRow(this.#deps.database, uuid.toLowerCase());
    if (row === undefined) {
      throw noCatalog();
    }
    return toCatalog(row);
  }

  async listCatalogs(options: {
    enterpriseUuid?: string;
    offset: number;
    limit: number;
  }): Promise<{ count: number; catalogs: Catalog[] }> {
    const { count, rows } = await listCatalogRows(this.#deps.database, options);
    return { count, catalogs: rows.map(toCatalog) };
  }

  async catalogContains(catalogUuid: string, contentKeys: readonly string[]): Promise<boolean> {
    const contained = await catalogContainsOneOf(this.#deps.database, catalogUuid.toLowerCase(), contentKeys);
    if (contained === undefined) {
      throw noCatalog();
    }
    return contained;
  }

  customerCatalogsContaining(
    enterpriseUuid: string,
    contentKeys: readonly string[],
    limit?: number,
  ): Promise<string[]> {
    return customerCatalogsWithOneOf(this.#deps.database, enterpriseUuid.toLowerCase(), contentKeys, limit);
  }

  compiledFilters(scope: { catalogUuid: string } | { enterpriseUuid: string }): Promise<object[]> {
    return readCompiled(this.#deps.database, scope);
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

  backlog(): Promise<Backlog> {
    return readBacklog(this.#deps.database);
  }
}

function noCatalog(): NotFoundError {
  return new NotFoundError('there is no catalog with this uuid');
}
