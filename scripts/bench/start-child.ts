import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** A script of this checkout as a process of its own. */
export interface Child {
  pid: number;
  /**
   * Resolves when it has ended and its output is read.
   * @throws Error with the end of its stderr unless the exit code is 0, or one that is expected; the signal's reason when that ended it
   */
  ended: Promise<{ stdout: string; code: number }>;
}

const toldOnFailure = 2_000;
const readyWithinMs = 20_000;
const askedEveryMs = 25;

export async function startChild(
  args: readonly string[],
  options: {
    cwd: string;
    env: Readonly<Record<string, string | undefined>>;
    signal: AbortSignal;
    /** Exit codes that are no failure either. */
    expected?: readonly number[];
  },
): Promise<Child> {
  const { cwd, env, signal, expected = [] } = options;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-toldOnFailure)));
  // At once, and waited for: what it would still write must not come after the stores are dropped.
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  signal.addEventListener('abort', kill);
  const ended = new Promise<{ stdout: string; code: number }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, by) => {
      signal.removeEventListener('abort', kill);
      if (code === 0 || (code !== null && expected.includes(code))) {
        resolve({ stdout, code });
      } else if (signal.aborted) {
        reject(signal.reason as Error);
      } else {
        reject(new Error(`${String(args[0])} ended with ${by ?? `code ${String(code)}`}:\n${stderr.trim()}`));
      }
    });
  });
  // Heard again by whoever awaits it; without this, a failure before that would end our process.
  ended.catch(() => undefined);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return { pid: child.pid ?? 0, ended };
}

/** Waits until a child's server answers. @throws Error when it does not in time, or the child has ended */
export async function answers(url: string, { signal, child }: { signal: AbortSignal; child: Child }): Promise<void> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(readyWithinMs)]);
  const asked = async (): Promise<void> => {
    for (;;) {
      const answer = await fetch(url).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok === true) {
        return;
      }
      await pause(askedEveryMs, undefined, { signal: patience });
    }
  };
  await Promise.race([asked(), child.ended]);
}
