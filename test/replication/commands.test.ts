import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { contentSchemas } from '../../src/replication/contract/content-schema.ts';
import { contractOf } from '../../src/replication/contract/read-raw.ts';
import { course } from '../support/documents.ts';
import { runImport } from '../support/import.ts';
import { runScript, type Ended } from '../support/run-script.ts';
import { makeService, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

/** The operators' commands of this room, run as processes of their own. */
describe('the commands of replication', function () {
  this.timeout(120_000);
  let service: TestService;
  let folder: string;

  before(async () => {
    service = await makeService();
    folder = await mkdtemp(path.join(tmpdir(), 'percolog-commands-'));
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await service.stop();
  });

  const run = (name: string, ...args: string[]): Promise<Ended> => runScript(service.stores, name, args);
  const file = async (name: string, lines: readonly unknown[]): Promise<string> => {
    const at = path.join(folder, name);
    await writeFile(at, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
    return at;
  };

  it('quarantine: lists, shows and tries again', async () => {
    // The contract before it was widened.
    const contract = contractOf({
      ...contentSchemas,
      course: { ...contentSchemas.course, required: ['key', 'number'] },
    });
    const strict = await makeService({ stores: service.stores, contract });
    const { documents } = await strict.replication.store([course('Cmd+1'), course('Cmd+2', { course_runs: 1 })], {
      author,
    });
    await strict.stop();
    expect(documents.map(({ outcome }) => outcome)).to.deep.equal(['refused', 'refused']);

    const listed = JSON.parse((await run('quarantine', 'list')).stdout) as {
      count: number;
      entries: { id: number; contentKey: string; errors: string[] }[];
    };
    expect(listed.count).to.equal(2);
    const [first, second] = ['Cmd+1', 'Cmd+2'].map((key) =>
      listed.entries.find(({ contentKey }) => contentKey === key),
    );
    expect(first?.errors).to.deep.equal(['/number: content needs its number']);
    const shown = JSON.parse((await run('quarantine', 'show', String(second?.id))).stdout) as { body: string }[];
    expect(JSON.parse(shown[0]?.body ?? '')).to.include({ key: 'Cmd+2', course_runs: 1 });

    const one = await run('quarantine', 'retry', String(first?.id));
    expect(one.code, one.stderr).to.equal(0);
    expect(JSON.parse(one.stdout)).to.deep.include({ counts: { passed: 1, refused: 0, superseded: 0, not_kept: 0 } });
    expect(await service.replication.find('Cmd+1', { coerceToCourse: false })).to.not.equal(undefined);
    const rest = await run('quarantine', 'retry');
    expect(rest.code).to.equal(2);
    expect(JSON.parse(rest.stdout)).to.deep.include({ counts: { passed: 0, refused: 1, superseded: 0, not_kept: 0 } });
    const discarded = await run('quarantine', 'discard', String(second?.id), '999999999');
    expect(discarded.code, discarded.stderr).to.equal(2);
    expect(JSON.parse(discarded.stdout)).to.deep.equal({ discarded: [second?.id], unknown: [999_999_999] });
    expect((JSON.parse((await run('quarantine', 'list')).stdout) as { count: number }).count).to.equal(0);
    expect((await run('quarantine', 'discard')).code, 'nothing named').to.equal(1);
    const misread = await run('quarantine', 'show');
    expect([misread.code, misread.stdout]).to.deep.equal([1, '']);
  });

  it('show-content: when an item came last, from where, and what that changed', async () => {
    const stored = await service.replication.store([course('Shown+1')], { author });
    await service.inclusion.decideItems(stored.claims);
    const shown = await run('show-content', 'Shown+1', 'No+Such');
    expect(shown.code, shown.stderr).to.equal(2);
    const [known, unknown] = shown.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { contentKey: string; heard?: { source: string; outcome: string }[] });
    expect(known?.heard?.map(({ source, outcome }) => [source, outcome])).to.deep.equal([['api', 'created']]);
    expect(unknown).to.deep.equal({ contentKey: 'No+Such', unknown: true });
  });

  it('translations: in from a file, what is pending out, and by a machine', async () => {
    await service.replication.store([course('Tr+1', { outcome: '<p>x</p>' }), course('Tr+2'), course('Tr+3')], {
      author,
    });
    const translations = await file('es.jsonl', [
      { content_key: 'Tr+1', language: 'es', texts: { title: 'Uno', outcome: '<p>equis</p>' }, provider: 'people' },
      { content_key: 'No+Such', language: 'es', texts: { title: 'Nadie' } },
      { content_key: 'Tr+2', language: 'es', texts: { subtitle: 'x' } },
      '{"content_key": ',
    ]);
    const imported = await run('translations', 'import', translations);
    expect(imported.code, imported.stderr).to.equal(2);
    expect(JSON.parse(imported.stdout)).to.deep.equal({ created: 1, changed: 0, unchanged: 0, refused: 3 });
    expect(imported.stderr)
      .to.match(/:2: there is no content/)
      .and.match(/:3: .*texts/)
      .and.match(/:4: not JSON/);

    const pending = async (): Promise<string[]> =>
      (await run('translations', 'pending', '--to', 'es')).stdout
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { content_key: string }).content_key);
    expect((await pending()).filter((key) => key.startsWith('Tr+'))).to.deep.equal(['Tr+2', 'Tr+3']);

    const machine = await file('machine.mjs', [
      `export const provider = { name: 'a machine', translate: async ({ contentKey, texts }, to) => {
         if (contentKey === 'Tr+3') throw new Error('too hard');
         return { title: to + ' ' + texts.title };
       } };`,
    ]);
    const translated = await run('translations', 'translate', '--to', 'es', '--with', machine);
    expect(translated.code, translated.stderr).to.equal(2);
    expect(translated.stderr).to.include('Tr+3: too hard');
    expect((await pending()).filter((key) => key.startsWith('Tr+'))).to.deep.equal(['Tr+3']);
    const item = await service.replication.find('Tr+2', { coerceToCourse: false });
    const [shown] = await service.replication.translated(item === undefined ? [] : [item], 'es');
    expect(shown?.item.raw['title']).to.equal('es About Tr+2');
  });

  it('translations: what is asked for wrongly is told apart from what failed', async () => {
    for (const [fault, ...args] of [
      [/say what to do: import with one FILE/, 'import', 'one.jsonl', 'two.jsonl'],
      [/Unknown option '--from'/, 'pending', '--from', 'es'],
    ] as const) {
      const { code, stdout, stderr } = await run('translations', ...args);
      expect([code, stdout], args.join(' ')).to.deep.equal([2, '']);
      expect(stderr).to.match(fault);
    }
    const failed = await run('translations', 'import', '/no/such/file.jsonl');
    expect(failed.code, failed.stderr).to.equal(1);
  });

  it('import: tells how fields drifted since the import before', async () => {
    const courses = (price: (index: number) => unknown): object[] =>
      Array.from({ length: 100 }, (_, index) => course(`Dr+${String(index)}`, { price: price(index) }));
    const first = await runImport(service.stores, [
      '--content',
      await file(
        'one.jsonl',
        courses((index) => index),
      ),
    ]);
    expect(first.code, first.stderr).to.equal(0);
    expect(first.stdout).to.not.include('price');
    const later = courses((index) => (index % 40 === 3 ? '49.00' : index));
    const second = await runImport(service.stores, ['--content', await file('two.jsonl', later)]);
    expect(second.code, second.stderr).to.equal(0);
    expect(second.stdout).to.include('course price is text instead of number, now 3.0 %: Dr+3, Dr+43, Dr+83');
    const [report] = await service.drift.list(1);
    expect(report?.changes.map(({ field, to }) => [field, to])).to.deep.equal([['price', 'text']]);
  });
});
