import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../stack/engine.ts';
import type { Layout } from '../stack/layout.ts';
import { withLock } from '../stack/lock.ts';
import { run } from '../stack/run.ts';

/** Whether it had to be built. */
export type PageOutcome = 'built' | 'as it was';

/** Below the checkout: where the service reads it (src/pages/search-page.ts). */
const FOLDER = 'dist/search-page';
/** In that folder: what it was built of. */
const STAMP = '.stamp';

/**
 * Builds the search page when what it is built of has changed; one command at a time.
 * @throws Error that says what to do when it cannot be built; what was there before is left
 */
export async function ensureSearchPage(layout: Pick<Layout, 'checkout' | 'local'>, log: Log): Promise<PageOutcome> {
  const stamp = await stampOf(layout.checkout);
  if (await isBuilt(layout.checkout, stamp)) {
    return 'as it was';
  }
  const onWait = (pid: number): void => {
    log(`waiting for process ${pid.toString()}, which builds the search page`);
  };
  return withLock(join(layout.local, 'build-page.lock'), onWait, async () => {
    if (await isBuilt(layout.checkout, stamp)) {
      return 'as it was';
    }
    const start = performance.now();
    await build(layout.checkout, stamp);
    log(`the search page is built (${((performance.now() - start) / 1_000).toFixed(1)} s)`);
    return 'built';
  });
}

/** Beside its place, then moved there, so that nobody reads half of it. */
async function build(checkout: string, stamp: string): Promise<void> {
  const folder = join(checkout, FOLDER);
  const beside = `${folder}.new`;
  await rm(beside, { recursive: true, force: true });
  const result = await run(
    process.execPath,
    [
      join(checkout, 'node_modules/vite/bin/vite.js'),
      ...['build', '--config', join(checkout, 'src/pages/vite.config.ts'), '--configLoader', 'native'],
      ...['--outDir', beside, '--emptyOutDir'],
    ],
    { cwd: checkout },
  );
  if (result.code !== 0) {
    const output = `${result.stdout}\n${result.stderr}`.trim();
    throw new Error(`the search page could not be built:\n${output}\nMend what it names, then: npm run build-page`);
  }
  await mkdir(beside, { recursive: true });
  await writeFile(join(beside, STAMP), stamp);
  await rm(folder, { recursive: true, force: true });
  await rename(beside, folder);
}

async function isBuilt(checkout: string, stamp: string): Promise<boolean> {
  return (await readFile(join(checkout, FOLDER, STAMP), 'utf8').catch(() => '')) === stamp;
}

/** Of its sources, how they are built, and the packages. */
async function stampOf(checkout: string): Promise<string> {
  const pages = join(checkout, 'src/pages');
  const sources = (await readdir(join(pages, 'browser'))).sort().map((name) => join(pages, 'browser', name));
  const hash = createHash('sha256');
  for (const file of [...sources, join(pages, 'vite.config.ts'), join(checkout, 'package-lock.json')]) {
    hash.update(`${file.slice(checkout.length)}\n`).update(await readFile(file));
  }
  return hash.digest('hex');
}
