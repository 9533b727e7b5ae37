import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Addresses } from '../stack/addresses.ts';
import { askOpenSearch } from '../stack/ask-opensearch.ts';
import { withRedis } from '../stack/with-redis.ts';

/**
 * Drops everything that a test run made on the engines: databases `percolog_test_<run>_…`, indices
 * `percolog-test-<run>-…` and Redis keys `percolog-test-<run>:…`. Safe to repeat.
 * @throws Error when an engine cannot be reached
 */
export async function dropRun(run: string, addresses: Addresses): Promise<void> {
  if (!/^[a-z0-9]+$/.test(run)) {
    throw new Error(`not the name of a test run: ${run}`);
  }
  await Promise.all([
    dropDatabases(`percolog_test_${run}_`, addresses.databaseUrl),
    dropIndices(`percolog-test-${run}-`, addresses.opensearchUrl),
    dropKeys(`percolog-test-${run}:`, addresses.redisUrl),
  ]);
}

async function dropDatabases(prefix: string, address: string): Promise<void> {
  const connection = await createConnection(address);
  try {
    const [rows] = await connection.query<(RowDataPacket & { name: string })[]>(
      'SELECT schema_name AS name FROM information_schema.schemata WHERE LEFT(schema_name, ?) = ?',
      [prefix.length, prefix],
    );
    for (const { name } of rows) {
      await connection.query('DROP DATABASE IF EXISTS ??', [name]);
    }
  } finally {
    await connection.end();
  }
}

async function dropIndices(prefix: string, address: string): Promise<void> {
  const rows = await askOpenSearch(address, `/_cat/indices/${prefix}*?format=json&h=index&expand_wildcards=all`);
  for (const { index } of Array.isArray(rows) ? (rows as { index: string }[]) : []) {
    await askOpenSearch(address, `/${encodeURIComponent(index)}?ignore_unavailable=true`, 'DELETE');
  }
}

async function dropKeys(prefix: string, address: string): Promise<void> {
  await withRedis(address, async (redis) => {
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 }) as AsyncIterable<string[]>) {
      if (keys.length > 0) {
        await redis.del(...keys);
      }
    }
  });
}
