import { setTimeout } from 'node:timers/promises';
import type { ContentIndex } from '../content-index/port.ts';
import type { AuditLog, Author } from '../kernel/audit.ts';
import type { Logger } from '../kernel/log.ts';
import type { Generations } from '../kernel/rebuild/indices.ts';
import { isRebuildDue } from '../kernel/rebuild/is-due.ts';
import type { RebuildOptions } from '../kernel/rebuild/models.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import type { Step } from '../kernel/steps.ts';
import type { ItemClaim, RefreshJob, Replication, WhileStoring } from '../replication/port.ts';
import { MysqlAcademies } from './academies/academies.ts';
import { deleteCatalog } from './catalogs/delete-catalog.ts';
import { describeCatalog } from './catalogs/describe-catalog.ts';
import { createCatalog, updateCatalog, type SaveCatalogDeps } from './catalogs/save-catalog.ts';
import { readBacklog } from './decide/claims.mysql.ts';
import type { ItemDecision } from './decide/item-decider.ts';
import { ItemDecisions } from './decide/item-decisions.ts';
import { withItemsWritten, type AskedIndex } from './decide/items-written.ts';
import { BesideAnswers } from './decide/beside-answers.ts';
import { QueryDecider, type QueryClaim, type QueryDecision } from './decide/query-decider.ts';
import { RelativeQueries } from './decide/relative-queries.ts';
import { settle } from './decide/settle.ts';
import { heldItems, listHeld } from './guard/list-held.ts';
import { resolveHeld } from './guard/resolve-held.ts';
import { membershipFeed } from './history/feed.mysql.ts';
import { readFeed } from './history/read-feed.ts';
import { Inheritor } from './inherit/inheritor.ts';
import { importCatalogs } from './import/import-catalogs.ts';
import { importCustomers } from './import/import-customers.ts';
import { importQueries } from './import/import-queries.ts';
import type { Percolator } from './percolator/percolator.ts';
import { queryTarget } from './rebuild/index-target.mysql.ts';
import { rebuildQueries } from './rebuild/rebuild-queries.ts';
import { Registrar } from './rebuild/registrar.ts';
import type {
  Backlog,
  CatalogChange,
  CatalogContext,
  CatalogImport,
  CatalogState,
  ChangesPage,
  ChangesScope,
  CustomerImport,
  HeldItem,
  HeldPage,
  HeldQuery,
  IdPage,
  ImportOutcome,
  IncompleteQuery,
  Inclusion,
  MembersRefresh,
  NewCatalog,
  QueryImport,
  QueryImportOutcome,
  QueryVersion,
  QueryVersionDetail,
  RebuildReport,
  ReconcileOptions,
  ReconcileReport,
  SavedCatalog,
  UnusedQuery,
  Writer,
} from './port.ts';
import { compileFiltersAnew } from './queries/compile-anew.ts';
import { filterCosts, type FilterCost, type FilterCostPage } from './queries/filter-costs.ts';
import { listIncompleteQueries } from './queries/incomplete-queries.mysql.ts';
import { FilterProposals } from './proposals/filter-proposals.ts';
import { dropOldProposals } from './proposals/proposal-row.mysql.ts';
import { pruneQueries } from './prune/prune-queries.ts';
import { readMembersRefresh, refreshMembers } from './refresh/refresh-members.ts';
import { Reconciliation } from './reconcile/reconcile.ts';
import { hastenScheduledRun, takeScheduledRun } from './reconcile/take-run.mysql.ts';
import { listVersions, readCustomersOfQuery, readVersion } from './versions/query-versions.ts';
import { MysqlQuestions, noCatalog, type QuestionDeps } from './questions.ts';

export interface InclusionDeps extends QuestionDeps {
  audit: AuditLog;
  percolator: Percolator;
  /** The indices that `percolator` may be of. */
  indices: Generations;
  contentIndex: ContentIndex;
  replication: Pick<
    Replication,
    'seenItems' | 'readClaims' | 'staleForms' | 'formAnew' | 'extent' | 'refreshContent' | 'readRefresh'
  >;
  claimSeconds: number;
  /** How long changes of membership are kept. */
  historyDays: number;
  /** `queries/due.json` */
  due: RequestTemplate;
  logger: Logger;
  step: Step;
}

