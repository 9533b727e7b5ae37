import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ensureSearchPage } from '../../scripts/build-page/ensure-search-page.ts';

const checkout = path.join(import.meta.dirname, '../..');

describe('the search page', function () {
  this.timeout(60_000);
  let copy: string;

  before(async () => {
    copy = await mkdtemp(path.join(tmpdir(), 'percolog-page-'));
    for (const name of ['src/pages', 'package.json', 'package-lock.json', 'tsconfig.json']) {
      await cp(path.join(checkout, name), path.join(copy, name), { recursive: true });
    }
    await symlink(path.join(checkout, 'node_modules'), path.join(copy, 'node_modules'));
  });
  after(() => rm(copy, { recursive: true, force: true }));

  const ensure = (said: string[] = []): Promise<string> =>
    ensureSearchPage({ checkout: copy, local: path.join(copy, '.local') }, (line) => said.push(line));
  const built = (): Promise<string[]> => readdir(path.join(copy, 'dist/search-page'));

  it('is built once, by whoever comes first', async () => {
    const said: string[] = [];
    const outcomes = await Promise.all([ensure(said), ensure(said)]);
    expect(outcomes.sort()).to.deep.equal(['as it was', 'built']);
    expect(said.filter((line) => line.startsWith('the search page is built'))).to.have.length(1);
    expect(await ensure()).to.equal('as it was');
    const names = await built();
    for (const form of [/^search\.html$/, /^search-.{8}\.js$/, /^search-.{8}\.css$/, /^icon-.{8}\.svg$/]) {
      expect(
        names.filter((name) => form.test(name)),
        String(form),
      ).to.have.length(1);
    }
    expect(await readdir(path.join(copy, 'dist')), 'nothing half done is left').to.deep.equal(['search-page']);
  });

  it('says what to do when it cannot be built, and stays as it was', async () => {
    const before = await built();
    const file = path.join(copy, 'src/pages/browser/words.ts');
    const source = await readFile(file, 'utf8');
    await writeFile(file, `${source}\nexport const broken = ;\n`);
    const error = await ensure().catch((reason: unknown) => reason);
    expect((error as Error).message).to.match(/could not be built:[\s\S]*words\.ts[\s\S]*npm run build-page/);
    expect(await built()).to.deep.equal(before);
    await writeFile(file, source);
    expect(await ensure(), 'what it was built of is there again').to.equal('as it was');
  });
});
