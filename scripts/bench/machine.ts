import { availableParallelism, loadavg, totalmem } from 'node:os';
import type { Addresses } from '../stack/addresses.ts';
import { askVersion } from '../stack/versions.ts';
import { round } from './statistics.ts';

/** What the figures were measured on; `load` is the machine's load average before the benchmark added to it. */
export async function describeMachine(addresses: Addresses): Promise<Record<string, unknown>> {
  return {
    cores: availableParallelism(),
    memory_gb: round(totalmem() / 1024 ** 3),
    load: round(loadavg()[0] ?? 0),
    node: process.version,
    opensearch: await askVersion('opensearch', addresses.opensearchUrl),
    database: await askVersion('database', addresses.databaseUrl),
  };
}
