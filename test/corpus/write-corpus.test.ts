import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { writeCorpus } from '../../scripts/corpus/write-corpus.ts';
import { NOW } from './support/sample.ts';

const FILES = ['catalogs.jsonl', 'content.jsonl', 'customers.jsonl', 'queries.jsonl'];
const SCRIPT = fileURLToPath(new URL('../../scripts/corpus.ts', import.meta.url));

function readLines(path: string): Record<string, unknown>[] {
  const text = readFileSync(path, 'utf8');
  expect(text.endsWith('\n')).to.equal(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function run(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [SCRIPT, ...argv], { encoding: 'utf8' });
}

describe('corpus: files', function () {
  this.timeout(20_000);
  let folder: string;
  const sizes = { items: 400, filters: 60, catalogs: 90, customers: 25, now: NOW };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'corpus-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('writes four files of well-formed lines that refer to each other', async () => {
    const heard: number[] = [];
    const onProgress = (done: number): void => void heard.push(done);
    const summary = await writeCorpus({ ...sizes, out: join(folder, 'new', 'one'), seed: 1 }, { onProgress });
    const out = join(folder, 'new', 'one');
    expect(readdirSync(out).sort()).to.deep.equal(FILES);
    const lines = new Map(FILES.map((name) => [name, readLines(join(out, name))]));
    expect(FILES.map((name) => lines.get(name)?.length)).to.deep.equal([90, 400, 25, 60]);
    expect(summary.files.map(({ name, lines: count }) => `${name} ${String(count)}`)).to.deep.equal([
      'content.jsonl 400',
      'queries.jsonl 60',
      'catalogs.jsonl 90',
      'customers.jsonl 25',
    ]);
    for (const { name, bytes, sha256 } of summary.files) {
      const content = readFileSync(join(out, name));
      expect(content.length).to.equal(bytes);
      expect(createHash('sha256').update(content).digest('hex')).to.equal(sha256);
    }
    const queries = new Set(lines.get('queries.jsonl')?.map((line) => line['uuid']));
    const customers = new Map(lines.get('customers.jsonl')?.map((line) => [line['uuid'], line['name']]));
    for (const catalog of lines.get('catalogs.jsonl') ?? []) {
      expect(queries.has(catalog['catalog_query_uuid'])).to.equal(true);
      expect(customers.get(catalog['enterprise_uuid'])).to.equal(catalog['enterprise_name']);
    }
    expect(heard.at(-1)).to.equal(575);
  });

  it('gives the same bytes for the same options and others for another seed or instant', async () => {
    const hashes = async (name: string, change: Partial<{ seed: number; now: number }>): Promise<string[]> => {
      const summary = await writeCorpus({ ...sizes, seed: 1, ...change, out: join(folder, name) });
      return summary.files.map(({ sha256 }) => sha256);
    };
    const first = await hashes('first', {});
    expect(await hashes('again', {})).to.deep.equal(first);
    const seeded = await hashes('seeded', { seed: 2 });
    expect(seeded.filter((hash) => first.includes(hash))).to.deep.equal([]);
    const later = await hashes('later', { now: NOW + 86_400_000 });
    expect(later[0]).not.to.equal(first[0]);
  });

  it('leaves what was there, and nothing half done, when it is interrupted', async () => {
    writeFileSync(join(folder, 'content.jsonl'), 'before\n');
    const interruption = new AbortController();
    const writing = writeCorpus(
      { ...sizes, items: 3000, out: folder, seed: 1 },
      {
        signal: interruption.signal,
        onProgress: () => {
          interruption.abort();
        },
      },
    );
    const error = await writing.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('name', 'AbortError');
    expect(readdirSync(folder)).to.deep.equal(['content.jsonl']);
    expect(readFileSync(join(folder, 'content.jsonl'), 'utf8')).to.equal('before\n');
  });

  it('works as a command: summary on stdout, progress on stderr, exit code 0', () => {
    const { status, stdout, stderr } = run(
      '--out',
      folder,
      '--items',
      '50',
      '--filters',
      '5',
      '--catalogs',
      '6',
      '--customers',
      '2',
    );
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.include({
      seed: 1,
      items: { course: 18, courserun: 27, program: 4, learnerpathway: 1 },
    });
    expect(stderr).to.contain('63 of 63 lines');
    expect(readdirSync(folder).sort()).to.deep.equal(FILES);
  });

  it('exits with 2 for wrong arguments and 1 when it cannot write', () => {
    const wrong = run('--items', 'many');
    expect(wrong.status).to.equal(2);
    expect(wrong.stdout).to.equal('');
    expect(wrong.stderr).to.contain('--items must be a whole number').and.to.contain('--out DIR is missing');
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const blocked = run('--out', join(file, 'below'), '--items', '50');
    expect(blocked.status).to.equal(1);
    expect(blocked.stderr).to.contain('nothing was written');
    expect(run('--help').status).to.equal(0);
  });
});
