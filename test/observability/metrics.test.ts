import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { Client } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { eventually, makeService, serve, type TestService } from '../support/service.ts';
import { readExposition, valueOf, type Sample } from './support/exposition.ts';

describe('metrics of the engines and of the work', function () {
  this.timeout(60_000);
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    // Nobody listens here, so wakes and what is left to the workers stay.
    service = await makeService({
      // Searches would be stored while connections are counted.
      settings: { ROLE: 'api', DATABASE_CONNECTIONS: '5', SEARCH_ANALYTICS: 'off' },
    });
    const served = await serve(service);
    api = new Client(served.url);
    close = served.close;
  });
  after(async () => {
    await close();
    await service.stop();
  });

  const scrape = async (): Promise<Sample[]> => readExposition((await api.get<string>('/metrics')).body);

  /** Answered requests of one kind to one engine. */
  const answered = async (dependency: string, operation: string): Promise<number> =>
    valueOf(await scrape(), 'dependency_request_duration_seconds_count', { dependency, operation, outcome: 'ok' }) ?? 0;

  it('count each request to an engine by what it was', async () => {
    const bulks = await answered('opensearch', 'bulk');
    const transactions = await answered('mysql', 'transaction');
    await api.post('/api/v1/content-metadata/', course('Count+1', { level_type: 'Introductory' }));
    const created = await api.post('/api/v1/enterprise-catalogs/', {
      uuid: uuidOf('counted'),
      title: 'Counted',
      enterprise_customer: uuidOf('a customer'),
      content_filter: { level_type: 'Introductory' },
    });
    expect(created.status).to.equal(201);
    await api.get(`/api/v1/enterprise-catalogs/${uuidOf('counted')}/contains_content_items/?course_run_ids=Count+1`);
    await api.get('/api/v1/search?q=count');
    // One for the document, one for the filter, a moment later.
    await eventually('the filter is registered', async () => (await answered('opensearch', 'bulk')) >= bulks + 2);
    expect(await answered('opensearch', 'bulk')).to.equal(bulks + 2);
    expect(await answered('mysql', 'transaction')).to.be.greaterThan(transactions);
    for (const operation of ['query', 'execute', 'write']) {
      expect(await answered('mysql', operation), operation).to.be.greaterThan(0);
    }
    for (const operation of ['search', 'refresh', 'health', 'create_index']) {
      expect(await answered('opensearch', operation), operation).to.be.greaterThan(0);
    }
    const samples = await scrape();
    expect(samples.filter(({ labels }) => labels['outcome'] === 'unavailable')).to.deep.equal([]);
    const named = new Set(samples.flatMap(({ labels }) => Object.values(labels)));
    expect([...named].filter((value) => value.includes('Count+1') || value.includes(uuidOf('counted')))).to.deep.equal(
      [],
    );
  });

  it('say that the engines answer, and how the pool stands', async () => {
    const samples = await scrape();
    for (const dependency of ['mysql', 'opensearch', 'redis']) {
      expect(valueOf(samples, 'dependency_up', { dependency }), dependency).to.equal(1);
    }
    expect(valueOf(samples, 'database_pool_connections_max')).to.equal(5);
    // The scrape's own looks at the database are not counted.
    expect(valueOf(samples, 'database_pool_connections', { state: 'waiting' })).to.equal(0);
    expect(valueOf(samples, 'database_pool_connections', { state: 'in_use' })).to.equal(0);
  });

  it('show the wakes that no worker has taken, until one does', async () => {
    const waiting = async (): Promise<number | undefined> =>
      valueOf(await scrape(), 'wake_queue_jobs', { state: 'waiting' });
    expect(await waiting()).to.equal(0);
    for (const key of ['Wake+1', 'Wake+2']) {
      await api.post('/api/v1/content-metadata/', course(key), { Prefer: 'respond-async' });
    }
    await eventually('both wakes wait', async () => (await waiting()) === 2, 10);
    expect(valueOf(await scrape(), 'wake_queue_jobs', { state: 'active' })).to.equal(0);
    const worker = await makeService({
      stores: { ...service.stores, config: { ...service.stores.config, role: 'worker' } },
    });
    worker.worker.start();
    await eventually('they are taken', async () => (await waiting()) === 0, 10);
    await worker.worker.stop();
    await worker.stop();
  });

  it('count what the worker of this process decides', async () => {
    const decided = async (kind: string, outcome: string): Promise<number | undefined> =>
      valueOf(await scrape(), 'worker_decided_total', { kind, outcome });
    await service.worker.drainOnce();
    const before = await decided('item', 'decided');
    const leave = (key: string): Promise<unknown> =>
      api.post('/api/v1/content-metadata/', course(key), { Prefer: 'respond-async' });
    await Promise.all([leave('Work+1'), leave('Work+2'), leave('Work+3')]);
    expect(await decided('item', 'decided')).to.equal(before);
    await service.worker.drainOnce();
    expect(await decided('item', 'decided')).to.equal((before ?? 0) + 3);
    // What has never happened is there all the same: a rate needs a zero to begin with.
    for (const outcome of ['decided', 'superseded', 'failed', 'postponed']) {
      expect(await decided('query', outcome), outcome).to.equal(0);
    }
  });

  it('say what runs', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(valueOf(await scrape(), 'build_info', { version, role: 'api', node: process.version })).to.equal(1);
  });

  it('are text that Prometheus can read, each declared once', async () => {
    const { body } = await api.get<string>('/metrics');
    const declared = body.split('\n').flatMap((line) => /^# TYPE (\S+) /.exec(line)?.[1] ?? []);
    expect(declared).to.have.length(new Set(declared).size);
    const names = new Set(readExposition(body).map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')));
    expect([...names].filter((name) => !declared.includes(name) && !declared.includes(`${name}_count`))).to.deep.equal(
      [],
    );
  });
});
