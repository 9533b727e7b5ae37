import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { course } from '../support/documents.ts';
import { freePort } from '../support/free-port.ts';
import { runImport } from '../support/import.ts';
import { makeService, makeStores, sql, type TestStores } from '../support/service.ts';

describe('an import that cannot be done', function () {
  this.timeout(30_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'percolog-failures-'));
  const content = path.join(folder, 'content.jsonl');
  let stores: TestStores;

  before(async () => {
    writeFileSync(content, `${JSON.stringify(course('Fails+1'))}\n`);
    stores = await makeStores();
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('says how it is used: without files, with a misspelt option, when asked', async () => {
    const none = await runImport(stores, []);
    expect([none.code, none.stdout]).to.deep.equal([1, '']);
    expect(none.stderr).to.include('npm run import');
    const misspelt = await runImport(stores, ['--contents', content]);
    expect([misspelt.code, misspelt.stdout]).to.deep.equal([1, '']);
    expect(misspelt.stderr)
      .to.include('--contents')
      .and.to.not.match(/\n +at /);
    const help = await runImport(stores, ['--help']);
    expect([help.code, help.stderr]).to.deep.equal([0, '']);
    expect(help.stdout).to.include('--content').and.to.include('Exit code');
  });

  it('ends before anything is begun when a file is not there', async () => {
    const missing = path.join(folder, 'missing.jsonl');
    const { code, stdout, stderr } = await runImport(stores, ['--content', content, '--queries', missing]);
    expect([code, stdout]).to.deep.equal([1, '']);
    expect(stderr)
      .to.include(missing)
      .and.to.not.match(/\n +at /);
    expect(await sql(stores, 'SHOW TABLES')).to.deep.equal([]);
  });

  it('records a run that broke off, with its reason', async () => {
    const { code, stderr } = await runImport(stores, ['--content', folder]);
    expect(code).to.equal(1);
    expect(stderr)
      .to.match(/EISDIR/)
      .and.to.include('Run it again');
    const runs = await sql<{ state: string; error: string }>(stores, 'SELECT state, error FROM sync_run');
    expect(runs).to.have.length(1);
    expect(runs[0]?.state).to.equal('failed');
    expect(runs[0]?.error).to.match(/EISDIR/);
  });

  for (const [variable, address] of [
    ['OPENSEARCH_URL', 'http://127.0.0.1:PORT'],
    ['DATABASE_URL', 'mysql://percolog:hush-hush@127.0.0.1:PORT/percolog'],
    ['REDIS_URL', 'redis://127.0.0.1:PORT'],
  ] as const) {
    it(`says which engine does not answer: ${variable}`, async () => {
      const environment = { ...stores.environment, [variable]: address.replace('PORT', String(await freePort())) };
      const { code, stdout, stderr } = await runImport({ environment }, ['--content', content]);
      expect([code, stdout]).to.deep.equal([1, '']);
      expect(stderr).to.include(variable).and.to.include('does not answer');
      expect(stderr)
        .to.not.match(/\n +at /)
        .and.to.not.include('hush-hush');
    });
  }

  it('says which setting is wrong', async () => {
    const environment = { ...stores.environment, CLAIM_SECONDS: 'soon' };
    const { code, stderr } = await runImport({ environment }, ['--content', content]);
    expect(code).to.equal(1);
    expect(stderr)
      .to.include('CLAIM_SECONDS')
      .and.to.not.match(/\n +at /);
  });

  it('refuses stores that do not belong together', async () => {
    const service = await makeService();
    const other = await makeStores();
    const environment = { ...other.environment, INDEX_PREFIX: service.stores.config.indexPrefix };
    const { code, stderr } = await runImport({ environment }, ['--content', content]);
    await service.stop();
    expect(code).to.equal(1);
    expect(stderr)
      .to.include('made for another database')
      .and.to.not.match(/\n +at /);
    expect(await sql(other, 'SELECT 1 FROM content')).to.deep.equal([]);
  });
});
