import { stopCompose, whyNoContainers } from './compose.ts';
import type { EngineName, Log } from './engine.ts';
import { readMode } from './ensure-stack.ts';
import type { StackEnvironment } from './environment.ts';
import type { Layout } from './layout.ts';
import { openNative } from './native.ts';
import { stopProcess } from './processes.ts';
import { findProcess, removeRecord } from './records.ts';
import { underStackLock } from './stack-lock.ts';

/** How long an engine may take to end before it is killed. */
const GRACE_MS = 20_000;

/**
 * Stops the engines that this checkout runs: its own processes by number, its own containers by project.
 * Engines of others, and those whose addresses are given in the environment, are left alone.
 * @returns the names of the engines that were running
 */
export async function stopEngines(layout: Layout, environment: StackEnvironment, log: Log): Promise<EngineName[]> {
  return underStackLock(layout, log, async () => {
    if ((await readMode(layout)) === 'compose' && (await whyNoContainers()) === undefined) {
      await stopCompose(layout, environment, false, log);
    }
    return stopNative(layout, log);
  });
}

async function stopNative(layout: Layout, log: Log): Promise<EngineName[]> {
  const { engines, ports } = await openNative(layout);
  const stopped = await Promise.all(
    engines.map(async (engine) => {
      const process = await findProcess(layout, engine.name, await engine.probe(ports));
      const outcome = process === undefined ? 'absent' : await stopProcess(process, GRACE_MS);
      await removeRecord(layout, engine.name);
      if (outcome === 'absent') {
        return [];
      }
      const how = outcome === 'ended' ? 'stopped' : `did not end within ${(GRACE_MS / 1000).toString()} s, killed`;
      log(`${engine.name}: ${how}`);
      return engine.name;
    }),
  );
  return stopped.flat();
}
