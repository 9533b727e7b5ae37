import { join } from 'node:path';
import type { Log } from './engine.ts';
import type { Layout } from './layout.ts';
import { withLock } from './lock.ts';

/** Runs what starts, stops or removes engines alone among the commands of this checkout; says so when it must wait. */
export async function underStackLock<T>(layout: Layout, log: Log, work: () => Promise<T>): Promise<T> {
  const onWait = (pid: number): void => {
    log(`waiting for process ${pid.toString()}, which starts or stops the engines of this checkout`);
  };
  return withLock(join(layout.local, 'stack.lock'), onWait, work);
}
