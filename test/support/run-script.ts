import { spawn } from 'node:child_process';
import path from 'node:path';

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command of `scripts/` as a process of its own, as an operator would.
 * @param on the stores that it is to work on, or nothing but an environment
 * @param options.node arguments for Node itself · `onStart` is given what kills the process at once
 */
export function runScript(
  on: { environment: Readonly<Record<string, string>> },
  name: string,
  args: readonly string[],
  options: { node?: readonly string[]; onStart?: (kill: () => void) => void } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const script = path.resolve(import.meta.dirname, `../../scripts/${name}.ts`);
    const flags = ['--disable-warning=ExperimentalWarning', ...(options.node ?? [])];
    const child = spawn(process.execPath, [...flags, script, ...args], {
      env: { PATH: '/usr/bin:/bin', ...on.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
    options.onStart?.(() => child.kill('SIGKILL'));
  });
}
