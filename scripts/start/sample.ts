import { spawn } from 'node:child_process';
import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keepForUpstream } from './upstream-process.ts';

/** Enough to try everything on, and in within half a minute. */
const SIZE = ['--items', '2000', '--filters', '200', '--catalogs', '300'];

/** Whether a start was ended while it loaded the sample: its files are removed only when all is in. */
export async function isSampleUnfinished(root: string): Promise<boolean> {
  return access(folderOf(root)).then(
    () => true,
    () => false,
  );
}

/**
 * Makes the sample corpus and imports it, each showing its own progress on our output. Again after an interruption, it
 * makes the same corpus, and the import adds what is not there yet.
 * @throws Error when one of the two fails
 */
export async function loadSample(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<void> {
  const folder = folderOf(root);
  const file = (name: string): string => join(folder, `${name}.jsonl`);
  const kinds = ['customers', 'content', 'queries', 'catalogs'];
  await mkdir(folder, { recursive: true });
  await runScript(root, 'corpus', ['--out', folder, ...SIZE], env, signal);
  await runScript(
    root,
    'import',
    kinds.flatMap((kind) => [`--${kind}`, file(kind)]),
    env,
    signal,
  );
  await keepForUpstream(join(root, '.local'), file('content'));
  await rm(folder, { recursive: true, force: true });
}

function folderOf(root: string): string {
  return join(root, '.local/sample');
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
    // What the generator prints besides its progress is for programs.
    stdio: ['ignore', name === 'corpus' ? 'ignore' : 'inherit', 'inherit'],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`the sample corpus could not be loaded: npm run ${name} ended with code ${String(code)}`);
  }
}
