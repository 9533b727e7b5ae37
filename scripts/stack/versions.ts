import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { askOpenSearch } from './ask-opensearch.ts';
import type { EngineName } from './engine.ts';
import { asRecord } from './files.ts';
import { withRedis } from './with-redis.ts';

/**
 * Asks the engine at an address for its version, with the address's credentials.
 * @throws Error when nobody answers there, or not as that engine does
 */
export async function askVersion(engine: EngineName, address: string): Promise<string> {
  switch (engine) {
    case 'opensearch':
      return (await describeCluster(address)).version;
    case 'database':
      return askDatabase(address);
    case 'redis':
      return withRedis(address, async (redis) => redisField(await redis.info('server'), 'redis_version') ?? 'unknown');
  }
}

/** The version and the cluster's name which an OpenSearch gives. */
export async function describeCluster(address: string): Promise<{ version: string; clusterName: string }> {
  const { version, cluster_name: clusterName } = asRecord(await askOpenSearch(address, '/'));
  const { number } = asRecord(version);
  if (typeof number !== 'string' || typeof clusterName !== 'string') {
    throw new Error('does not answer as OpenSearch does');
  }
  return { version: number, clusterName };
}

/** A field of what Redis answers to INFO. */
export function redisField(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}

async function askDatabase(address: string): Promise<string> {
  const connection = await createConnection({ uri: address, connectTimeout: 5_000 });
  const [rows] = await connection
    .query<(RowDataPacket & { version: string })[]>('SELECT VERSION() version')
    .finally(() => connection.end());
  return rows[0]?.version ?? 'unknown';
}
