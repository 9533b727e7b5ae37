import path from 'node:path';
import { createApi, type Api } from './api/create-api.ts';
import type { Config } from './config.ts';
import { OpenSearchContentIndex } from './content-index/content-index.opensearch.ts';
import { prepareIndices, type IndexTarget } from './inclusion/decide/prepare-indices.opensearch.ts';
import { Worker } from './inclusion/decide/worker.ts';
import { MysqlInclusion } from './inclusion/inclusion.ts';
import { OpenSearchPercolator } from './inclusion/percolator/percolator.opensearch.ts';
import type { Logger } from './kernel/log.ts';
import { noSteps, type Step } from './kernel/steps.ts';
import { createMetrics, type Metrics } from './platform/metrics/metrics.ts';
import { MysqlDatabase } from './platform/mysql/database.ts';
import { migrate } from './platform/mysql/migrate.ts';
import { readIndexDefinition } from './platform/opensearch/index-definition.ts';
import { OpenSearch } from './platform/opensearch/opensearch.ts';
import { readRequestTemplate } from './platform/opensearch/request-template.ts';
import { WakeQueue } from './platform/queue/wake-queue.ts';
import { MysqlReplication } from './replication/replication.ts';
import { SyncRuns } from './replication/runs/sync-runs.ts';
import { OpenSearchSearch } from './search/search.ts';

const root = path.resolve(import.meta.dirname, '..');
const queries = path.join(root, 'queries');
const mappings = path.join(root, 'mappings');

/** The whole service, wired, not started. */
export interface Service {
  replication: MysqlReplication;
  inclusion: MysqlInclusion;
  search: OpenSearchSearch;
  runs: SyncRuns;
  worker: Worker;
  api: Api;
  metrics: Metrics;
  /** Migrates, and makes the indices that are missing. Several processes may do so at once. */
  prepare(): Promise<void>;
  /** Ends connections. */
  stop(): Promise<void>;
}

/** What a test may put in the place of the real thing. */
export interface Overrides {
  step?: Step;
  /** Moves the clock by which availability and the like are decided. */
  now?: (databaseNow: Date) => number;
}

/** The composition root: the one place where stores, engines and rooms are made and handed to each other. */
export function compose(config: Config, logger: Logger, overrides: Overrides = {}): Service {
  const step = overrides.step ?? noSteps;
  const metrics = createMetrics();
  const database = new MysqlDatabase({
    url: config.databaseUrl,
    connections: config.databaseConnections,
    timeout: config.databaseTimeoutMilliseconds,
  });
  const engine = new OpenSearch({ url: config.opensearchUrl, timeout: config.opensearchTimeoutMilliseconds });
  const wake = new WakeQueue({ url: config.redisUrl, prefix: config.redisPrefix, logger });
  const content = `${config.indexPrefix}content`;
  const registered = `${config.indexPrefix}catalog-queries`;

  const contentIndex = new OpenSearchContentIndex({
    engine,
    alias: content,
    forward: readRequestTemplate(queries, 'forward'),
  });
  const percolator = new OpenSearchPercolator({
    engine,
    alias: registered,
    one: readRequestTemplate(queries, 'percolate-one'),
    many: readRequestTemplate(queries, 'percolate-many'),
  });
  const replication = new MysqlReplication({
    database,
    defaultPartner: config.defaultPartner,
    claimSeconds: config.claimSeconds,
    now: overrides.now ?? ((databaseNow) => databaseNow.getTime()),
  });
  const inclusion = new MysqlInclusion({
    database,
    contentIndex,
    percolator,
    claimSeconds: config.claimSeconds,
    logger,
    step,
  });
  const targets: IndexTarget[] = [
    {
      alias: content,
      index: `${content}-v1`,
      definition: readIndexDefinition(mappings, 'content.v1'),
      revise: 'items',
    },
    {
      alias: registered,
      index: `${registered}-v1`,
      definition: readIndexDefinition(mappings, 'catalog-queries.v1'),
      revise: 'queries',
    },
  ];

  const search = new OpenSearchSearch({ contentIndex, inclusion, request: readRequestTemplate(queries, 'search') });
  metrics.watchBacklog(() => inclusion.backlog());
  const runs = new SyncRuns(database);
  const worker = new Worker({
    database,
    replication,
    decideItems: (claims) => inclusion.decideItems(claims),
    decideQueries: (claims) => inclusion.decideQueries(claims),
    prepare: () => prepareIndices({ engine, database, logger }, targets, { extend: false }),
    claimSeconds: config.claimSeconds,
    pollMilliseconds: config.pollMilliseconds,
    logger,
  });
  if (config.role !== 'api') {
    wake.listen(() => {
      worker.wake();
    });
  }
  const api = createApi({
    replication,
    inclusion,
    search,
    logger,
    metrics,
    serves: config.role === 'worker' ? 'health' : 'everything',
    maxBodyBytes: config.maxBodyMebibytes * 1_048_576,
    wakeWorkers: () => {
      wake.send();
    },
    checks: {
      mysql: async () => {
        await database.prepared('SELECT 1', []);
      },
      opensearch: async () => {
        await engine.request({
          method: 'GET',
          path: `/_cluster/health/${content},${registered}`,
          query: { wait_for_status: 'yellow', timeout: '1s' },
          timeout: 2_000,
        });
      },
      redis: () => wake.ping(),
    },
  });

  return {
    replication,
    inclusion,
    search,
    runs,
    worker,
    api,
    metrics,
    prepare: async () => {
      const migrated = await migrate(config.databaseUrl);
      if (migrated.length > 0) {
        logger.info({ migrations: migrated }, 'schema migrated');
      }
      await prepareIndices({ engine, database, logger }, targets, { extend: true });
    },
    stop: async () => {
      await wake.stop();
      await engine.stop();
      await database.stop();
    },
  };
}
