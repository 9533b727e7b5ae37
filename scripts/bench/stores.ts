import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { Addresses } from '../stack/addresses.ts';
import { askOpenSearch } from '../stack/ask-opensearch.ts';
import { withRedis } from '../stack/with-redis.ts';

const databaseName = 'percolog_bench';
const indexPrefix = 'percolog-bench-';
const redisPrefix = 'percolog-bench:';

/** Names of what lives in OpenSearch. */
export const contentIndex = `${indexPrefix}content`;
export const queryIndex = `${indexPrefix}catalog-queries`;
/** Written by the floor alone. */
export const floorIndex = `${indexPrefix}floor`;

/** A database, index names and Redis keys that only benchmarks use. */
export interface BenchStores {
  addresses: Addresses;
  /** For `loadConfig` in the processes that are measured. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Drops everything, unless it is to be kept, and lets the next benchmark begin. */
  close(options: { keep: boolean }): Promise<void>;
}

/**
 * Makes empty stores beside those of the service, on the engines that `variables` name.
 * @throws Error when another benchmark works on these engines
 */
export async function openStores(variables: Readonly<Record<string, string | undefined>>): Promise<BenchStores> {
  const url = new URL(variables['DATABASE_URL'] ?? '');
  const server = await createConnection(url.href);
  url.pathname = `/${databaseName}`;
  const addresses: Addresses = {
    opensearchUrl: variables['OPENSEARCH_URL'] ?? '',
    databaseUrl: url.href,
    redisUrl: variables['REDIS_URL'] ?? '',
  };
  try {
    await takeLock(server);
    await drop(server, addresses);
    await server.query('CREATE DATABASE ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', [databaseName]);
  } catch (error) {
    await server.end();
    throw error;
  }
  return {
    addresses,
    environment: {
      ...variables,
      DATABASE_URL: url.href,
      INDEX_PREFIX: indexPrefix,
      REDIS_PREFIX: redisPrefix,
      HOST: '127.0.0.1',
      ROLE: 'all',
      LOG_LEVEL: 'warn',
    },
    close: async ({ keep }) => {
      try {
        if (!keep) {
          await drop(server, addresses);
        }
      } finally {
        await server.end();
      }
    },
  };
}

/** The lock ends with its connection, so a benchmark that was killed leaves none. */
async function takeLock(server: Connection): Promise<void> {
  await server.query('SET SESSION wait_timeout = 28800');
  const [rows] = await server.query<(RowDataPacket & { taken: number })[]>('SELECT GET_LOCK(?, 0) AS taken', [
    databaseName,
  ]);
  if (rows[0]?.taken !== 1) {
    throw new Error('another benchmark is running on these engines: wait for its end');
  }
}

async function drop(server: Connection, { opensearchUrl, redisUrl }: Addresses): Promise<void> {
  await server.query('DROP DATABASE IF EXISTS ??', [databaseName]);
  const rows = await askOpenSearch(
    opensearchUrl,
    `/_cat/indices/${indexPrefix}*?format=json&h=index&expand_wildcards=all`,
  );
  for (const { index } of Array.isArray(rows) ? (rows as { index: string }[]) : []) {
    await askOpenSearch(opensearchUrl, `/${encodeURIComponent(index)}?ignore_unavailable=true`, 'DELETE');
  }
  await withRedis(redisUrl, async (redis) => {
    for await (const keys of redis.scanStream({ match: `${redisPrefix}*`, count: 1000 }) as AsyncIterable<string[]>) {
      if (keys.length > 0) {
        await redis.del(...keys);
      }
    }
  });
}
