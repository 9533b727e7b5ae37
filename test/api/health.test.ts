import { expect } from 'chai';
import { Client, expectProblem } from '../support/client.ts';
import { course } from '../support/documents.ts';
import { makeService, serve, type TestService } from '../support/service.ts';

describe('health and metrics', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    service = await makeService({ settings: { ROLE: 'api' } });
    const served = await serve(service);
    api = new Client(served.url);
    close = served.close;
  });
  after(async () => {
    await close();
    await service.stop();
  });

  /** The value of one time series of the exposition; undefined when it is not there. */
  const metric = async (series: string): Promise<number | undefined> => {
    const { body } = await api.get<string>('/metrics');
    const line = body.split('\n').find((one) => one.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };

  it('is live', async () => {
    const { status, body } = await api.get('/health/live');
    expect([status, body]).to.deep.equal([200, { status: 'live' }]);
  });

  it('is ready when every engine answers, and says how fast each one did', async () => {
    const { status, body } = await api.get<{ status: string; dependencies: Record<string, { milliseconds: number }> }>(
      '/health/ready',
    );
    expect(status).to.equal(200);
    expect(body.status).to.equal('ready');
    expect(body.dependencies).to.have.all.keys('mysql', 'opensearch', 'redis');
    for (const dependency of Object.values(body.dependencies)) {
      expect(dependency).to.have.all.keys('status', 'milliseconds');
      expect(dependency).to.include({ status: 'up' });
      expect(dependency.milliseconds).to.be.within(0, 5_000);
    }
  });

  it('says of upstream what a process knows: nothing, where only others ask it', async () => {
    // Nobody is there; it has not been asked yet either.
    const upstreamUrl = 'http://127.0.0.1:9';
    for (const [role, knows] of [
      ['api', false],
      ['worker', true],
      ['all', true],
    ] as const) {
      const config = { ...service.stores.config, upstreamUrl, role };
      const other = await makeService({ stores: { ...service.stores, config } });
      const served = await serve(other);
      const { body } = await new Client(served.url).get<{ dependencies: Record<string, unknown> }>('/health/ready');
      expect('upstream' in body.dependencies, role).to.equal(knows);
      expect(body.dependencies, role).to.include.keys('mysql', 'opensearch', 'redis');
      expect((await other.metrics.render()).body.includes('dependency_up{dependency="upstream"}'), role).to.equal(
        knows,
      );
      await served.close();
      await other.stop();
    }
  });

  it('has the shape that monitors of the old service read', async () => {
    for (const path of ['/health/', '/health']) {
      const { status, body } = await api.get(path);
      expect(status).to.equal(200);
      expect(body).to.deep.equal({ overall_status: 'OK', detailed_status: { database_status: 'OK' } });
    }
  });

  it('measures requests by route, method and status', async () => {
    const count = (status: number): Promise<number | undefined> =>
      metric(
        `http_request_duration_seconds_count{route="/api/v1/content-metadata/:key",method="GET",status="${String(status)}"}`,
      );
    const before = (await count(404)) ?? 0;
    await api.get('/api/v1/content-metadata/No+Such/');
    await api.get('/api/v1/content-metadata/Nor+This');
    expect(await count(404)).to.equal(before + 2);
    expectProblem(await api.get('/api/v1/not/a/route'), 404, 'not_found');
    expect(
      await metric('http_request_duration_seconds_count{route="none",method="GET",status="404"}'),
    ).to.be.greaterThan(0);
    const { headers, body } = await api.get<string>('/metrics');
    expect(headers.get('content-type')).to.match(/^text\/plain;.*version=0\.0\.4/);
    expect(body).to.include('process_resident_memory_bytes').and.to.not.include('No+Such');
  });

  it('tells how much is undecided, and since when', async () => {
    expect(await metric('membership_undecided{kind="item"}')).to.equal(0);
    expect(await metric('membership_staleness_seconds')).to.equal(0);
    // Nobody works here, so what is left to the workers stays.
    await api.post('/api/v1/content-metadata/', [course('Stale+1'), course('Stale+2')], { Prefer: 'respond-async' });
    expect(await metric('membership_undecided{kind="item"}')).to.equal(2);
    expect(await metric('membership_undecided{kind="query"}')).to.equal(0);
    expect(await metric('membership_staleness_seconds')).to.be.greaterThan(0);
    await service.worker.drainOnce();
    expect(await metric('membership_undecided{kind="item"}')).to.equal(0);
    expect(await metric('membership_failing')).to.equal(0);
    expect(await metric('membership_staleness_seconds')).to.equal(0);
  });

  it('keeps the measurements of two services in one process apart', async () => {
    const other = await makeService({ stores: service.stores });
    const { body } = await other.metrics.render();
    expect(body).to.not.include('route="/health/live"');
    await other.stop();
  });
});
