import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { expect } from 'chai';
import { Client } from '../support/client.ts';
import { course } from '../support/documents.ts';
import { freePort } from '../support/free-port.ts';
import { makeProxies, type Proxies } from '../support/proxy.ts';
import { eventually, makeStores } from '../support/service.ts';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');

describe('a service that is started', function () {
  this.timeout(60_000);
  let proxies: Proxies;
  let service: ChildProcess;
  let api: Client;
  let said: string;

  beforeEach(async () => {
    const settings = {
      POLL_MILLISECONDS: '100',
      CLAIM_SECONDS: '2',
      OPENSEARCH_TIMEOUT_MILLISECONDS: '1000',
      DRAIN_SECONDS: '2',
    };
    proxies = await makeProxies(await makeStores(settings));
  });
  afterEach(async () => {
    if (service.exitCode === null) {
      const closed = once(service, 'close');
      service.kill('SIGKILL');
      await closed;
    }
    await proxies.close();
  });

  async function start(settings: Record<string, string> = {}): Promise<void> {
    const port = String(await freePort());
    service = spawn(process.execPath, [main], {
      env: { PATH: '/usr/bin:/bin', ...proxies.stores.environment, ...settings, PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    said = '';
    service.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    service.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    api = new Client(`http://127.0.0.1:${port}`);
    await eventually('it is live', async () => {
      expect(service.exitCode, said).to.equal(null);
      return (await api.get('/health/live').catch(() => undefined))?.status === 200;
    });
  }
  const stores = async (key: string): Promise<string | undefined> => {
    const { body } = await api.post<{ results?: { membership: string }[] }>('/api/v1/content-metadata/', course(key));
    return body.results?.[0]?.membership;
  };

  it('without MySQL: lives, and serves when it comes', async () => {
    await proxies.mysql.cut();
    await start();
    expect((await api.get('/health/ready')).status).to.equal(503);
    await proxies.mysql.restore();
    await eventually('it serves', async () => (await stores('Start+1')) === 'committed', 10);
  });

  it('without OpenSearch: stores, and decides when it comes', async () => {
    await proxies.opensearch.cut();
    await start();
    await eventually('it stores', async () => (await stores('Start+1')) === 'committed', 10);
    // Without a filter there is nothing to decide; with one, that nobody can be asked.
    const catalog = {
      uuid: randomUUID(),
      title: 'All',
      enterprise_customer: randomUUID(),
      enterprise_customer_name: 'A',
    };
    const { body } = await api.post<{ membership: { state: string } }>('/api/v1/enterprise-catalogs/', {
      ...catalog,
      content_filter: { content_type: 'course' },
    });
    expect(body.membership.state).to.equal('pending');
    expect(await stores('Start+2')).to.equal('pending');
    expect((await api.get('/api/v1/content-metadata/Start+1/')).status).to.equal(200);
    await proxies.opensearch.restore();
    await eventually('it decides', async () => (await stores('Start+2')) === 'committed', 10);
    await eventually(
      'search shows them',
      async () => (await api.get<{ count: number }>('/api/v1/search?show=all&q=start')).body.count === 2,
      10,
    );
  });

  it('without Redis: serves, and stops in time', async () => {
    await proxies.redis.cut();
    await start();
    expect(await stores('Start+1')).to.equal('committed');
    const exit = once(service, 'exit');
    service.kill('SIGTERM');
    expect(await exit).to.deep.equal([0, null]);
  });

  for (const engine of ['mysql', 'opensearch', 'redis'] as const) {
    it(`stops in time while ${engine} hangs`, async () => {
      await start();
      expect(await stores('Start+1')).to.equal('committed');
      proxies[engine].hang();
      const began = performance.now();
      const exit = once(service, 'exit');
      service.kill('SIGINT');
      expect(await exit).to.deep.equal([0, null]);
      expect(performance.now() - began).to.be.lessThan(4_000);
    });
  }

  it('stops when it is told to, and ends what it has begun', async () => {
    // On a busy machine 500 documents take longer than the other tests wait.
    await start({ DRAIN_SECONDS: '30' });
    const documents = Array.from({ length: 500 }, (_, index) => course(`Start+${String(index)}`));
    const answer = api.post<{ results: { membership: string }[] }>('/api/v1/content-metadata/', documents);
    await eventually(
      'the request is at work',
      async () => (await api.get('/api/v1/content-metadata/Start+0/')).status === 200,
    );
    const exit = once(service, 'exit');
    service.kill('SIGTERM');
    const { status, body } = await answer;
    expect([status, body.results.length]).to.deep.equal([200, 500]);
    expect(await exit).to.deep.equal([0, null]);
  });
});
