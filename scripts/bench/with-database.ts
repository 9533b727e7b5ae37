import { createConnection, type Connection } from 'mysql2/promise';
import type { BenchContext } from './context.ts';

/** Works with a connection to the database that is measured, beside the service's. */
export async function withDatabase<T>(
  { stores }: BenchContext,
  work: (database: Connection) => Promise<T>,
): Promise<T> {
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  try {
    return await work(database);
  } finally {
    await database.end();
  }
}
