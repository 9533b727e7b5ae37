import { createHash } from 'node:crypto';
import { runScript, type Ended } from './run-script.ts';
import { sql, type TestStores } from './service.ts';

/** Runs `npm run import` as a process of its own, as an operator would. */
export function runImport(
  stores: Pick<TestStores, 'environment'>,
  args: readonly string[],
  options: Parameters<typeof runScript>[3] = {},
): Promise<Ended> {
  return runScript({ environment: { HOME: '/nowhere', ...stores.environment } }, 'import', args, options);
}

/** A digest of every row of every table, except the records of runs, of when items came, and of migrations. */
export async function digestOfTables(stores: TestStores): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }>(
    stores,
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables.filter(
    (table) => !/^(sync_run|content_drift|content_heard|quarantine|schema_migration.*)$/.test(table.name),
  )) {
    const rows = await sql<object>(stores, `SELECT * FROM ${name} ORDER BY 1, 2`);
    digests[name] = `${String(rows.length)} rows, ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`;
  }
  return digests;
}