const claimsInheritedAtOnce = 10;
/** What is worked out before those who wait are told: a stream of changes must not keep them forever. */
const roundsOfOneTurn = 10;
const registerAfterMilliseconds = 200;
const dropEveryMilliseconds = 600_000;

/** The room's port, on its real stores. */
export class MysqlInclusion extends MysqlQuestions implements Inclusion {
  readonly #deps: InclusionDeps & { registrar: Registrar };
  readonly #asked: AskedIndex;
  readonly #items: ItemDecisions;
  readonly #queries: QueryDecider;
  readonly #inheritor: Inheritor;
  readonly #inheriting: BesideAnswers;
  readonly #registering: BesideAnswers;
  readonly #stopping = new AbortController();
  #warmingUp: Promise<void> | undefined;
  readonly proposals: FilterProposals;
  readonly academies: MysqlAcademies;
  readonly #save: SaveCatalogDeps;
  #droppedAt = -Infinity;
  readonly #relative: RelativeQueries;

  constructor(deps: InclusionDeps) {
    const itemsWritten = (): Promise<void> => items.written();
    const asked = withItemsWritten(deps.contentIndex, itemsWritten);
    super({ ...deps, contentIndex: asked });
    const items = new ItemDecisions({ ...deps, inheritAfter: (some) => this.#inheritAfter(some) });
    this.#deps = { ...deps, registrar: new Registrar(deps) };
    this.#asked = asked;
    this.#items = items;
    this.#queries = new QueryDecider({ ...this.#deps, itemsWritten });
    this.#inheritor = new Inheritor(deps);
    this.#inheriting = new BesideAnswers({
      name: 'inherited memberships',
      work: () => this.#inheritor.settle(roundsOfOneTurn),
      logger: deps.logger,
    });
    this.#registering = new BesideAnswers({
      name: 'registrations of filters',
      work: () => this.#registerSoon(),
      logger: deps.logger,
    });
    this.#relative = new RelativeQueries(deps);
    this.#save = {
      database: deps.database,
      audit: deps.audit,
      claimSeconds: deps.claimSeconds,
      now: deps.now,
      decideQuery: async (claim) => (await this.decideQueries([claim], { awaited: true }))[0],
    };
    this.academies = new MysqlAcademies(deps);
    this.proposals = new FilterProposals({
      ...this.#save,
      contentIndex: asked,
      replication: deps.replication,
    });
  }

  whileStoring(items: number): WhileStoring | undefined {
    return this.#items.whileStoring(items);
  }

  decideItems(
    claims: readonly ItemClaim[],
    options: { waitForSearch: boolean } = { waitForSearch: false },
  ): Promise<(ItemDecision | undefined)[]> {
    return this.#items.decide(claims, options);
  }

  /**
   * Decides filters that the caller has claimed; as `decideItems`.
   * @param options.awaited somebody waits for it: what can be done a moment later is
   */
  async decideQueries(
    claims: readonly QueryClaim[],
    options: { awaited: boolean } = { awaited: false },
  ): Promise<(QueryDecision | undefined)[]> {
    const decisions = await settle<QueryClaim, QueryDecision>(
      this.#deps,
      {
        kind: 'query',
        idOf: ({ queryId, ticket }) => ({ id: queryId, ticket }),
        decide: (some) => this.#queries.decide(some, options),
      },
      claims,
    );
    if (options.awaited) {
      void this.#registering.wake();
    }
    // A search in a catalog has what its new filter finds from now on; what is inherited is to be no later.
    await this.#inheritAfter(claims.length);
    return decisions;
  }

  /** Making registrations visible costs the same for one and for many: those who come within a moment go together. */
  async #registerSoon(): Promise<{ more: boolean }> {
    await setTimeout(registerAfterMilliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    return this.#deps.registrar.registerAnnounced({ abandoned: false });
  }

  async registerAnnounced(which: { abandoned: boolean }): Promise<void> {
    await this.#deps.registrar.registerAnnounced(which);
  }

  async settleInherited(rounds = Infinity): Promise<boolean> {
    await this.#inheriting.asked();
    return (await this.#inheritor.hasMarks()) && (await this.#inheritor.settle(rounds)).worked;
  }

  /** For a process that will decide items: begins to read the filters that its first ones would wait for. What is not read now is when it is met. */
  warmUp(): void {
    this.#warmingUp = this.#deps.percolator.warmUp(this.#stopping.signal).catch((error: unknown) => {
      this.#deps.logger.warn({ err: error }, 'filters are not read in advance');
    });
  }

  /** Until what is done beside answers is. Before the stores are closed. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#items.idle(), this.#registering.idle(), this.#warmingUp]);
    await this.#inheriting.idle();
  }

  /** A large batch is one of many: what is inherited is worked out once for all of them, by the workers or at the import's end. */
  async #inheritAfter(claims: number): Promise<void> {
    if (claims <= claimsInheritedAtOnce) {
      await this.#inheriting.wake();
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

  queryCustomers(queryUuid: string): Promise<string[]> {
    return readCustomersOfQuery(this.#deps.database, queryUuid.toLowerCase());
  }

  listQueryVersions(queryUuid: string, options: { before: number; limit: number }): Promise<QueryVersion[]> {
    return listVersions(this.#deps.database, queryUuid.toLowerCase(), options);
  }

  readQueryVersion(queryUuid: string, options: { version: number; against?: number }): Promise<QueryVersionDetail> {
    return readVersion(this.#deps.database, queryUuid.toLowerCase(), options);
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

  listHeld(page: HeldPage): Promise<{ count: number; queries: HeldQuery[] }> {
    return listHeld(this.#deps.database, page);
  }

  heldItems(queryUuid: string, page: IdPage): Promise<{ count: number; items: HeldItem[] }> {
    return heldItems(this.#deps.database, queryUuid.toLowerCase(), page);
  }

  async resolveHeld(queryUuid: string, how: 'confirm' | 'drop', writer: Writer): Promise<number> {
    const resolved = await resolveHeld(this.#deps, queryUuid.toLowerCase(), { writer, how });
    await this.#inheritAfter(1);
    return resolved;
  }

  reconcile(options: ReconcileOptions): Promise<ReconcileReport> {
    return new Reconciliation(this.#deps, options).run();
  }

  rebuildQueries(options: RebuildOptions): Promise<RebuildReport> {
    return rebuildQueries(this.#deps, options);
  }

  isRebuildDue(): Promise<'build' | 'resume' | 'no'> {
    return isRebuildDue({ ...this.#deps, target: queryTarget });
  }

  hastenScheduledReconciliation(hours: number): Promise<void> {
    return hastenScheduledRun(this.#deps.database, hours);
  }

  takeScheduledReconciliation(hours: number): Promise<boolean> {
    return takeScheduledRun(this.#deps.database, hours);
  }

  async tendHistory(): Promise<void> {
    await membershipFeed.number(this.#deps.database);
    if (performance.now() - this.#droppedAt > dropEveryMilliseconds) {
      await membershipFeed.dropOld(this.#deps.database, this.#deps.historyDays);
      await dropOldProposals(this.#deps.database, this.#deps.historyDays);
      this.#droppedAt = performance.now();
    }
  }

  refreshMembers(catalog: CatalogContext, author: Author): Promise<RefreshJob> {
    return refreshMembers(this.#deps, catalog, author);
  }

  readMembersRefresh(catalog: CatalogContext, jobUuid: string): Promise<MembersRefresh> {
    return readMembersRefresh(this.#deps, catalog, jobUuid);
  }

  importQueries(queries: readonly QueryImport[], { force } = { force: false }): Promise<QueryImportOutcome[]> {
    const { replication } = this.#deps;
    const decideQueries = (claims: readonly QueryClaim[]): Promise<unknown> =>
      this.decideQueries(claims, { awaited: true });
    return importQueries({ ...this.#save, contentIndex: this.#asked, replication, decideQueries }, queries, { force });
  }

  importCatalogs(catalogs: readonly CatalogImport[]): Promise<ImportOutcome[]> {
    return importCatalogs(this.#deps.database, catalogs);
  }

  importCustomers(customers: readonly CustomerImport[]): Promise<ImportOutcome[]> {
    return importCustomers(this.#deps.database, customers);
  }

  filterCosts(page: FilterCostPage): Promise<{ count: number; filters: FilterCost[] }> {
    return filterCosts(this.#deps, page);
  }

  listIncompleteQueries(page: {
    after: number;
    offset: number;
    limit: number;
  }): Promise<{ count: number; queries: IncompleteQuery[] }> {
    return listIncompleteQueries(this.#deps.database, page);
  }

  backlog(): Promise<Backlog> {
    return readBacklog(this.#deps.database);
  }
}
