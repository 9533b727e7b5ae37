import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { redactAddress, ADDRESS_FIELDS, type Addresses } from '../stack/addresses.ts';
import { asRecord, readJson, writeJson } from '../stack/files.ts';
import { identify, isRunning, parseIdentity, type ProcessIdentity } from '../stack/processes.ts';

/** A test run as registered in `.local/test-runs`, so that what it leaves when it crashes can be dropped later. */
export interface TestRun {
  readonly run: string;
  readonly process: ProcessIdentity;
  /** The engines it works on, without credentials. */
  readonly target: string;
}

/** A name for a new run, of small letters and digits, fit for a database, an index and a key. */
export function newRunName(now: number, pid: number): string {
  return `r${now.toString(36)}${pid.toString(36)}`;
}

/** Registers this process as a test run. */
export async function registerRun(local: string, run: string, addresses: Addresses): Promise<void> {
  await writeJson(fileOf(local, run), { ...(await identify(process.pid)), target: targetOf(addresses) });
}

/** Forgets a run whose leavings are gone. */
export async function forgetRun(local: string, run: string): Promise<void> {
  await rm(fileOf(local, run), { force: true });
}

/** Whether a test run of this checkout lives. */
export async function areTestsRunning(local: string): Promise<boolean> {
  const alive = await Promise.all((await readRuns(local)).map(({ process }) => isRunning(process)));
  return alive.includes(true);
}

/** The runs whose leavings are to be dropped now: registered on these engines by processes that are gone. */
export async function listCrashedRuns(local: string, addresses: Addresses): Promise<string[]> {
  const known = await readRuns(local);
  const alive = await Promise.all(known.map(({ process }) => isRunning(process)));
  return selectCrashed(known, (index) => alive[index] === true, targetOf(addresses));
}

/**
 * Which runs may be swept: a living one is somebody's, and one that worked on other engines can only be swept there.
 */
export function selectCrashed(runs: readonly TestRun[], isAlive: (index: number) => boolean, target: string): string[] {
  return runs.filter((run, index) => !isAlive(index) && run.target === target).map(({ run }) => run);
}

/** Engines as they are compared and stored: their addresses without credentials. */
export function targetOf(addresses: Addresses): string {
  return ADDRESS_FIELDS.map(({ field }) => redactAddress(addresses[field])).join(' ');
}

async function readRuns(local: string): Promise<TestRun[]> {
  const names = await readdir(join(local, 'test-runs')).catch(() => []);
  const runs = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readRun(local, name.slice(0, -'.json'.length))),
  );
  return runs.filter((run) => run !== undefined);
}

async function readRun(local: string, run: string): Promise<TestRun | undefined> {
  const stored = await readJson(fileOf(local, run));
  const process = parseIdentity(stored);
  const { target } = asRecord(stored);
  return process === undefined || typeof target !== 'string' ? undefined : { run, process, target };
}

function fileOf(local: string, run: string): string {
  return join(local, 'test-runs', `${run}.json`);
}
