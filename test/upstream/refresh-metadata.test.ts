import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Client, expectProblem } from '../support/client.ts';
import { course, run } from '../support/documents.ts';
import { serve } from '../support/service.ts';
import { makeToken } from '../support/token.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

interface Job {
  id: string;
  state: string;
  requested: number;
  waiting: number;
  fetched: number;
  changed: number;
  entered: number;
  left: number;
  finished_at: string | null;
}

describe('refresh_metadata', function () {
  this.timeout(60_000);
  const [catalog, other, customer] = [randomUUID(), randomUUID(), randomUUID()];
  const level = (key: string, level_type: string): Record<string, unknown> => course(key, { level_type });
  const path = (uuid: string): string => `/api/v1/enterprise-catalogs/${uuid}/refresh_metadata/`;
  let world: UpstreamWorld;
  let api: Client;
  let close: () => Promise<void>;

  beforeEach(async () => {
    const documents = [level('A+1', 'in'), level('B+1', 'in'), level('C+1', 'in'), level('D+1', 'out')];
    world = await makeUpstreamWorld(documents);
    const served = await serve(world.service);
    api = new Client(served.url);
    close = served.close;
    await world.refresh(['A+1', 'B+1', 'C+1', 'D+1']);
    for (const [uuid, filter] of [
      [catalog, { content_type: ['course', 'courserun'], level_type: 'in' }],
      [other, { content_type: 'course', level_type: 'out' }],
    ] as const) {
      const body = { uuid, title: uuid, enterprise_customer: customer, content_filter: filter };
      expect((await api.post('/api/v1/enterprise-catalogs/', body)).status).to.equal(201);
    }
  });
  afterEach(async () => {
    await close();
    await world.close();
  });

  const start = async (uuid: string): Promise<string> => {
    const answer = await api.ask<{ async_task_id: string }>('POST', path(uuid));
    expect(answer.status).to.equal(200);
    expect(Object.keys(answer.body)).to.deep.equal(['async_task_id']);
    return answer.body.async_task_id;
  };
  const read = async (uuid: string, id: string): Promise<Job> => (await api.get<Job>(`${path(uuid)}${id}/`)).body;

  it('asks upstream for the members, and reports what was fetched, changed, entered and left', async () => {
    world.corpus.put(level('A+1', 'out'));
    world.corpus.put({ ...level('B+1', 'in'), title: 'Another title' });
    world.corpus.put(run('C+1', '2026', { level_type: 'in', seats: [] }));
    world.corpus.put(level('D+1', 'in'));
    const id = await start(catalog);
    expect(await read(catalog, id)).to.deep.include({ state: 'running', requested: 3, waiting: 3, fetched: 0 });
    await world.finish(id);
    const job = await read(catalog, id);
    // D+1 was no member, so nobody asked for it; C+1 came with its new run.
    expect(job).to.deep.include({ id, state: 'done', requested: 3, fetched: 3, changed: 2, entered: 1, left: 1 });
    expect(job.finished_at).to.be.a('string');
    const contains = (key: string): Promise<{ body: unknown }> =>
      api.get(
        `/api/v1/enterprise-catalogs/${catalog}/contains_content_items/?course_run_ids=${encodeURIComponent(key)}`,
      );
    expect((await contains('A+1')).body).to.deep.equal({ contains_content_items: false });
    expect((await contains('course-v1:C+1+2026')).body).to.deep.equal({ contains_content_items: true });
  });

  it('names the job that runs for the query; another query has its own, and an ended one makes room', async () => {
    const id = await start(catalog);
    expect(await Promise.all([start(catalog), start(catalog)])).to.deep.equal([id, id]);
    const otherId = await start(other);
    expect(otherId).to.not.equal(id);
    await world.finish(id);
    await world.finish(otherId);
    expect(await start(catalog)).to.not.equal(id);
  });

  it('is asked about through the catalogs of its query only', async () => {
    const id = await start(catalog);
    expectProblem(await api.get(`${path(other)}${id}/`), 404, 'not_found');
    expectProblem(await api.get(`${path(catalog)}${randomUUID()}/`), 404, 'not_found');
    expectProblem(await api.get(path(catalog)), 405, 'method_not_allowed');
    expectProblem(await api.ask('POST', path(randomUUID())), 404, 'not_found');
    await world.finish(id);
  });

  it('counts what came back in again for nothing, and waits until all is decided', async () => {
    world.corpus.put(level('A+1', 'out'));
    const id = await start(catalog);
    await world.finish(id);
    expect(await read(catalog, id)).to.deep.include({ entered: 0, left: 1 });
    // What happens later is not its doing.
    await api.post('/api/v1/content-metadata/', level('B+1', 'out'));
    expect(await read(catalog, id)).to.deep.include({ entered: 0, left: 1 });
  });

  it('of a catalog without members is done at once', async () => {
    const empty = randomUUID();
    const body = { uuid: empty, title: 'empty', enterprise_customer: customer, content_filter: { key: 'NOBODY+1' } };
    await api.post('/api/v1/enterprise-catalogs/', body);
    expect(await read(empty, await start(empty))).to.deep.include({ state: 'done', requested: 0, entered: 0, left: 0 });
  });

  it('is for admins of the customer', async () => {
    const as = (role: string): Client => new Client(api.url, makeToken({ username: role, roles: [role] }));
    const admin = await as(`enterprise_admin:${customer}`).ask<{ async_task_id: string }>('POST', path(catalog));
    expect(admin.status).to.equal(200);
    expectProblem(await as(`enterprise_learner:${customer}`).ask('POST', path(catalog)), 403, 'forbidden');
    expectProblem(await as(`enterprise_admin:${randomUUID()}`).ask('POST', path(catalog)), 403, 'forbidden');
    await world.finish(admin.body.async_task_id);
  });

  it('content-metadata/refresh/: 202 with a job whose state can be asked', async () => {
    world.corpus.put({ ...level('D+1', 'out'), title: 'Another title' });
    const made = await api.post<Job>('/api/v1/content-metadata/refresh/', { content_keys: ['D+1', 'NOBODY+1'] });
    expect([made.status, made.body.state]).to.deep.equal([202, 'running']);
    const location = made.headers.get('location') ?? '';
    expect(location).to.equal(`/api/v1/content-metadata/refresh/${made.body.id}/`);
    await world.finish(made.body.id);
    expect((await api.get<Job>(location)).body).to.deep.include({ state: 'done', fetched: 1, changed: 1, missing: 1 });
    // The database takes the second for the first.
    const blank = await api.post('/api/v1/content-metadata/refresh/', { content_keys: ['D+1', 'D+1 ', 'D\u0000'] });
    const { errors } = expectProblem(blank, 422, 'refused');
    expect(errors?.map(({ pointer }) => pointer)).to.deep.equal(['/content_keys/1', '/content_keys/2']);
    for (const content_keys of [[], Array.from({ length: 1_001 }, (_, index) => `A+${String(index)}`), [7]]) {
      expectProblem(await api.post('/api/v1/content-metadata/refresh/', { content_keys }), 400, 'bad_request');
    }
  });
});
