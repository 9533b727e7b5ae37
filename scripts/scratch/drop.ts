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

/** As many names fit into the first line of a request. */
const indicesAtOnce = 30;

/** Drops the indices whose names begin so, many at once: each request is a new state of the cluster. */
export async function dropIndices(opensearchUrl: string, prefix: string): Promise<void> {
  const rows = await askOpenSearch(opensearchUrl, `/_cat/indices/${prefix}*?format=json&h=index&expand_wildcards=all`);
  const names = Array.isArray(rows) ? (rows as { index: string }[]).map(({ index }) => encodeURIComponent(index)) : [];
  while (names.length > 0) {
    const some = names.splice(0, indicesAtOnce).join(',');
    await askOpenSearch(opensearchUrl, `/${some}?ignore_unavailable=true`, 'DELETE');
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
