import type { JsonNode } from '../kernel/json.ts';
import type { ItemClaim } from '../replication/port.ts';
import type { Backlog } from './decide/claims.mysql.ts';
import type { ItemDecision } from './decide/item-decider.ts';

export type { Backlog, ItemDecision };

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

export interface SavedCatalog {
  catalog: Catalog;
  /** Left out when no filter was written. */
  filter?: FilterWrite;
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

export interface Inclusion {
  /**
   * Decides items that the caller has claimed. One answer a claim, in order; undefined where an engine is away: the claim
   * is back on the work list and a worker decides it.
   */
  decideItems(claims: readonly ItemClaim[]): Promise<(ItemDecision | undefined)[]>;

  /** @throws RefusedError with every fault of the filter · ConflictError when the uuid is taken */
  createCatalog(catalog: NewCatalog): Promise<SavedCatalog>;
  /** @throws NotFoundError · RefusedError */
  updateCatalog(uuid: string, change: CatalogChange): Promise<SavedCatalog>;
  /** @throws NotFoundError */
  deleteCatalog(uuid: string): Promise<void>;
  /** @throws NotFoundError */
  readCatalog(uuid: string): Promise<Catalog>;
  listCatalogs(options: {
    enterpriseUuid?: string;
    offset: number;
    limit: number;
  }): Promise<{ count: number; catalogs: Catalog[] }>;

  /**
   * Whether one of the keys is contained: it is a member, or a run of it is, or its course is.
   * @throws NotFoundError for an unknown catalog
   */
  catalogContains(catalogUuid: string, contentKeys: readonly string[]): Promise<boolean>;
  /** The customer's catalogs that contain one of the keys, oldest first; at most `limit`. */
  customerCatalogsContaining(enterpriseUuid: string, contentKeys: readonly string[], limit?: number): Promise<string[]>;

  /** The compiled filters of a catalog or of all of a customer's; empty when there are none. */
  compiledFilters(scope: { catalogUuid: string } | { enterpriseUuid: string }): Promise<object[]>;

  /** Outcomes in order. What the engines keep from being decided stays on the work list. */
  importQueries(queries: readonly QueryImport[]): Promise<ImportOutcome[]>;
  importCatalogs(catalogs: readonly CatalogImport[]): Promise<ImportOutcome[]>;
  importCustomers(customers: readonly CustomerImport[]): Promise<ImportOutcome[]>;

  backlog(): Promise<Backlog>;
}
