import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Compilation, EngineName, Probe } from './engine.ts';
import { asRecord, readJson, writeJson } from './files.ts';
import type { Layout } from './layout.ts';
import { identify, isRunning, parseIdentity, type ProcessIdentity } from './processes.ts';

/** Remembers the process that runs an engine, and as what it was started. */
export async function writeRecord(
  layout: Layout,
  name: EngineName,
  process: ProcessIdentity,
  compilation: Compilation,
): Promise<void> {
  await writeJson(recordFile(layout, name), { ...process, compilation });
}

/** Whether an engine is running that was started with quick compilation. */
export async function isQuick(layout: Layout, name: EngineName): Promise<boolean> {
  const { compilation } = asRecord(await readJson(recordFile(layout, name)));
  return compilation === 'quick' && (await readRecord(layout, name)) !== undefined;
}

/** The process recorded for an engine, if it is still running; a record of a dead one, or of a reused number, is none. */
export async function readRecord(layout: Layout, name: EngineName): Promise<ProcessIdentity | undefined> {
  const process = parseIdentity(await readJson(recordFile(layout, name)));
  return process !== undefined && (await isRunning(process)) ? process : undefined;
}

/** The process of an engine: as recorded, or as the engine itself says when the record was lost. */
export async function findProcess(
  layout: Layout,
  name: EngineName,
  probe: Probe,
): Promise<ProcessIdentity | undefined> {
  const recorded = await readRecord(layout, name);
  return recorded ?? (probe.state === 'ours' && probe.pid !== undefined ? identify(probe.pid) : undefined);
}

/** Forgets the process of an engine that was stopped. */
export async function removeRecord(layout: Layout, name: EngineName): Promise<void> {
  await rm(recordFile(layout, name), { force: true });
}

function recordFile(layout: Layout, name: EngineName): string {
  return join(layout.data, 'engines', `${name}.json`);
}
