import { createConnection, type Connection } from 'mysql2/promise';
import { dropDatabases, dropIndices, dropKeys } from '../scratch/drop.ts';
import type { Addresses } from '../stack/addresses.ts';

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
    withDatabase(addresses.databaseUrl, (connection) => dropDatabases(connection, `percolog_test_${run}_`)),
    dropIndices(addresses.opensearchUrl, `percolog-test-${run}-`),
    dropKeys(addresses.redisUrl, `percolog-test-${run}:`),
  ]);
}

async function withDatabase(address: string, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await createConnection(address);
  try {
    await work(connection);
  } finally {
    await connection.end();
  }
}
