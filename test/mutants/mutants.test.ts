import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { mutants, type Mutant } from './mutants.ts';

const root = path.resolve(import.meta.dirname, '../..');

const copied = [
  'src',
  'queries',
  'mappings',
  'test/support',
  'test/protocol',
  'test/oracle',
  'test/inclusion/rebuild',
  'test/inclusion/prune.test.ts',
  'test/inclusion/percolator',
];

describe('the interleavings fail when the protocol is weakened', function () {
  this.timeout(120_000);
  let copy: string;

  // One copy for all: what Node made of its files for one mutant serves the next, but for the file that is another.
  before(async () => {
    await mkdir(path.join(root, '.local'), { recursive: true });
    copy = await mkdtemp(path.join(root, '.local', 'mutant-'));
    for (const name of copied) {
      await cp(path.join(root, name), path.join(copy, name), { recursive: true });
    }
    await cp(path.join(root, 'package.json'), path.join(copy, 'package.json'));
    await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  });
  after(() => rm(copy, { recursive: true, force: true }));

  for (const mutant of mutants) {
    it(mutant.name, async () => {
      const whole = await weaken(copy, mutant);
      const { code, output, seconds } = await runSuite(copy, mutant).finally(whole);
      expect(code, `the suite passed:\n${output}`).to.be.greaterThan(0);
      expect(output, 'it fails by what it expects, not by an error of its own').to.match(/AssertionError/);
      expect(seconds).to.be.lessThan(60);
    });
  }
});

/** Puts the mutant into the copy of the program. @returns what makes the copy whole again */
async function weaken(copy: string, mutant: Mutant): Promise<() => Promise<void>> {
  const file = path.join(copy, mutant.file);
  const original = await readFile(file, 'utf8');
  let text = original;
  for (const [find, put] of mutant.replace) {
    expect(text.includes(find), `${mutant.file} has: ${find}`).to.equal(true);
    text = text.replaceAll(find, put);
  }
  await writeFile(file, text);
  return () => writeFile(file, original);
}

/** Runs the interleavings, or the mutant's own suite, on the copy. */
async function runSuite(
  copy: string,
  { suite = 'test/protocol/interleavings.test.ts', cases }: Mutant,
): Promise<{ code: number | null; output: string; seconds: number }> {
  const start = performance.now();
  const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
  const only = cases === undefined ? [] : ['--grep', cases];
  const child = spawn(process.execPath, [mocha, '--exit', '--bail', ...only, suite], {
    cwd: copy,
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(copy, 'compile-cache') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, output, seconds: (performance.now() - start) / 1_000 };
}
