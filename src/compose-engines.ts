import type { Config } from './config.ts';
import type { Logger } from './kernel/log.ts';
import type { Metrics } from './platform/metrics/metrics.ts';
import { MysqlDatabase } from './platform/mysql/database.ts';
import { OpenSearch } from './platform/opensearch/opensearch.ts';
import { WakeQueue } from './platform/queue/wake-queue.ts';
import { RateLimits } from './platform/redis/rate-limits.ts';
import type { ProcessTracing } from './platform/tracing/tracing.ts';

export interface ComposedEngines {
  database: MysqlDatabase;
  engine: OpenSearch;
  rates: RateLimits;
  wake: WakeQueue;
  /** Each throws when its engine does not answer. */
  checks: Record<'mysql' | 'opensearch' | 'redis', () => Promise<void>>;
  stop: () => Promise<void>;
}

/** The connections to the engines, which everything else is made with. @param aliases of the indices that must be there */
export function composeEngines(
  config: Config,
  deps: { logger: Logger; metrics: Metrics; tracing: ProcessTracing; aliases: readonly string[] },
): ComposedEngines {
  const { aliases, logger, ...observers } = deps;
  const database = new MysqlDatabase({
    url: config.databaseUrl,
    connections: config.databaseConnections,
    timeout: config.databaseTimeoutMilliseconds,
    ...observers,
  });
  const engine = new OpenSearch({
    url: config.opensearchUrl,
    timeout: config.opensearchTimeoutMilliseconds,
    ...observers,
  });
  const redis = { url: config.redisUrl, prefix: config.redisPrefix, logger };
  const rates = new RateLimits({ ...redis, limits: config.rateLimits });
  const wake = new WakeQueue({ ...redis, ...observers });
  return {
    database,
    engine,
    rates,
    wake,
    checks: {
      mysql: async () => {
        await database.prepared('SELECT 1', []);
      },
      opensearch: async () => {
        await engine.request({
          method: 'GET',
          path: `/_cluster/health/${aliases.join(',')}`,
          query: { wait_for_status: 'yellow', timeout: '1s' },
          timeout: 2_000,
        });
      },
      redis: () => wake.ping(),
    },
    stop: async () => {
      await rates.stop();
      await wake.stop();
      await engine.stop();
      await database.stop();
    },
  };
}
