import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopCompose, whyNoContainers } from './compose.ts';
import { stopEngines } from './down.ts';
import { ENGINE_NAMES, type Log } from './engine.ts';
import { readMode } from './ensure-stack.ts';
import type { StackEnvironment } from './environment.ts';
import type { Layout } from './layout.ts';
import { readService } from './service-record.ts';

/** What is kept: the fetched server is the same for ever, and a lock may be somebody's. */
const KEPT = new Set(['cache', 'stack.lock', 'bootstrap.lock']);

/** The folders and files that a wipe removes, which is all that this checkout's engines ever wrote. */
export async function listWipe(layout: Layout): Promise<string[]> {
  const folders = layout.data === layout.local ? [layout.local] : [layout.local, layout.data];
  const entries = await Promise.all(
    folders.map(async (folder) => (await readdir(folder).catch(() => [])).map((name) => ({ folder, name }))),
  );
  return entries
    .flat()
    .filter(({ name }) => !KEPT.has(name))
    .map(({ folder, name }) => join(folder, name));
}

/**
 * Stops the engines of this checkout and removes their data, logs, ports and password.
 * @throws Error while the service of this checkout is running
 */
export async function wipe(layout: Layout, environment: StackEnvironment, log: Log): Promise<void> {
  const service = await readService(layout.local);
  if (service !== undefined) {
    throw new Error(
      `the service of this checkout is running (process ${service.pid.toString()}, port ${service.port.toString()}): stop it first, with Ctrl-C where it runs`,
    );
  }
  const usesContainers = (await readMode(layout)) === 'compose';
  await stopEngines(layout, environment, log);
  if (usesContainers) {
    const reason = await whyNoContainers();
    if (reason !== undefined) {
      throw new Error(`the data are in volumes of containers, which cannot be reached: ${reason}`);
    }
    await stopCompose(layout, environment, true, log);
  }
  for (const path of await listWipe(layout)) {
    await rm(path, { recursive: true, force: true });
    log(`removed ${path}`);
  }
  log(`${ENGINE_NAMES.length.toString()} engines wiped; the fetched OpenSearch stays in ${join(layout.data, 'cache')}`);
}
