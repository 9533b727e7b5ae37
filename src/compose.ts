import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MysqlAuditLog } from './access/audit/audit-log.mysql.ts';
import { createApi, type Api } from './api/create-api.ts';
import type { MysqlAccess } from './access/access.ts';
import { composeAccess } from './compose-access.ts';
import { composeAnalytics } from './compose-analytics.ts';
import { composeEngines } from './compose-engines.ts';
import { composeUpstream, type ComposedUpstream } from './compose-upstream.ts';
import type { Config } from './config.ts';
import { OpenSearchContentIndex } from './content-index/content-index.opensearch.ts';
import { prepareIndices, type IndexTarget } from './inclusion/decide/prepare-indices.opensearch.ts';
import { Worker } from './inclusion/decide/worker.ts';
import { MysqlInclusion } from './inclusion/inclusion.ts';
import type { RebuildOptions, RebuildReport, ReconcileOptions, ReconcileReport } from './inclusion/port.ts';
import { rebuildDefaults, recordRebuild } from './inclusion/rebuild/record-rebuild.ts';
import { PercolatorIndices } from './inclusion/rebuild/percolator-indices.opensearch.ts';
import { RebuildSchedule } from './inclusion/rebuild/schedule.ts';
import { readDrift, recordReconcile } from './inclusion/reconcile/record-reconcile.ts';
import { ReconcileSchedule } from './inclusion/reconcile/schedule.ts';
import { OpenSearchPercolator } from './inclusion/percolator/percolator.opensearch.ts';
import type { Logger } from './kernel/log.ts';
import { noSteps, type Step } from './kernel/steps.ts';
import { createMetrics, type Metrics } from './platform/metrics/metrics.ts';
import { migrate } from './platform/mysql/migrate.ts';
import type { Migration } from './platform/mysql/migration-needs.ts';
import { readIndexDefinition, type IndexDefinition } from './platform/opensearch/index-definition.ts';
import { readRequestTemplate } from './platform/opensearch/request-template.ts';
import { tracedLogger } from './platform/tracing/traced-logger.ts';
import { ProcessTracing } from './platform/tracing/tracing.ts';
import { readRaw, type Contract } from './replication/contract/read-raw.ts';
import { SearchPortal } from './portal/portal.ts';
import { MysqlReplication } from './replication/replication.ts';
import { DriftReports } from './replication/drift/drift-reports.ts';
import { SyncRuns } from './replication/runs/sync-runs.ts';
import type { MysqlSearchAnalytics } from './search/analytics/analytics.ts';
import { OpenSearchSearch } from './search/search.ts';

const root = path.resolve(import.meta.dirname, '..');
const queries = path.join(root, 'queries');
const mappings = path.join(root, 'mappings');
/** Documents of a program of a version before that are written anew at once, every ten seconds. */
const olderAtOnce = 1_000;

/** The whole service, wired, not started. */
export interface Service {
  access: MysqlAccess;
  replication: MysqlReplication;
  inclusion: MysqlInclusion;
  search: OpenSearchSearch;
  analytics: MysqlSearchAnalytics;
  runs: SyncRuns;
  drift: DriftReports;
  worker: Worker;
  /** Undefined where no upstream is configured. */
  refresher: ComposedUpstream['refresher'] | undefined;
  polls: ComposedUpstream['polls'] | undefined;
  /** `Inclusion.reconcile`, recorded as a run. */
  reconcile: (options: ReconcileOptions) => Promise<ReconcileReport>;
  /** `Inclusion.rebuildQueries`, recorded as a run. */
  reindex: (options: RebuildOptions) => Promise<RebuildReport>;
  api: Api;
  metrics: Metrics;
  /** Migrates, and makes the indices that are missing. Several processes may do so at once. */
  prepare(): Promise<void>;
  /** From now on `/health/ready` says that it drains, and wakes are left to other processes. Everything else goes on. */
  drain(): void;
  /** Ends connections. */
  stop(): Promise<void>;
}

