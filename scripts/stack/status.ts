import { ADDRESS_FIELDS, redactAddress } from './addresses.ts';
import { ENGINE_NAMES, type EngineName, type Probe } from './engine.ts';
import { readMode } from './ensure-stack.ts';
import type { StackEnvironment, StackMode } from './environment.ts';
import type { Layout } from './layout.ts';
import { openNative } from './native.ts';
import { residentBytes } from './processes.ts';
import { findProcess } from './records.ts';
import { askVersion } from './versions.ts';

/** One engine as `npm run stack -- status` shows it. */
export interface EngineStatus {
  readonly engine: EngineName;
  readonly mode: StackMode | 'none';
  readonly state: 'running' | 'starting' | 'stopped' | 'foreign';
  readonly version: string | undefined;
  readonly address: string;
  readonly pid: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly data: string | undefined;
}

/** The state of each engine. An address in the environment counts before what this checkout runs itself. */
export async function readStatus(layout: Layout, environment: StackEnvironment): Promise<EngineStatus[]> {
  const mode = await readMode(layout);
  const { engines, ports, addresses } = await openNative(layout);
  return Promise.all(
    ENGINE_NAMES.map(async (name): Promise<EngineStatus> => {
      const field = ADDRESS_FIELDS.find(({ engine }) => engine === name)?.field ?? 'redisUrl';
      const given = environment[field];
      const native = engines.find((engine) => engine.name === name);
      if (given !== undefined || mode === 'compose' || native === undefined) {
        return statusByAddress(name, given === undefined ? (mode ?? 'none') : 'env', given ?? addresses[field]);
      }
      const probe = await native.probe(ports);
      const process = await findProcess(layout, name, probe);
      return {
        engine: name,
        mode: mode ?? 'none',
        state: stateOf(probe, process !== undefined),
        version: probe.state === 'ours' ? probe.version : undefined,
        address: redactAddress(addresses[field]),
        pid: process?.pid,
        memoryBytes: process === undefined ? undefined : await residentBytes(process.pid),
        data: native.folder,
      };
    }),
  );
}

async function statusByAddress(engine: EngineName, mode: StackMode | 'none', address: string): Promise<EngineStatus> {
  const version = await askVersion(engine, address).catch(() => undefined);
  return {
    engine,
    mode,
    state: version === undefined ? 'stopped' : 'running',
    version,
    address: redactAddress(address),
    pid: undefined,
    memoryBytes: undefined,
    data: mode === 'compose' ? 'a volume' : undefined,
  };
}

function stateOf(probe: Probe, hasProcess: boolean): EngineStatus['state'] {
  if (probe.state === 'ours') {
    return 'running';
  }
  if (hasProcess) {
    return 'starting';
  }
  return probe.state === 'foreign' ? 'foreign' : 'stopped';
}

/** The states as a table for a person. */
export function formatStatus(rows: readonly EngineStatus[]): string {
  const cells = [
    ['engine', 'run as', 'state', 'version', 'address', 'pid', 'memory', 'data'],
    ...rows.map((row) => [
      row.engine,
      row.mode,
      row.state,
      row.version ?? '-',
      row.address,
      row.pid?.toString() ?? '-',
      row.memoryBytes === undefined ? '-' : `${Math.round(row.memoryBytes / 1024 ** 2).toString()} MB`,
      row.data ?? '-',
    ]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0))) ?? [];
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
