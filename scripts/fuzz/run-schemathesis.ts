import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const settings = fileURLToPath(new URL('schemathesis.toml', import.meta.url));

export interface FuzzRun {
  /** The program. */
  schemathesis: string;
  /** http://127.0.0.1:port of a service whose data may be lost. */
  base: string;
  /** Token or key of an operator. */
  token: string;
  /** Cases drawn for each operation, beside those that are worked out. */
  examples: number;
  /** Which of its phases: `examples`, `coverage` (the edges of every description), `fuzzing`, `stateful`; all when left out. */
  phases?: readonly string[];
  seed: number;
  /** Where its files go. */
  folder: string;
  /** Takes its output as it comes. */
  write: (text: string) => void;
  signal: AbortSignal;
}

/**
 * Asks every operation of the service's own description with what it allows and what it does not, and sequences of them, and
 * checks the answers against it: no 500, no answer that it does not describe.
 * @returns whether nothing was found
 */
export async function runSchemathesis(run: FuzzRun): Promise<boolean> {
  const child = spawn(
    run.schemathesis,
    [
      '--config-file',
      settings,
      'run',
      `${run.base}/api/openapi.json`,
      '--header',
      `Authorization: Bearer ${run.token}`,
      '--max-examples',
      String(run.examples),
      ...(run.phases === undefined ? [] : ['--phases', run.phases.join(',')]),
      '--seed',
      String(run.seed),
      // One: CPython 3.11 fails when two threads parse at once ("AST constructor recursion depth mismatch").
      '--workers',
      '1',
      '--continue-on-failure',
      '--no-color',
    ],
    { cwd: run.folder, signal: run.signal, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000);
      run.write(text);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0 && code !== 1) {
    throw new Error(`schemathesis ended with code ${String(code)}:\n${said}`);
  }
  return code === 0;
}
