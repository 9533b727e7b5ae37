import { randomUUID } from 'node:crypto';
import { link, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identify, isRunning, parseIdentity } from './processes.ts';
import { readJson } from './files.ts';

/** A takeover takes milliseconds; one older than this was left by a crash. */
const TAKEOVER_MS = 10_000;

/**
 * Runs `work` while holding a lock file, alone among the processes of this machine. Waits for a living holder, takes over
 * from a dead one. `onWait` is told once, with the holder's process number.
 */
export async function withLock<T>(path: string, onWait: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  await acquire(path, onWait);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string, onWait: (pid: number) => void): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const mine = `${path}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify(await identify(process.pid)));
  try {
    let told = false;
    // A link appears whole or not at all, so nobody reads a lock without its holder.
    while (!(await create(mine, path))) {
      const holder = parseIdentity(await readJson(path));
      if (holder === undefined || !(await isRunning(holder))) {
        await removeStale(path);
      } else {
        if (!told) {
          told = true;
          onWait(holder.pid);
        }
        await pause(100);
      }
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** Removes the lock of a dead holder. Two that find it at once must not remove each other's new lock: one looks again alone. */
async function removeStale(path: string): Promise<void> {
  const takeover = `${path}.takeover`;
  try {
    await writeFile(takeover, '', { flag: 'wx' });
  } catch (error) {
    if (!isExisting(error)) {
      throw error;
    }
    const age = await stat(takeover).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > TAKEOVER_MS) {
      await rm(takeover, { force: true });
    }
    await pause(20);
    return;
  }
  try {
    const holder = parseIdentity(await readJson(path));
    if (holder === undefined || !(await isRunning(holder))) {
      await rm(path, { force: true });
    }
  } finally {
    await rm(takeover, { force: true });
  }
}

async function create(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isExisting(error)) {
      return false;
    }
    throw error;
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
