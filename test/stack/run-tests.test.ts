import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { runTests } from '../../scripts/test/run-tests.ts';

const checkout = path.resolve(import.meta.dirname, '../..');

describe('a run of the tests', function () {
  this.timeout(60_000);
  let root: string;
  let said: string[];
  let names: string[];

  beforeEach(async () => {
    said = [];
    names = [];
    root = await mkdtemp(path.join(tmpdir(), 'percolog-tests-'));
    for (const name of ['node_modules', 'scripts']) {
      await symlink(path.join(checkout, name), path.join(root, name));
    }
    await write('right/one.test.ts', "it('holds', () => {});\nit('holds too', () => {});");
    await write(
      'wrong/one.test.ts',
      "it('holds', () => {});\nit('breaks', () => { throw new Error('as it should'); });",
    );
    await write('broken/one.test.ts', 'throw new Error("not even loaded");');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function write(file: string, text: string): Promise<void> {
    const target = path.join(root, 'test', file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }

  const run = (...files: string[]) =>
    runTests(
      {
        root,
        files: files.map((name) => `test/${name}/one.test.ts`),
        grep: undefined,
        name: 'r1',
        under: (name, work) => {
          names.push(name);
          return work();
        },
        totalsFolder: path.join(root, 'totals'),
        env: process.env,
        signal: AbortSignal.timeout(50_000),
      },
      { together: false, lanes: [Promise.resolve(), Promise.resolve()], say: (line) => said.push(line) },
    );

  it('counts the rooms together, and tells the failures once more at the end', async () => {
    expect(await run('right', 'wrong', 'broken')).to.deep.equal({ passed: 3, failed: 2 });
    expect(names.sort()).to.deep.equal(['r1broken', 'r1right', 'r1wrong']);
    const heads = said.flatMap((text) => /^(ok|FAILED) +\w+ +\d+ passed, \d+ failed/m.exec(text)?.[0] ?? []);
    expect(heads.map((head) => head.replace(/ +/g, ' ')).sort()).to.deep.equal([
      'FAILED broken 0 passed, 1 failed',
      'FAILED wrong 1 passed, 1 failed',
      'ok right 2 passed, 0 failed',
    ]);
    const ending = said.slice(-2).join('\n');
    expect(ending).to.include('wrong: ').and.to.include('as it should').and.to.include('broken: ');
    expect(ending).to.include('not even loaded').and.to.not.include('holds');
    expect(await readdir(root)).to.not.include('totals');
  });
});
