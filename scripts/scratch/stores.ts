import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { Addresses } from '../stack/addresses.ts';
import { dropIndices, dropKeys } from './drop.ts';

/** A database, index names and Redis keys of a command's own, beside those of the service. */
export interface ScratchStores {
  addresses: Addresses;
  /** Names in OpenSearch; `floor` is written by the floors alone. */
  indices: { content: string; queries: string; floor: string };
  /** For `loadConfig` in the processes that work on them. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Drops everything, unless it is to be kept, and lets the next command of this name begin. */
  close(options: { keep: boolean }): Promise<void>;
}

/** What belongs to the command: the database of this name, and what begins so in the other engines. */
interface Names {
  database: string;
  indexPrefix: string;
  redisPrefix: string;
}

/**
 * Makes empty stores beside those of the service, on the engines that `variables` name.
 * @param name of small letters, digits and hyphens
 * @param options.kept take those that were kept instead
 * @throws Error when another process works on these engines under this name, or nothing was kept
 */
export async function openStores(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
  options?: { kept: boolean },
): Promise<ScratchStores> {
  const names: Names = { database: name.replaceAll('-', '_'), indexPrefix: `${name}-`, redisPrefix: `${name}:` };
  const { indexPrefix } = names;
  const url = new URL(variables['DATABASE_URL'] ?? '');
  const server = await createConnection(url.href);
  url.pathname = `/${names.database}`;
  const addresses: Addresses = {
    opensearchUrl: variables['OPENSEARCH_URL'] ?? '',
    databaseUrl: url.href,
    redisUrl: variables['REDIS_URL'] ?? '',
  };
  try {
    await takeLock(server, names);
    if (options?.kept === true) {
      await expectKept(server, names);
    } else {
      await drop(server, addresses, names);
      await server.query('CREATE DATABASE ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', [names.database]);
    }
  } catch (error) {
    await server.end();
    throw error;
  }
  return {
    addresses,
    indices: {
      content: `${indexPrefix}content`,
      queries: `${indexPrefix}catalog-queries`,
      floor: `${indexPrefix}floor`,
    },
    environment: {
      ...variables,
      DATABASE_URL: url.href,
      INDEX_PREFIX: indexPrefix,
      REDIS_PREFIX: names.redisPrefix,
      HOST: '127.0.0.1',
      ROLE: 'all',
      LOG_LEVEL: 'warn',
    },
    close: async ({ keep }) => {
      try {
        if (!keep) {
          await drop(server, addresses, names);
        }
        await server.query('DO RELEASE_LOCK(?)', [names.database]);
      } finally {
        await server.end();
      }
    },
  };
}

/** The lock ends with its connection, so a process that was killed leaves none. */
async function takeLock(server: Connection, { database }: Names): Promise<void> {
  await server.query('SET SESSION wait_timeout = 28800');
  const [rows] = await server.query<(RowDataPacket & { taken: number })[]>('SELECT GET_LOCK(?, 0) AS taken', [
    database,
  ]);
  if (rows[0]?.taken !== 1) {
    throw new Error(`another process works in ${database} on these engines: wait for its end`);
  }
}

async function expectKept(server: Connection, { database }: Names): Promise<void> {
  const [rows] = await server.query<RowDataPacket[]>('SHOW DATABASES WHERE `Database` = ?', [database]);
  if (rows.length === 0) {
    throw new Error(`nothing was kept in ${database} on these engines: run with --keep first`);
  }
}

async function drop(server: Connection, { opensearchUrl, redisUrl }: Addresses, names: Names): Promise<void> {
  await server.query('DROP DATABASE IF EXISTS ??', [names.database]);
  await dropIndices(opensearchUrl, names.indexPrefix);
  await dropKeys(redisUrl, names.redisPrefix);
}