/** What a test may put in the place of the real thing. */
export interface Overrides {
  step?: Step;
  /** Moves the clock by which availability and the like are decided. */
  now?: (databaseNow: Date) => number;
  /** What upstream's documents are checked against. */
  contract?: Contract;
  /** Moves the clock by which tokens and API keys end, ms since the epoch. */
  accessNow?: () => number;
  /** Checks each answer of the API against its declaration. */
  checkAnswers?: boolean;
  /** Migrations of a version to come, after those of this program. */
  migrations?: readonly Migration[];
  /** Definitions of indices of a version to come, as they stand in `mappings/`. */
  definitions?: { content?: IndexDefinition; 'catalog-queries'?: IndexDefinition };
}

/** The composition root: the one place where stores, engines and rooms are made and handed to each other. */
export function compose(config: Config, plainLogger: Logger, overrides: Overrides = {}): Service {
  const step = overrides.step ?? noSteps;
  let draining = false;
  const version = readVersion();
  const metrics = createMetrics({ version, role: config.role });
  const tracing = new ProcessTracing(
    config.tracesUrl === undefined
      ? undefined
      : { url: config.tracesUrl, serviceName: config.traceServiceName, ratio: config.traceRatio, version },
    plainLogger,
  );
  const logger = config.tracesUrl === undefined ? plainLogger : tracedLogger(plainLogger, tracing);
  const observers = { metrics, tracing };
  const content = `${config.indexPrefix}content`;
  const registered = `${config.indexPrefix}catalog-queries`;
  const engines = composeEngines(config, { logger, ...observers, aliases: [content, registered] });
  const { database, engine, rates, wake } = engines;
  const wakeWorkers = (): void => {
    wake.send();
  };

  const contentIndex = new OpenSearchContentIndex({
    engine,
    alias: content,
    forward: readRequestTemplate(queries, 'forward'),
  });
  const definition = overrides.definitions?.['catalog-queries'] ?? readIndexDefinition(mappings, 'catalog-queries.v3');
  const percolator = new OpenSearchPercolator({
    engine,
    alias: registered,
    one: readRequestTemplate(queries, 'percolate-one'),
    many: readRequestTemplate(queries, 'percolate-many'),
  });
  const audit = new MysqlAuditLog();
  const access = composeAccess(config, { database, audit, logger, now: overrides.accessNow ?? (() => Date.now()) });
  const now = overrides.now ?? ((databaseNow: Date) => databaseNow.getTime());
  const replication = new MysqlReplication({
    database,
    audit,
    defaultPartner: config.defaultPartner,
    claimSeconds: config.claimSeconds,
    now,
    hasUpstream: config.upstreamUrl !== undefined,
    historyDays: config.historyDays,
    quarantineDays: config.quarantineDays,
    contract: overrides.contract ?? readRaw,
  });
  const inclusion = new MysqlInclusion({
    explainRequest: readRequestTemplate(queries, 'explain'),
    database,
    audit,
    contentIndex,
    percolator,
    indices: new PercolatorIndices({ engine, alias: registered, definition }),
    replication,
    claimSeconds: config.claimSeconds,
    historyDays: config.historyDays,
    due: readRequestTemplate(queries, 'due'),
    now,
    logger,
    step,
  });
  const runs = new SyncRuns(database);
  const drift = new DriftReports(database);
  const upstream = composeUpstream(config, {
    database,
    replication,
    runs,
    drift,
    decide: (claims) => inclusion.decideItems(claims),
    wake: wakeWorkers,
    logger,
    ...observers,
  });
  const targets: IndexTarget[] = [
    {
      alias: content,
      index: `${content}-v3`,
      definition: overrides.definitions?.content ?? readIndexDefinition(mappings, 'content.v3'),
      revise: 'items',
    },
    {
      alias: registered,
      index: `${registered}-v3`,
      definition,
      revise: 'queries',
    },
  ];

  const search = new OpenSearchSearch({
    contentIndex,
    inclusion,
    requests: {
      search: readRequestTemplate(queries, 'search'),
      titles: readRequestTemplate(queries, 'suggest-titles'),
      values: readRequestTemplate(queries, 'suggest-values'),
    },
  });
  const { analytics, analyticsSchedule } = composeAnalytics(config, { database, now, metrics, logger });
  const reconcile = (options: ReconcileOptions): Promise<ReconcileReport> =>
    recordReconcile({ runs, inclusion }, options);
  const schedule = new ReconcileSchedule({
    take: () => inclusion.takeScheduledReconciliation(config.reconcileHours),
    run: (signal) => reconcile({ apply: true, signal }),
    logger,
  });
  const reindex = (options: RebuildOptions): Promise<RebuildReport> => recordRebuild({ runs, inclusion }, options);
  const rebuilds = new RebuildSchedule({
    isDue: () => inclusion.isRebuildDue(),
    run: (how, signal) => reindex({ how, signal, ...rebuildDefaults, acceptDifferences: false }),
    logger,
  });
  /** What programs of a version before have written: at the start, and then again, since they may still be running. */
  const reviseOlder = async (): Promise<void> => {
    await replication.reviseOlderForms();
    await replication.tellUntold();
    await inclusion.compileFiltersAnew();
  };
  const worker = new Worker({
    database,
    replication,
    decideItems: (claims) => inclusion.decideItems(claims),
    decideQueries: (claims) => inclusion.decideQueries(claims),
    inherit: () => inclusion.settleInherited(),
    tend: async () => {
      await inclusion.tendHistory();
      await replication.tend();
      await schedule.tick();
      await rebuilds.tick();
      analyticsSchedule.tick();
      upstream?.tick();
    },
    moveRelativeQueries: () => inclusion.moveRelativeQueries(),
    prepare: async () => {
      await reviseOlder();
      // While OpenSearch is away a round ends below: content comes in all the same.
      upstream?.tick();
      await prepareIndices({ engine, database, logger }, targets, { extend: false });
      await replication.reviseOlderDocuments(await contentIndex.olderDocuments(olderAtOnce));
    },
    claimSeconds: config.claimSeconds,
    pollMilliseconds: config.pollMilliseconds,
    logger,
    ...observers,
  });
  if (config.role !== 'api') {
    wake.listen((cause) => {
      worker.wake(cause);
    });
  }
  const checks = {
    ...engines.checks,
    ...(upstream === undefined ? {} : { upstream: () => upstream.client.check() }),
  };
  metrics.watch({
    backlog: async () => ({
      ...(await inclusion.backlog()),
      drift: await readDrift(runs),
      quarantine: await replication.countQuarantine(),
      unheard: await replication.unheardSeconds(),
    }),
    pool: () => database.connections,
    wakes: () => wake.counts(),
    checks,
  });
  const api = createApi({
    replication,
    drift,
    runs,
    inclusion,
    search,
    analytics,
    portal: new SearchPortal({ search, analytics, indices: config.portalIndices }),
    logger,
    ...observers,
    serves: config.role === 'worker' ? 'health' : 'everything',
    maxBodyBytes: config.maxBodyMebibytes * 1_048_576,
    answerMilliseconds: config.answerSeconds * 1_000,
    checkAnswers: overrides.checkAnswers ?? false,
    addresses: { lms: config.lmsUrl, learnerPortal: config.learnerPortalUrl },
    corsOrigins: config.corsOrigins,
    trustProxy: config.trustProxy,
    access,
    rates,
    wakeWorkers,
    draining: () => draining,
    checks,
  });

  return {
    access,
    replication,
    inclusion,
    search,
    analytics,
    runs,
    drift,
    worker,
    refresher: upstream?.refresher,
    polls: upstream?.polls,
    reconcile,
    reindex,
    api,
    metrics,
    prepare: async () => {
      await tracing.start();
      const migrated = await migrate(config.databaseUrl, 'up', overrides.migrations);
      if (migrated.length > 0) {
        logger.info({ migrations: migrated }, 'schema migrated');
        await inclusion.hastenScheduledReconciliation(config.reconcileHours);
      }
      await reviseOlder();
      await prepareIndices({ engine, database, logger }, targets, { extend: true });
    },
    drain: () => {
      draining = true;
      wake.deafen();
    },
    stop: async () => {
      await analytics.stop();
      await analyticsSchedule.stop();
      await rebuilds.stop();
      await schedule.stop();
      await upstream?.stop();
      const told = tracing.stop();
      await engines.stop();
      await told;
    },
  };
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
