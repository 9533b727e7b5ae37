import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Layout } from '../../scripts/stack/layout.ts';
import { identify, isRunning, type ProcessIdentity } from '../../scripts/stack/processes.ts';
import { isQuick, readRecord, writeRecord } from '../../scripts/stack/records.ts';
import { replaceBare, replaceQuick } from '../../scripts/stack/replace-quick.ts';
import { removeService, writeService } from '../../scripts/stack/service-record.ts';
import { forgetRun, registerRun } from '../../scripts/test/runs.ts';

const addresses = {
  opensearchUrl: 'http://127.0.0.1:1',
  databaseUrl: 'mysql://127.0.0.1:1/x',
  redisUrl: 'redis://127.0.0.1:1',
};

describe('an OpenSearch that was started for tests', () => {
  let layout: Layout;
  let engine: ChildProcess;
  let recorded: ProcessIdentity;
  let said: string[];

  // A process that does nothing stands where the engine would.
  beforeEach(async () => {
    said = [];
    const folder = await mkdtemp(join(tmpdir(), 'percolog-quick-'));
    layout = { checkout: folder, local: folder, data: folder, hash: 'h', engineUid: undefined };
    engine = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(engine, 'spawn');
    const identity = await identify(engine.pid ?? 0);
    if (identity === undefined) {
      expect.fail('it runs');
    }
    recorded = identity;
    await writeRecord(layout, 'opensearch', recorded, 'quick');
  });
  afterEach(async () => {
    engine.kill('SIGKILL');
    await rm(layout.local, { recursive: true });
  });

  const replace = (): Promise<void> => replaceQuick(layout, (line) => said.push(line));

  it('is known from one that was not, and from one that ended', async () => {
    expect(await isQuick(layout, 'opensearch')).to.equal(true);
    expect(await isQuick(layout, 'database')).to.equal(false);
    await writeRecord(layout, 'opensearch', recorded, 'thorough');
    expect(await isQuick(layout, 'opensearch')).to.equal(false);
    await writeRecord(layout, 'opensearch', { pid: 999_999_999, born: '1' }, 'quick');
    expect(await isQuick(layout, 'opensearch')).to.equal(false);
  });

  it('is ended for what lasts longer', async () => {
    await replace();
    expect(await isRunning(recorded)).to.equal(false);
    expect(await readRecord(layout, 'opensearch')).to.equal(undefined);
    expect(said.join()).to.include('started anew');
  });

  it('is ended for its plugin alike, unless it is in use', async () => {
    const replaceIt = (): Promise<void> => replaceBare(layout, (line) => said.push(line));
    await registerRun(layout.local, 'rliving', addresses);
    await replaceIt();
    expect(await isRunning(recorded)).to.equal(true);
    expect(said.join()).to.include('stack -- down');
    await forgetRun(layout.local, 'rliving');
    await replaceIt();
    expect(await isRunning(recorded)).to.equal(false);
    expect(said.at(-1)).to.include('started anew with it');
  });

  it('is left alone while tests run on it', async () => {
    await registerRun(layout.local, 'rliving', addresses);
    await replace();
    expect(await isRunning(recorded)).to.equal(true);
    expect(said.join()).to.include('slower');
    await forgetRun(layout.local, 'rliving');
    await replace();
    expect(await isRunning(recorded)).to.equal(false);
  });

  it('is left alone while the service of the checkout uses it', async () => {
    await writeService(layout.local, process.pid, { port: 8080 });
    await replace();
    expect(await isRunning(recorded)).to.equal(true);
    await removeService(layout.local);
    await replace();
    expect(await isRunning(recorded)).to.equal(false);
  });
});
