import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { uuidOf } from '../support/documents.ts';

const script = path.resolve(import.meta.dirname, '../../scripts/audit-filters.ts');

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env: {} }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

interface Narrower {
  uuid: string;
  line: number;
  entries: { name: string; detail: string }[];
  catalogs: string[] | null;
}

describe('npm run audit-filters', function () {
  this.timeout(30_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'percolog-audit-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function write(name: string, lines: readonly (object | string)[]): Promise<string> {
    const file = path.join(folder, name);
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    await writeFile(file, texts.map((text) => `${text}\n`).join(''));
    return file;
  }

  it('tells operators, unknown entries, widened catalogs, refusals and costs', async () => {
    const queries = await write('queries.jsonl', [
      { uuid: uuidOf('a'), content_filter: { key: ['A+1', 'A+2'] } },
      {
        uuid: uuidOf('b'),
        content_filter: { aggregation__key__not: 'course:A', any_of: [{ title: 'x' }, { org: 'y' }] },
      },
      { uuid: uuidOf('c').toUpperCase(), content_filter: { org: 'x', colour: 'red', level_type__gt: 1 } },
      { uuid: uuidOf('d'), content_filter: { colour: 'red' } },
      '',
      { uuid: uuidOf('e'), content_filter: { min_effort: 'many', include_learner_pathways: false } },
      '{"uuid": "x"}',
      'nothing',
    ]);
    const catalogs = await write('catalogs.jsonl', [
      { uuid: 'one', catalog_query_uuid: uuidOf('c') },
      { uuid: 'two', catalog_query_uuid: uuidOf('c') },
      'nothing',
    ]);
    const { code, stdout } = await run('--queries', queries, '--catalogs', catalogs, '--json');
    expect(code).to.equal(2);
    const audit = JSON.parse(stdout) as Record<string, unknown> & {
      widened: { line: number; unknown: { name: string }[]; catalogs: string[] }[];
      narrower: Narrower[];
      refused: { line: number; reason: string }[];
    };
    expect(audit).to.deep.include({
      filters: 5,
      corrections: 1,
      operators: { exact: 4, any_of: 1, include_learner_pathways: 1, not: 1, phrase: 1 },
      fields: { org: 2, aggregation_key: 1, key: 1, min_effort: 1, title: 1 },
      costs: { refused: 2, terms: 2, words: 1 },
    });
    expect(
      audit.widened.map(({ line, unknown, catalogs: users }) => [line, unknown.map(({ name }) => name), users]),
    ).to.deep.equal([
      [3, ['colour', 'level_type__gt'], ['one', 'two']],
      [4, ['colour'], []],
    ]);
    expect(audit.narrower.map(({ line, entries }) => [line, entries.map(({ name }) => name)])).to.deep.equal([
      [2, ['aggregation__key__not', 'any_of']],
    ]);
    expect(audit.refused.map(({ line }) => line)).to.deep.equal([4, 6, 7, 8]);
    expect(audit.refused[1]?.reason).to.match(/^\/min_effort: min_effort is a number/);
  });

  it('names the catalogs that are narrower here, since upstream passed their entries over', async () => {
    const filters: [object, string[]][] = [
      [{ org: 'x', aggregation_key__not: 'course:A' }, ['aggregation_key__not']],
      [{ org: 'x', level_type__exclude: 'Advanced' }, ['level_type__exclude']],
      [{ org: 'x', enrollment_end__gte: '2026-01-01', end__gte: '2026-01-01' }, ['enrollment_end__gte']],
      [{ org__exempt: 'x', uuid: uuidOf('u'), title: 'y' }, ['org__exempt', 'uuid', 'title']],
      [{ org__exclude: ['a', 'b__c'], course_type__exclude: 'd__e' }, ['org__exclude', 'course_type__exclude']],
      [{ org: 'x', none_of: [{ level_type__exclude: 'y' }] }, ['none_of']],
      [{ key__in: ['A+1'], key__exclude: 'A+2', 'key.raw__exclude': 'A+3' }, ['key__in', 'key__exclude']],
      [{ org: 'x', first_enrollable_paid_seat_price__range: '1__2', status: ['a', 'b'], q: 'z' }, []],
      [{ org: 'a__b', include_learner_pathways: true, restricted_runs_allowed: { 'A+1': ['course-v1:A+1+1'] } }, []],
      [{ enrollment_mode: 'verified', start__lte: '2026-01-01', org__exclude: ['a', 'b'], active: true }, []],
    ];
    const queries = await write(
      'narrower.jsonl',
      filters.map(([content_filter], index) => ({ uuid: uuidOf(String(index)), content_filter })),
    );
    const catalogs = await write('users.jsonl', [{ uuid: 'one', catalog_query_uuid: uuidOf('1') }]);
    const { code, stdout } = await run('--queries', queries, '--catalogs', catalogs, '--json');
    const { narrower, refused } = JSON.parse(stdout) as { narrower: Narrower[]; refused: unknown[] };
    expect(refused).to.deep.equal([]);
    expect(code).to.equal(2);
    expect(narrower.map(({ line, entries }) => [line, entries.map(({ name }) => name)])).to.deep.equal(
      filters.flatMap(([, names], index) => (names.length > 0 ? [[index + 1, names]] : [])),
    );
    expect(narrower[1]).to.deep.include({ uuid: uuidOf('1'), catalogs: ['one'] });
    expect(narrower[2]?.entries[0]?.detail).to.match(/no such field/);
    const { stdout: told } = await run('--queries', queries);
    expect(told).to.match(/^widened there, narrower here +line +catalogs +entries$/m);
    expect(told).to.match(new RegExp(`^${uuidOf('3')} +4 +\\? +org__exempt, uuid, title$`, 'm'));
  });

  it('tells entries that upstream understood and nobody knows here', async () => {
    const queries = await write('terms.jsonl', [
      { uuid: uuidOf('a'), content_filter: { org: 'x', level_type__terms: 'y' } },
    ]);
    const { code, stdout } = await run('--queries', queries);
    expect(code).to.equal(2);
    expect(stdout).to.match(/level_type__terms \(understood there\)$/m);
    expect(stdout).to.not.include('narrower here');
  });

  it('answers 0 for a file of filters that are accepted, as a table', async () => {
    const queries = await write('good.jsonl', [
      { uuid: uuidOf('a'), content_filter: { key: 'A+1', org__exclude: 'x' } },
    ]);
    const { code, stdout } = await run('--queries', queries);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^1 filters, 0 corrected names\n/);
    expect(stdout).to.match(/^exact +1$/m);
    expect(stdout).to.match(/^verified +1$/m);
  });

  it('says how it is used, and when a file is not there', async () => {
    expect(await run('--help')).to.include({ code: 0, stderr: '' });
    expect((await run()).code).to.equal(1);
    const { code, stderr } = await run('--queries', path.join(folder, 'nowhere.jsonl'));
    expect(code).to.equal(1);
    expect(stderr).to.match(/^audit-filters: ENOENT/);
  });
});
