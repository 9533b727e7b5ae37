import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { writeCorpus } from '../../scripts/corpus/write-corpus.ts';
import { compareMembership } from '../support/compare-membership.ts';
import { course, uuidOf } from '../support/documents.ts';
import { digestOfTables, runImport } from '../support/import.ts';
import type { Ended } from '../support/run-script.ts';
import { makeStores, sql, type TestStores } from '../support/service.ts';

interface Summary {
  files: { kind: string; created: number; changed: number; unchanged: number; proposed: number; refused: number }[];
  pending: number;
}

describe('the import of files', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'percolog-import-'));
  let stores: TestStores;
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const file = (name: string): string => path.join(folder, name);
  const write = (name: string, text: string | Buffer): string => {
    writeFileSync(file(name), text);
    return file(name);
  };
  const lines = (...documents: unknown[]): string => documents.map((one) => `${JSON.stringify(one)}\n`).join('');
  const countsOf = (stdout: string): Record<string, number[]> =>
    Object.fromEntries(
      (JSON.parse(stdout) as Summary).files.map(({ kind, created, changed, unchanged, refused }) => [
        kind,
        [created, changed, unchanged, refused],
      ]),
    );

  describe('of a corpus', () => {
    let args: string[];
    let first: Ended;

    before(async () => {
      stores = await makeStores();
      const sizes = { seed: 11, items: 250, filters: 30, catalogs: 40, customers: 8, now: Date.now() };
      await writeCorpus({ ...sizes, out: file('corpus') }, { onProgress: () => undefined });
      args = ['customers', 'content', 'queries', 'catalogs'].flatMap((kind) => [
        `--${kind}`,
        file(`corpus/${kind}.jsonl`),
      ]);
      first = await runImport(stores, [...args, '--json']);
    });

    it('takes all four files, decides everything, and tells what it did', async () => {
      const { code, stdout, stderr } = first;
      expect([code, stderr.split('\n').filter((line) => !line.startsWith('engines for'))]).to.deep.equal([0, ['']]);
      const counts = countsOf(stdout);
      expect(Object.keys(counts)).to.deep.equal(['customers', 'content', 'queries', 'catalogs']);
      expect(counts).to.deep.equal({
        customers: [8, 0, 0, 0],
        content: [250, 0, 0, 0],
        queries: [30, 0, 0, 0],
        catalogs: [40, 0, 0, 0],
      });
      expect((JSON.parse(stdout) as Summary).pending).to.equal(0);
      const { lost, extra, pairs } = await compareMembership(stores, Date.now());
      expect({ lost, extra, pairs }).to.deep.equal({ lost: [], extra: [], pairs: 7_500 });
      const [members] = await sql<{ count: number }>(stores, 'SELECT COUNT(*) AS count FROM membership');
      expect(members?.count).to.be.greaterThan(50);
      const runs = await sql<{ state: string; counts: string; finished: number }>(
        stores,
        'SELECT state, counts, finished_at IS NOT NULL AS finished FROM sync_run ORDER BY id LIMIT 1',
      );
      expect(runs).to.deep.equal([
        { state: 'done', counts: '{"created":328,"changed":0,"unchanged":0,"proposed":0,"refused":0}', finished: 1 },
      ]);
    });

    it('tells of each item with which run and file it came', async () => {
      const heard = await sql<object>(
        stores,
        'SELECT source, via, outcome, COUNT(*) AS items FROM content_heard GROUP BY 1, 2, 3',
      );
      expect(heard).to.deep.equal([
        { source: 'import', via: 'import/1/content.jsonl', outcome: 'created', items: 250 },
      ]);
    });

    it('changes nothing and writes nothing when the same files come again', async () => {
      const before = await digestOfTables(stores);
      const { code, stdout } = await runImport(stores, [...args, '--json']);
      expect(code).to.equal(0);
      expect(countsOf(stdout)).to.deep.equal({
        customers: [0, 0, 8, 0],
        content: [0, 0, 250, 0],
        queries: [0, 0, 30, 0],
        catalogs: [0, 0, 40, 0],
      });
      expect(await digestOfTables(stores)).to.deep.equal(before);
    });

    it('changes what has changed', async () => {
      const [one = '', two = '', ...rest] = readFileSync(file('corpus/content.jsonl'), 'utf8').split('\n');
      const renamed = { ...(JSON.parse(two) as object), title: 'Renamed' };
      const content = write('changed.jsonl', [one, JSON.stringify(renamed), ...rest].join('\n'));
      const { code, stdout } = await runImport(stores, ['--content', content]);
      expect(code).to.equal(0);
      expect(stdout).to.match(
        /^ +created +changed +unchanged +proposed +refused +time\ncontent +0 +1 +249 +0 +0 +\d+\.\d s\n$/,
      );
      const heard = await sql<object>(
        stores,
        'SELECT via, outcome, COUNT(*) AS items FROM content_heard GROUP BY 1, 2 ORDER BY 2',
      );
      expect(heard).to.deep.equal([
        { via: 'import/3/changed.jsonl', outcome: 'changed', items: 1 },
        { via: 'import/3/changed.jsonl', outcome: 'unchanged', items: 249 },
      ]);
    });
  });

  it('tells each broken line with its place and reason, and takes the rest', async () => {
    stores = await makeStores();
    const [query, sister] = [uuidOf('a query'), uuidOf('another query')];
    const good = (key: string): string => JSON.stringify(course(key));
    const content = write(
      'content.jsonl',
      Buffer.concat([
        Buffer.from('\ufeff'),
        Buffer.from(`${good('Import+1')}\r\n`), // 1: after a byte order mark, with CRLF
        Buffer.from('\n   \n'), // 2, 3: empty
        Buffer.from('{"content_type":"course","key":"Import+2"\n'), // 4: cut off
        Buffer.from(`${good('Import+3')} ${good('Import+4')}\n`), // 5: two in one
        Buffer.from('[]\n"text"\n'), // 6, 7: of a wrong shape
        Buffer.from('{"content_type":"book","key":"Import+5"}\n'), // 8
        Buffer.from(`${JSON.stringify(course('Import+6', { title: 'line \u2028 and \u2029 paragraph' }))}\n`), // 9
        Buffer.from('{"content_type":"course","key":"Import+7","title":"'), // 10: not UTF-8
        Buffer.from([0xff, 0xe9]),
        Buffer.from('"}\n'),
        Buffer.from(`${JSON.stringify(course('Import+8', { full_description: 'x'.repeat(5_000_000) }))}\n`), // 11: too long
        Buffer.from(`${good('Import+9')}\n`), // 12
        Buffer.from('\u0000\u001b[2J\n'), // 13
        Buffer.from(good('Import+10')), // 14: no line feed
      ]),
    );
    const queries = write(
      'queries.jsonl',
      lines(
        { uuid: query, title: 'First', content_filter: { key: ['Import+1', 'Import+6'] } },
        { uuid: uuidOf('refused'), title: 'Misspelt', content_filter: { level_typ: 'x', content_type: 'course' } },
        { uuid: 'none', title: 7 },
        { uuid: sister, title: 'First', content_filter: { content_type: 'course' } },
        { uuid: uuidOf('third'), title: 'Same', content_filter: { content_type: 'course' } },
      ),
    );
    const catalog = { title: 'A catalog', enterprise_uuid: uuidOf('a customer'), enterprise_name: null };
    const catalogs = write(
      'catalogs.jsonl',
      lines(
        { ...catalog, uuid: uuidOf('one'), catalog_query_uuid: query },
        { ...catalog, uuid: uuidOf('two'), catalog_query_uuid: uuidOf('refused') },
        { ...catalog, uuid: uuidOf('three'), catalog_query_uuid: query, enabled_course_modes: 'audit' },
      ),
    );
    const customers = write('customers.jsonl', `${lines({ uuid: uuidOf('a customer'), name: 'A' })}{"name":"B"}\n`);

    const args = [
      '--content',
      content,
      '--queries',
      queries,
      '--catalogs',
      catalogs,
      '--customers',
      customers,
      '--json',
    ];
    const { code, stdout, stderr } = await runImport(stores, args);
    expect(code).to.equal(2);
    expect(countsOf(stdout)).to.deep.equal({
      customers: [1, 0, 0, 1],
      content: [4, 0, 0, 8],
      queries: [2, 0, 0, 3],
      catalogs: [1, 0, 0, 2],
    });
    const told = stderr.split('\n').filter((line) => line.startsWith(folder));
    const reasons: [string, number, RegExp][] = [
      [customers, 2, /uuid/],
      [content, 4, /not JSON/],
      [content, 5, /not JSON/],
      [content, 6, /object/],
      [content, 7, /object/],
      [content, 8, /content_type/],
      [content, 10, /not UTF-8/],
      [content, 11, /longer than \d+ bytes/],
      [content, 13, /not JSON/],
      [queries, 2, /level_typ/],
      [queries, 3, /uuid.*title|title.*uuid/],
      [queries, 5, new RegExp(sister)],
      [catalogs, 2, new RegExp(uuidOf('refused'))],
      [catalogs, 3, /enabled_course_modes/],
    ];
    expect(told).to.have.length(reasons.length);
    for (const [name, line, reason] of reasons) {
      const [one, ...others] = told.filter((text) => text.startsWith(`${name}:${String(line)}: `));
      expect(one, `${name}:${String(line)}`).to.match(reason);
      expect(one).to.not.match(/[\p{Cc}]/u);
      expect(others).to.deep.equal([]);
    }
    const keys = await sql<{ content_key: string }>(stores, 'SELECT content_key FROM content ORDER BY id');
    expect(keys.map(({ content_key }) => content_key)).to.deep.equal(['Import+1', 'Import+6', 'Import+9', 'Import+10']);
    const titles = await sql<{ title: string }>(stores, 'SELECT title FROM catalog_query ORDER BY id');
    expect(titles.map(({ title }) => title)).to.deep.equal(['First', 'First (2)']);
    const [run] = await sql<{ state: string }>(stores, 'SELECT state FROM sync_run');
    expect(run?.state).to.equal('partly');
    expect((await compareMembership(stores, Date.now())).lost).to.deep.equal([]);

    // Again: the same lines are refused, and nothing is written, not even for the title that is numbered.
    const before = await digestOfTables(stores);
    const again = await runImport(stores, args);
    expect(again.code).to.equal(2);
    expect(countsOf(again.stdout)).to.deep.include({ content: [0, 0, 4, 8], queries: [0, 0, 2, 3] });
    expect(await digestOfTables(stores)).to.deep.equal(before);
    const waiting = await sql<{ source: string; seen: number }>(stores, 'SELECT source, seen FROM quarantine');
    expect(waiting.map(({ source, seen }) => [source, seen])).to.deep.equal([
      ['import', 2],
      ['import', 2],
      ['import', 2],
    ]);
  });

  it('keeps a changed filter that would drop all members, and says so each time; forced, it is written', async () => {
    stores = await makeStores();
    const [kept, changed] = [uuidOf('kept'), uuidOf('changed')];
    const content = write('few.jsonl', lines(course('Few+1'), course('Few+2')));
    const before = write(
      'before.jsonl',
      lines(
        { uuid: kept, title: 'Kept', content_filter: { key: ['Few+1', 'Few+2'] } },
        { uuid: changed, title: 'Changed', content_filter: { key: ['Few+1', 'Few+2', 'Few+3'] } },
      ),
    );
    const after = write(
      'after.jsonl',
      lines(
        { uuid: kept, title: 'Kept', content_filter: { key: 'Few+9' } },
        { uuid: changed, title: 'Changed', content_filter: { key: 'Few+1' } },
      ),
    );
    expect((await runImport(stores, ['--content', content, '--queries', before])).code).to.equal(0);
    const members = async (): Promise<unknown[]> =>
      sql(
        stores,
        `SELECT q.title, COUNT(m.content_id) AS count FROM catalog_query q LEFT JOIN membership m ON m.query_id = q.id
         GROUP BY q.id, q.title ORDER BY q.id`,
      );
    for (const [time, counts] of [
      ['first', [0, 1, 0, 0]],
      ['again', [0, 0, 1, 0]],
    ] as const) {
      const { code, stdout, stderr } = await runImport(stores, ['--queries', after, '--json']);
      expect([code, countsOf(stdout)['queries']], time).to.deep.equal([2, counts]);
      expect((JSON.parse(stdout) as Summary).files[0]?.proposed).to.equal(1);
      expect(stderr).to.include(`${after}:1: 2 of 2 members would leave: kept as proposal 1, see npm run proposals\n`);
      expect(await members()).to.deep.equal([
        { title: 'Kept', count: 2 },
        { title: 'Changed', count: 1 },
      ]);
    }
    const [run] = await sql<{ state: string }>(stores, 'SELECT state FROM sync_run ORDER BY id DESC LIMIT 1');
    expect(run?.state).to.equal('partly');
    const forced = await runImport(stores, ['--queries', after, '--force', '--json']);
    expect([forced.code, countsOf(forced.stdout)['queries']]).to.deep.equal([0, [0, 1, 1, 0]]);
    expect(await members()).to.deep.include({ title: 'Kept', count: 0 });
  });

  it('of several lines about the same the last one counts, however far apart they are', async () => {
    stores = await makeStores();
    const rest = Array.from({ length: 700 }, (_, index) => course(`Fill+${String(index)}`));
    const first = course('Twice+1', { title: 'First', full_description: 'x'.repeat(2_000_000) });
    const content = write('twice.jsonl', lines(first, ...rest, course('Twice+1', { title: 'Last' })));
    const { code, stdout } = await runImport(stores, ['--content', content, '--json']);
    expect(code).to.equal(0);
    expect(countsOf(stdout)['content']).to.deep.equal([701, 1, 0, 0]);
    const [row] = await sql<{ raw: string }>(
      stores,
      `SELECT raw FROM content JOIN content_body ON content_id = id WHERE content_key = 'Twice+1'`,
    );
    expect((JSON.parse(row?.raw ?? '{}') as { title: string }).title).to.equal('Last');
  });

  it('needs no more memory for a large file', async function () {
    this.timeout(90_000);
    stores = await makeStores();
    // In a member that is stored and nothing else, so that it is the file that is large, not the work.
    const ballast = 'All about it, at length. '.repeat(2_500);
    const documents = Array.from({ length: 1_000 }, (_, index) =>
      course(`Large+${String(index)}`, { ballast: `${String(index)} ${ballast}` }),
    );
    const content = write('large.jsonl', lines(...documents));
    expect(readFileSync(content).length).to.be.greaterThan(60_000_000);
    const { code, stdout, stderr } = await runImport(stores, ['--content', content, '--json'], {
      node: ['--max-old-space-size=200'],
    });
    expect(code, stderr).to.equal(0);
    expect(countsOf(stdout)['content']).to.deep.equal([1_000, 0, 0, 0]);
  });
});
