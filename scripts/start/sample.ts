import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Enough to try everything on, and in within half a minute. */
const SIZE = ['--items', '2000', '--filters', '200', '--catalogs', '300'];

/**
 * Makes the sample corpus and imports it, each showing its own progress on our output.
 * @throws Error when one of the two fails
 */
export async function loadSample(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<void> {
  const folder = join(root, '.local/sample');
  const file = (name: string): string => join(folder, `${name}.jsonl`);
  const kinds = ['customers', 'content', 'queries', 'catalogs'];
  try {
    await runScript(root, 'corpus', ['--out', folder, ...SIZE], env, signal);
    await runScript(
      root,
      'import',
      kinds.flatMap((kind) => [`--${kind}`, file(kind)]),
      env,
      signal,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runScript(
  root: string,
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<void> {
  const script = join(root, 'scripts', `${name}.ts`);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: root,
    env,
    signal,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`the sample corpus could not be loaded: npm run ${name} ended with code ${String(code)}`);
  }
}
