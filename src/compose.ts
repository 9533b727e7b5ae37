import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MysqlAuditLog } from './access/audit/audit-log.mysql.ts';
import { createApi, type Api } from './api/create-api.ts';
import type { MysqlAccess } from './access/access.ts';
import { composeAccess } from './compose-access.ts';
import { composeAnalytics } from './compose-analytics.ts';
import { composeEngines } from './compose-engines.ts';
import { composeIndices, type Definitions } from './compose-indices.ts';
import { composeMeaning } from './compose-meaning.ts';
import { composeReindex } from './compose-reindex.ts';
import { composeSearch } from './compose-search.ts';
import { composeUpstream, type ComposedUpstream } from './compose-upstream.ts';
import type { Config } from './config.ts';
import { prepareIndices } from './inclusion/decide/prepare-indices.opensearch.ts';
import { Worker } from './inclusion/decide/worker.ts';
import { MysqlInclusion } from './inclusion/inclusion.ts';
import type { RebuildReport, ReconcileOptions, ReconcileReport } from './inclusion/port.ts';
import { readDrift, recordReconcile } from './inclusion/reconcile/record-reconcile.ts';
import { ReconcileSchedule } from './inclusion/reconcile/schedule.ts';
import type { Logger } from './kernel/log.ts';
import type { RebuildOptions } from './kernel/rebuild/models.ts';
import type { RequestTemplate } from './kernel/request-template.ts';
import { noSteps, type Step } from './kernel/steps.ts';
import { limitGarbage } from './platform/memory/limit-garbage.ts';
import { createMetrics, type Metrics } from './platform/metrics/metrics.ts';
import { migrate } from './platform/mysql/migrate.ts';
import type { Migration } from './platform/mysql/migration-needs.ts';
import { readRequestTemplate } from './platform/opensearch/request-template.ts';
import { tracedLogger } from './platform/tracing/traced-logger.ts';
import { ProcessTracing } from './platform/tracing/tracing.ts';
import { readRaw, type Contract } from './replication/contract/read-raw.ts';
import { SearchPortal } from './portal/portal.ts';
import { MysqlReplication } from './replication/replication.ts';
import { DriftReports } from './replication/drift/drift-reports.ts';
import { SyncRuns } from './replication/runs/sync-runs.ts';
import type { MysqlSearchAnalytics } from './search/analytics/analytics.ts';
import type { PlaceFiller } from './search/meaning/remote/place-filler.ts';
import type { ContentRebuildReport } from './search/reindex/models.ts';
import type { OpenSearchSearch } from './search/search.ts';
import type { MysqlSteering } from './search/steer/steering.ts';

const root = path.resolve(import.meta.dirname, '..');
const queries = path.join(root, 'queries');
const mappings = path.join(root, 'mappings');
/** Documents of a program of a version before that are written anew at once, every ten seconds. */
const olderAtOnce = 1_000;
/** Of what is inherited, before a worker looks for its other work again: some seconds. */
const inheritRounds = 50;

/** The whole service, wired, not started. */
export interface Service {
  access: MysqlAccess;
  replication: MysqlReplication;
  inclusion: MysqlInclusion;
  search: OpenSearchSearch;
  steering: MysqlSteering;
  analytics: MysqlSearchAnalytics;
  runs: SyncRuns;
  drift: DriftReports;
  worker: Worker;
  /** Undefined where no upstream is configured. */
  refresher: ComposedUpstream['refresher'] | undefined;
  polls: ComposedUpstream['polls'] | undefined;
  /** Undefined where no embedding provider is configured. */
  places: PlaceFiller | undefined;
  /** `Inclusion.reconcile`, recorded as a run. */
  reconcile: (options: ReconcileOptions) => Promise<ReconcileReport>;
  /** `Inclusion.rebuildQueries`, recorded as a run. */
  reindex: (options: RebuildOptions) => Promise<RebuildReport>;
  /** The same of the content index. */
  reindexContent: (options: RebuildOptions) => Promise<ContentRebuildReport>;
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
  definitions?: Definitions;
}

