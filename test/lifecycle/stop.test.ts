import { expect } from 'chai';
import { Client } from '../support/client.ts';
import { course } from '../support/documents.ts';
import { freePort } from '../support/free-port.ts';
import { makeProxies, type Proxies } from '../support/proxy.ts';
import { RawClient } from '../support/raw-client.ts';
import { eventually, makeStores, type TestStores } from '../support/service.ts';
import { startProcess, untilReady, type ServiceProcess } from '../support/start-process.ts';
import { operatorToken } from '../support/token.ts';

/** More than any test waits: whatever ends in time did not wait for this. */
const long = '300';

/** A tenth of a write. */
const begun = [
  'POST /api/v1/content-metadata/ HTTP/1.1',
  'Host: test',
  `Authorization: JWT ${operatorToken()}`,
  'Content-Type: application/json',
  'Content-Length: 10',
  '',
  '[',
].join('\r\n');

describe('a process that is told to stop', function () {
  this.timeout(60_000);
  let stores: TestStores;
  let proxies: Proxies;
  let service: ServiceProcess;
  let api: Client;
  const clients: RawClient[] = [];

  before(async () => {
    stores = await makeStores({ LOG_LEVEL: 'info', POLL_MILLISECONDS: '100' });
    proxies = await makeProxies(stores);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) {
      client.close();
    }
    await service.kill();
    await proxies.redis.restore();
  });
  after(async () => {
    await proxies.close();
  });

  async function start(settings: Record<string, string>): Promise<void> {
    service = startProcess({ ...proxies.stores.environment, ...settings }, { port: await freePort() });
    api = new Client(service.url);
    await untilReady(service);
  }
  async function open(): Promise<RawClient> {
    const client = await RawClient.open(service.url);
    clients.push(client);
    return client;
  }
  const drains = (): Promise<void> =>
    eventually('it drains', async () => (await api.get('/health/ready')).status === 503);
  const expectEnd = async (code: number): Promise<void> => {
    expect(await service.ended, service.said()).to.deep.equal([code, null]);
  };

  it('says so at once, and goes on answering for as long as it is told to', async () => {
    await start({ SHUTDOWN_DELAY_SECONDS: '2' });
    await api.post('/api/v1/content-metadata/', course('Stop+1'));
    const kept = await open();
    const began = performance.now();
    service.child.kill('SIGTERM');
    await drains();
    const ready = await api.get('/health/ready');
    expect([ready.status, ready.body]).to.deep.equal([503, { status: 'draining', dependencies: {} }]);
    expect((await api.get('/health/live')).status).to.equal(200);
    const { status, headers } = await api.get('/api/v1/content-metadata/Stop+1/');
    expect([status, headers.get('connection')]).to.deep.equal([200, 'close']);
    const { body } = await api.post<{ results: { membership: string }[] }>(
      '/api/v1/content-metadata/',
      course('Stop+2'),
    );
    expect(body.results[0]?.membership).to.equal('committed');
    await expectEnd(0);
    expect(performance.now() - began).to.be.greaterThan(2_000);
    await kept.over;
    expect(service.said()).to.include('"stopped"').and.not.to.include('not drained in time');
  });

  it('waits for no connection that is between two requests', async () => {
    await start({ DRAIN_SECONDS: long });
    const [used, unused] = [await open(), await open()];
    used.send('GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n');
    await eventually('an answer', () => Promise.resolve(used.received.includes('live')));
    expect([used.ended, unused.ended]).to.deep.equal([false, false]);
    service.child.kill('SIGTERM');
    await expectEnd(0);
  });

  it('gives a request that never comes whole no more than the time for what is at hand', async () => {
    await start({ DRAIN_SECONDS: '1', REQUEST_SECONDS: long });
    const slow = await open();
    slow.send(begun);
    // Its beginning has come when what is asked after it has been answered.
    await api.get('/health/live');
    service.child.kill('SIGTERM');
    await expectEnd(0);
    expect(service.said()).to.include('not drained in time');
  });

  it('refuses a request that takes longer to come than it may', async () => {
    await start({ REQUEST_SECONDS: '1' });
    const slow = await open();
    slow.send(begun);
    await slow.over;
    expect(slow.received).to.match(/^HTTP\/1\.1 408 /);
    expect((await api.get('/health/live')).status).to.equal(200);
  });

  for (const [second, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    it(`ends at once when it is told a second time, by ${second}`, async () => {
      await start({ SHUTDOWN_DELAY_SECONDS: long, DRAIN_SECONDS: long });
      service.child.kill('SIGTERM');
      await drains();
      service.child.kill(second);
      await expectEnd(code);
    });
  }

  it('does not wait for Redis that hangs', async () => {
    await start({ DRAIN_SECONDS: long });
    proxies.redis.hang();
    service.child.kill('SIGTERM');
    await expectEnd(0);
    expect(service.said()).to.include('"stopped"');
  });

  it('does not wait for balancers when it is a worker, which gets no requests', async () => {
    await start({ ROLE: 'worker', SHUTDOWN_DELAY_SECONDS: long });
    service.child.kill('SIGINT');
    await expectEnd(0);
  });

  it('ends well although it had not come to its start', async () => {
    const away = await makeProxies(stores);
    await away.mysql.cut();
    service = startProcess(
      { ...away.stores.environment, SHUTDOWN_DELAY_SECONDS: '0', LOG_LEVEL: 'info' },
      { port: await freePort() },
    );
    await eventually('it waits for its engine', () => Promise.resolve(service.said().includes('an engine is away')));
    service.child.kill('SIGTERM');
    await expectEnd(0);
    await away.close();
  });
});
