import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asRecord, readJson, writeJson } from './files.ts';
import { identify, isRunning, parseIdentity, type ProcessIdentity } from './processes.ts';

/** The running `npm start` of this checkout. */
export interface ServiceRecord extends ProcessIdentity {
  readonly port: number;
  /** Where upstream stands in beside it. */
  readonly upstreamPort?: number;
}

/** The service of this checkout if it is running: what it needs must not be taken from under it. */
export async function readService(local: string): Promise<ServiceRecord | undefined> {
  const stored = await readJson(serviceFile(local));
  const identity = parseIdentity(stored);
  const { port, upstreamPort } = asRecord(stored);
  return identity !== undefined && typeof port === 'number' && (await isRunning(identity))
    ? { ...identity, port, ...(typeof upstreamPort === 'number' ? { upstreamPort } : {}) }
    : undefined;
}

/** Records a process as the running service. `scripts/bootstrap.mjs` reads the record too. */
export async function writeService(
  local: string,
  pid: number,
  ports: Pick<ServiceRecord, 'port' | 'upstreamPort'>,
): Promise<void> {
  await writeJson(serviceFile(local), { ...(await identify(pid)), ...ports });
}

/** Removes the record of the service. */
export async function removeService(local: string): Promise<void> {
  await rm(serviceFile(local), { force: true });
}

function serviceFile(local: string): string {
  return join(local, 'service.json');
}
