import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './run.ts';

/** A process as it can be recognised later: numbers are given again, a number with its moment of birth is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; compared only. Linux: ticks since boot, elsewhere what `ps` says. */
  readonly born: string;
}

/** The identity of a running process; `undefined` when there is none of that number (or only its corpse). */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid.toString()}/stat`, 'latin1').catch(() => undefined);
    // The program's name stands in parentheses and may hold anything: fields are counted after the last one.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    const born = fields?.[19];
    return born === undefined || fields?.[0] === 'Z' ? undefined : { pid, born };
  }
  const answer = await run('ps', ['-o', 'lstart=', '-p', pid.toString()]);
  const born = answer.stdout.trim();
  return answer.code === 0 && born !== '' ? { pid, born } : undefined;
}

/** Whether exactly this process (not a later one of the same number) is running. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.born === identity.born;
}

/** Reads an identity back from a file's content; `undefined` when it is none. */
export function parseIdentity(value: unknown): ProcessIdentity | undefined {
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('born' in value)) {
    return undefined;
  }
  const { pid, born } = value;
  return typeof pid === 'number' && Number.isInteger(pid) && pid > 1 && typeof born === 'string'
    ? { pid, born }
    : undefined;
}

/** Memory in use by a process, in bytes; `undefined` when it cannot be told. */
export async function residentBytes(pid: number): Promise<number | undefined> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid.toString()}/status`, 'utf8').catch(() => '');
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  }
  const kilobytes = Number((await run('ps', ['-o', 'rss=', '-p', pid.toString()])).stdout.trim());
  return kilobytes > 0 ? kilobytes * 1024 : undefined;
}

/**
 * Asks a process to end (SIGTERM) and kills it when it has not ended after the grace.
 * Touches nothing when the number belongs to another process by now.
 */
export async function stopProcess(identity: ProcessIdentity, graceMs: number): Promise<'ended' | 'killed' | 'absent'> {
  if (!(await isRunning(identity))) {
    return 'absent';
  }
  process.kill(identity.pid, 'SIGTERM');
  if (await endsWithin(identity, graceMs)) {
    return 'ended';
  }
  process.kill(identity.pid, 'SIGKILL');
  await endsWithin(identity, 5_000);
  return 'killed';
}

async function endsWithin(identity: ProcessIdentity, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (await isRunning(identity)) {
    if (performance.now() > deadline) {
      return false;
    }
    await pause(50);
  }
  return true;
}

/** A program to start and leave running. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** User and group to run as; only root can ask for another. */
  readonly uid: number | undefined;
}

/** Starts a program in a session of its own, so that neither Ctrl-C nor our end reaches it. Output goes to `logFd`. */
export async function startDetached(launch: Launch, logFd: number): Promise<ProcessIdentity> {
  const { command, args } = asUser(launch.uid, launch.command, launch.args);
  const child = spawn(command, args, {
    cwd: launch.cwd,
    env: launch.env,
    detached: true,
    stdio: ['ignore', logFd, logFd],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
  const identity = child.pid === undefined ? undefined : await identify(child.pid);
  if (identity === undefined) {
    throw new Error(`${launch.command} ended at once`);
  }
  return identity;
}

/** Wraps a command so that root runs it as another user; setpriv replaces itself, so the process number stays. */
export function asUser(
  uid: number | undefined,
  command: string,
  args: readonly string[],
): { command: string; args: string[] } {
  if (uid === undefined) {
    return { command, args: [...args] };
  }
  const id = uid.toString();
  return {
    command: 'setpriv',
    args: [`--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--no-new-privs', command, ...args],
  };
}
