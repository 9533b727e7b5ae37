import type { Connection, RowDataPacket } from 'mysql2/promise';
import { askOpenSearch } from '../stack/ask-opensearch.ts';
import { withRedis } from '../stack/with-redis.ts';

/** Drops the databases whose names begin so. */
export async function dropDatabases(connection: Connection, prefix: string): Promise<void> {
  const [rows] = await connection.query<(RowDataPacket & { name: string })[]>(
    'SELECT schema_name AS name FROM information_schema.schemata WHERE LEFT(schema_name, ?) = ?',
    [prefix.length, prefix],
  );
  for (const { name } of rows) {
    await connection.query('DROP DATABASE IF EXISTS ??', [name]);
  }
}

/** Drops the indices whose names begin so. */
export async function dropIndices(opensearchUrl: string, prefix: string): Promise<void> {
  const rows = await askOpenSearch(opensearchUrl, `/_cat/indices/${prefix}*?format=json&h=index&expand_wildcards=all`);
  for (const { index } of Array.isArray(rows) ? (rows as { index: string }[]) : []) {
    await askOpenSearch(opensearchUrl, `/${encodeURIComponent(index)}?ignore_unavailable=true`, 'DELETE');
  }
}

/** Deletes the keys that begin so. */
export async function dropKeys(redisUrl: string, prefix: string): Promise<void> {
  await withRedis(redisUrl, async (redis) => {
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 }) as AsyncIterable<string[]>) {
      if (keys.length > 0) {
        await redis.del(...keys);
      }
    }
  });
}
