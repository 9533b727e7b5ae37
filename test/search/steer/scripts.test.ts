import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { course, listed } from '../../support/documents.ts';
import { runScript } from '../../support/run-script.ts';
import { Asker } from '../asker.ts';

describe('the commands about searches', function () {
  // Each is a process of its own.
  this.timeout(120_000);
  let asker: Asker;
  let folder: string;

  before(async () => {
    asker = await Asker.open([listed(course('Cmd+1', { title: 'Gardening' })), listed(course('Cmd+2'))]);
    folder = await mkdtemp(path.join(tmpdir(), 'percolog-rules-'));
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await asker.stop();
  });

  const good = async <T>(...[name = '', ...args]: string[]): Promise<T> => {
    const { code, stdout, stderr } = await runScript(asker.service.stores, name, args);
    expect(code, stderr).to.equal(0);
    return JSON.parse(stdout) as T;
  };
  const bad = async (...[name = '', ...args]: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runScript(asker.service.stores, name, args);
    expect([code, stdout], stderr).to.deep.equal([2, '']);
    return stderr;
  };

  it('say what they do, and refuse what they do not understand', async () => {
    for (const name of ['synonyms', 'pins']) {
      const { code, stdout, stderr } = await runScript(asker.service.stores, name, ['--help']);
      expect([code, stderr]).to.deep.equal([0, '']);
      expect(stdout)
        .to.match(new RegExp(`^npm run ${name} -- `))
        .and.to.include('Exit code');
    }
    expect(await bad('pins', 'put')).to.match(/say what to do/);
    expect(await bad('synonyms', 'list', '--locale', 'fr')).to.match(/--locale is one of en, es, not fr/);
  });

  it('synonyms: a file is taken whole or not at all, and written only with --apply', async () => {
    const file = path.join(folder, 'rules.txt');
    await writeFile(file, '# plants\n\nhorticulture => gardening\nplot, allotment\n');
    const { steering } = asker.service;
    expect(await good('synonyms', 'import', file)).to.include({ applied: false, created: 2 });
    expect((await steering.listSynonyms()).synonyms).to.deep.equal([]);
    expect(await good('synonyms', 'import', file, '--apply')).to.include({ applied: true, created: 2, version: 1 });
    expect(await asker.keys('horticulture ')).to.deep.equal(['Cmd+1']);
    await writeFile(file, 'a, b\nalone\nplot, plots\n');
    expect(await bad('synonyms', 'import', file, '--apply'))
      .to.match(/^\/1\/rule: .*alone/m)
      .and.to.match(/^\/2\/rule: .*the same/m);
    expect((await steering.listSynonyms()).synonyms).to.have.length(2);

    const { synonyms } = await steering.listSynonyms('en');
    const one = synonyms.find(({ rule }) => rule === 'plot, allotment');
    expect(one?.changedBy).to.equal('script:synonyms');
  });

  it('pins: a rule is previewed, and written only with --apply', async () => {
    const { steering } = asker.service;
    const put = ['pins', 'put', 'Gardening', '--pin', 'Cmd+2', '--beginning', '--name', 'spring'];
    const tried = await good<{ applied: boolean; preview: { after: { hits: { content_key: string }[] } } }>(...put);
    expect(tried.applied).to.equal(false);
    expect(tried.preview.after.hits.map(({ content_key: key }) => key)).to.deep.equal(['Cmd+2', 'Cmd+1']);
    expect((await steering.listPins()).pins).to.deep.equal([]);
    expect(await good(...put, '--apply')).to.include({ applied: true, outcome: 'created', name: 'spring' });
    const { pins } = await steering.listPins();
    expect(pins).to.have.length(1);
    expect(pins[0]).to.deep.include({
      name: 'spring',
      matches: 'beginning',
      pinned: ['Cmd+2'],
      changedBy: 'script:pins',
    });
    expect(await asker.keys('gardening now')).to.deep.equal(['Cmd+2']);
  });
});
