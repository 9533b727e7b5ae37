import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readService, removeService, writeService } from '../../scripts/stack/service-record.ts';
import { formatStatus, type EngineStatus } from '../../scripts/stack/status.ts';

describe('status of the engines', () => {
  const running: EngineStatus = {
    engine: 'redis',
    mode: 'native',
    state: 'running',
    version: '7.0.15',
    address: 'redis://127.0.0.1:16379',
    pid: 4711,
    memoryBytes: 12 * 1024 ** 2,
    data: '/data/redis',
  };

  it('is a table whose columns stand under each other', () => {
    const stopped: EngineStatus = {
      ...running,
      engine: 'opensearch',
      state: 'stopped',
      version: undefined,
      pid: undefined,
      memoryBytes: undefined,
    };
    const [head = '', first = '', second = ''] = formatStatus([running, stopped]).split('\n');
    for (const [column, value] of [
      ['state', 'running'],
      ['pid', '4711'],
      ['memory', '12 MB'],
      ['data', '/data/redis'],
    ] as const) {
      expect(first.indexOf(value), column).to.equal(head.indexOf(column));
    }
    expect(second).to.match(/^opensearch +native +stopped +- /);
  });
});

describe('record of the running service', () => {
  let local: string;

  beforeEach(async () => {
    local = await mkdtemp(join(tmpdir(), 'percolog-service-'));
  });

  afterEach(async () => {
    await rm(local, { recursive: true });
  });

  it('names the service while it lives', async () => {
    expect(await readService(local)).to.equal(undefined);
    await writeService(local, process.pid, { port: 8080 });
    expect(await readService(local)).to.include({ pid: process.pid, port: 8080 });
    expect(await readService(local)).to.not.have.property('upstreamPort');
    await writeService(local, process.pid, { port: 8080, upstreamPort: 8090 });
    expect(await readService(local)).to.include({ port: 8080, upstreamPort: 8090 });
    await removeService(local);
    expect(await readdir(local)).to.deep.equal([]);
  });
});
