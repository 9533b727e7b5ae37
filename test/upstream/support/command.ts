import { spawn } from 'node:child_process';
import path from 'node:path';
import type { TestStores } from '../../support/service.ts';

/** Runs a command on these stores, as a process of its own. */
export function runCommand(
  stores: TestStores,
  name: string,
  ...args: string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const script = path.resolve(import.meta.dirname, `../../../scripts/${name}.ts`);
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
      env: { PATH: '/usr/bin:/bin', ...stores.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