/** The composition root: the one place where stores, engines and rooms are made and handed to each other. */
export function compose(config: Config, plainLogger: Logger, overrides: Overrides = {}): Service {
  limitGarbage();
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

  const template = (name: string): RequestTemplate => readRequestTemplate(queries, name);
  const meaning = composeMeaning(config, { database, logger, ...observers });
  const indices = composeIndices({
    ...{ engine, database, mappings, meaning, template },
    aliases: { content, queries: registered },
    definitions: overrides.definitions,
  });
  const { contentIndex, percolator, targets } = indices;
  const extended = new Set<string>();
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
    metrics,
  });
  const inclusion = new MysqlInclusion({
    explainRequest: readRequestTemplate(queries, 'explain'),
    database,
    audit,
    contentIndex,
    percolator,
    indices: indices.generations.queries,
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
  const places = meaning?.remote?.filler({ replication, wake: wakeWorkers });
  const { search, steering } = composeSearch({ contentIndex, inclusion, database, audit, meaning, logger, queries });
  const { analytics, analyticsSchedule } = composeAnalytics(config, { database, now, metrics, logger });
  const reconcile = (options: ReconcileOptions): Promise<ReconcileReport> =>
    recordReconcile({ runs, inclusion }, options);
  const schedule = new ReconcileSchedule({
    take: () => inclusion.takeScheduledReconciliation(config.reconcileHours),
    run: (signal) => reconcile({ apply: true, signal }),
    logger,
  });
  const reindex = composeReindex({
    ...{ database, audit, inclusion, replication, indices, meaning, runs, queries, template, logger, step },
    claimSeconds: config.claimSeconds,
    reconcileHours: config.reconcileHours,
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
    register: () => inclusion.registerAnnounced({ abandoned: true }),
    inherit: () => inclusion.settleInherited(inheritRounds),
    tend: async () => {
      await inclusion.tendHistory();
      await replication.tend();
      await schedule.tick();
      await reindex.tick();
      analyticsSchedule.tick();
      upstream?.tick();
      places?.tick();
    },
    moveRelativeQueries: () => inclusion.moveRelativeQueries(),
    prepare: async () => {
      await reviseOlder();
      // While OpenSearch is away a round ends below: content comes in all the same.
      upstream?.tick();
      const older = await prepareIndices({ engine, database, logger }, targets, extended);
      // An index of an older definition is rebuilt as a whole.
      if (!older.has(content)) {
        await replication.rewriteDocuments(await contentIndex.olderDocuments(olderAtOnce));
      }
    },
    listen: (heard) => {
      wake.listen(heard);
    },
    claimSeconds: config.claimSeconds,
    pollMilliseconds: config.pollMilliseconds,
    logger,
    ...observers,
  });
  const checks = {
    ...engines.checks,
    // Workers ask upstream: another process knows nothing of it, and says so by leaving it out.
    ...(upstream === undefined || config.role === 'api' ? {} : { upstream: () => upstream.client.check() }),
    ...(meaning?.remote === undefined ? {} : { embeddings: meaning.remote.check }),
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
    places: places === undefined ? undefined : () => places.count(),
  });
  const api = createApi({
    replication,
    drift,
    runs,
    inclusion,
    rebuilds: reindex.rebuilds,
    search,
    steering,
    analytics,
    portal: new SearchPortal({ search, analytics, indices: config.portalIndices, orders: config.portalOrders }),
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
    steering,
    analytics,
    runs,
    drift,
    worker,
    refresher: upstream?.refresher,
    polls: upstream?.polls,
    places,
    reconcile,
    reindex: (options) => reindex.queries(options),
    reindexContent: (options) => reindex.content(options),
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
      await prepareIndices({ engine, database, logger }, targets, extended);
    },
    drain: () => {
      draining = true;
      wake.deafen();
    },
    stop: async () => {
      // First, beside the others: a moment later the process ends, whether it has come to its end or not.
      const left = inclusion.stop();
      await analytics.stop();
      await analyticsSchedule.stop();
      await reindex.stop();
      await schedule.stop();
      await upstream?.stop();
      await places?.stop();
      await left;
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
