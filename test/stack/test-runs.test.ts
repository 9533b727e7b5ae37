import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { judge } from '../../scripts/test/run-mocha.ts';
import {
  areTestsRunning,
  forgetRun,
  listCrashedRuns,
  newRunName,
  registerRun,
  selectCrashed,
  targetOf,
} from '../../scripts/test/runs.ts';

const ENGINES = {
  opensearchUrl: 'http://127.0.0.1:19200',
  databaseUrl: 'mysql://percolog:secret@127.0.0.1:13306/percolog',
  redisUrl: 'redis://127.0.0.1:16379',
};

describe('test runs', () => {
  let local: string;

  beforeEach(async () => {
    local = await mkdtemp(join(tmpdir(), 'percolog-runs-'));
  });

  afterEach(async () => {
    await rm(local, { recursive: true });
  });

  async function register(run: string, record: object): Promise<void> {
    await mkdir(join(local, 'test-runs'), { recursive: true });
    await writeFile(join(local, 'test-runs', `${run}.json`), JSON.stringify(record));
  }

  it('have names fit for a database, an index and a key', () => {
    expect(newRunName(1_800_000_000_000, 4711)).to.match(/^r[a-z0-9]{5,20}$/);
    expect(newRunName(1_800_000_000_000, 4711)).not.to.equal(newRunName(1_800_000_000_000, 4712));
  });

  it('are swept when their process is gone, and left alone while it lives', async () => {
    const target = targetOf(ENGINES);
    await register('rgone', { pid: 999_999_999, born: '1', target });
    await register('rreused', { pid: process.pid, born: 'long ago', target });
    await registerRun(local, 'rliving', ENGINES);
    expect((await listCrashedRuns(local, ENGINES)).sort()).to.deep.equal(['rgone', 'rreused']);
    await forgetRun(local, 'rgone');
    expect(await listCrashedRuns(local, ENGINES)).to.deep.equal(['rreused']);
  });

  it('are running while the process of one lives', async () => {
    expect(await areTestsRunning(local)).to.equal(false);
    await register('rgone', { pid: 999_999_999, born: '1', target: targetOf(ENGINES) });
    expect(await areTestsRunning(local)).to.equal(false);
    await registerRun(local, 'rliving', ENGINES);
    expect(await areTestsRunning(local)).to.equal(true);
    await forgetRun(local, 'rliving');
    expect(await areTestsRunning(local)).to.equal(false);
  });

  it('are swept only on the engines where they ran', () => {
    const process = { pid: 7, born: '1' };
    const runs = [
      { run: 'rhere', process, target: 'here' },
      { run: 'rthere', process, target: 'there' },
    ];
    expect(selectCrashed(runs, () => false, 'here')).to.deep.equal(['rhere']);
    expect(selectCrashed(runs, () => true, 'here')).to.deep.equal([]);
  });

  it('keep no password in their record', () => {
    expect(targetOf(ENGINES)).not.to.include('secret');
  });

  it('are none where no test ever ran, and broken records are passed over', async () => {
    expect(await listCrashedRuns(local, ENGINES)).to.deep.equal([]);
    await register('rbroken', { pid: 'x' });
    expect(await listCrashedRuns(local, ENGINES)).to.deep.equal([]);
  });
});

describe('outcome of a test run', () => {
  it('is what the tests came to', () => {
    expect(judge({ passed: 5, failed: 0 }, 0, false)).to.deep.equal({ passed: 5, failed: 0, complaint: undefined });
    expect(judge({ passed: 5, failed: 2 }, 2, false)).to.deep.equal({ passed: 5, failed: 2, complaint: undefined });
  });

  it('is a failure when the process broke off, hung, or ended badly although no test failed', () => {
    expect(judge(undefined, 1, false)).to.include({ passed: 0, failed: 1 });
    expect(judge({ passed: 5, failed: 0 }, 1, true)).to.include({ passed: 5, failed: 1 });
    expect(judge({ passed: 5, failed: 0 }, 1, false)).to.include({ passed: 5, failed: 1 });
  });
});
