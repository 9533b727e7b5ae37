import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';

import { sql, type TestStores } from './service.ts';

const script = path.resolve(import.meta.dirname, '../../scripts/import.ts');

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `npm run import` as a process of its own, as an operator would. */
export function runImport(
  stores: Pick<TestStores, 'environment'>,
  args: readonly string[],
  options: { node?: readonly string[]; onStart?: (kill: () => void) => void } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...(options.node ?? []), script, ...args], {
      env: { PATH: '/usr/bin:/bin', HOME: '/nowhere', ...stores.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
    options.onStart?.(() => child.kill('SIGKILL'));
  });
}

/** A digest of every row of every table, except the records of runs and migrations. */
export async function digestOfTables(stores: TestStores): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }>(
    stores,
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables.filter(
    (table) => !/^(sync_run|content_drift|quarantine|schema_migration.*)$/.test(table.name),
  )) {
    const rows = await sql<object>(stores, `SELECT * FROM ${name} ORDER BY 1, 2`);
    digests[name] = `${String(rows.length)} rows, ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`;
  }
  return digests;
}
