import type { EngineName } from './engine.ts';
import type { Ports } from './ports.ts';

export const DATABASE_USER = 'percolog';
export const DATABASE_NAME = 'percolog';

/** Addresses of the three engines, with credentials where there are any. */
export interface Addresses {
  readonly opensearchUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

/** An engine's name, its field in the addresses, and the variable that the service reads. */
export const ADDRESS_FIELDS: readonly { engine: EngineName; field: keyof Addresses; variable: string }[] = [
  { engine: 'opensearch', field: 'opensearchUrl', variable: 'OPENSEARCH_URL' },
  { engine: 'database', field: 'databaseUrl', variable: 'DATABASE_URL' },
  { engine: 'redis', field: 'redisUrl', variable: 'REDIS_URL' },
];

/** The addresses of engines at ports of 127.0.0.1. */
export function localAddresses(ports: Ports, password: string): Addresses {
  return {
    opensearchUrl: `http://127.0.0.1:${ports.opensearch.toString()}`,
    databaseUrl: `mysql://${DATABASE_USER}:${password}@127.0.0.1:${ports.database.toString()}/${DATABASE_NAME}`,
    redisUrl: `redis://127.0.0.1:${ports.redis.toString()}`,
  };
}

/** The environment variables by which the service is told the addresses. */
export function addressVariables(addresses: Addresses): Record<string, string> {
  return Object.fromEntries(ADDRESS_FIELDS.map(({ field, variable }) => [variable, addresses[field]]));
}

/** An address as it may be printed: without its password. */
export function redactAddress(address: string): string {
  if (!URL.canParse(address)) {
    return '(not an address)';
  }
  const url = new URL(address);
  url.password = url.password === '' ? '' : '***';
  return url.href;
}
