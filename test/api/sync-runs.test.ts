import { expect } from 'chai';
import { expectProblem, type Client } from '../support/client.ts';
import { servedService } from '../support/served-service.ts';
import { sql, type TestService } from '../support/service.ts';

interface Run {
  id: number;
  kind: string;
  state: string;
  counts: Record<string, number>;
  finished_at: string | null;
  error: string | null;
}
interface Page {
  count: number;
  next: string | null;
  results: Run[];
}

describe('the record of jobs', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    ({ service, api, close } = await servedService());
    for (let index = 0; index < 7; index += 1) {
      const kind = index === 3 ? 'reconcile' : 'import';
      await service.runs.record(kind, () =>
        Promise.resolve({ state: index === 5 ? 'partly' : 'done', counts: { stored: index } }),
      );
    }
    const failing = service.runs.record('import', () => Promise.reject(new Error('the file ends in the middle')));
    await failing.catch(() => undefined);
  });
  after(() => close());

  it('is listed, the latest first, page after page, also while new ones come', async () => {
    const first = await api.get<Page>('/api/v1/sync-runs/?page_size=3');
    expect(first.body.count).to.equal(8);
    expect(first.body.results.map(({ state, counts }) => [state, counts['stored']])).to.deep.equal([
      ['failed', undefined],
      ['done', 6],
      ['partly', 5],
    ]);
    expect(first.body.results[0]?.error).to.equal('the file ends in the middle');
    await service.runs.record('reindex', () => Promise.resolve({ state: 'done', counts: {} }));
    const seen = first.body.results;
    for (let next = first.body.next; next !== null;) {
      const { body } = await api.get<Page>(next.slice(api.url.length));
      seen.push(...body.results);
      ({ next } = body);
    }
    const ids = seen.map(({ id }) => id);
    expect(ids).to.have.length(8);
    expect(ids).to.deep.equal(ids.toSorted((one, other) => other - one));
    await sql(service.stores, `DELETE FROM sync_run WHERE kind = 'reindex'`);
  });

  it('is listed by kind, and read one by one', async () => {
    const { body } = await api.get<Page>('/api/v1/sync-runs/?kind=reconcile');
    expect([body.count, body.results.map(({ kind }) => kind)]).to.deep.equal([1, ['reconcile']]);
    const [run] = body.results;
    const read = await api.get<Run>(`/api/v1/sync-runs/${String(run?.id)}/`);
    expect(read.body).to.deep.equal(run);
    expect(read.body).to.include({ state: 'done', error: null });
    expect(read.body.finished_at).to.be.a('string');
    expect((await api.get<Page>('/api/v1/sync-runs/?kind=nothing')).body.results).to.deep.equal([]);
    expectProblem(await api.get('/api/v1/sync-runs/?kind=%C3%A9'), 400, 'bad_request');
    expectProblem(await api.get('/api/v1/sync-runs/?page=9'), 404, 'not_found');
    expectProblem(await api.get('/api/v1/sync-runs/999999999999999/'), 404, 'not_found');
  });

  it('tells how long ago upstream gave everything of a type', async () => {
    const { replication } = service;
    expect(await replication.unheardSeconds()).to.deep.equal({});
    const poll = (hours: number, kind: string, state: string, missed: string[] = []): Promise<unknown> =>
      sql(
        service.stores,
        `INSERT INTO poll_run (kind, tick, state, progress, counts, due_at, created_at)
         VALUES (?, '2026-01-01' + INTERVAL ? HOUR, ?, ?, '{}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) - INTERVAL ? HOUR)`,
        [kind, 100 - hours, state, JSON.stringify({ missed: missed.map((one) => ({ kind: one, offset: 0 })) }), hours],
      );
    const hours = async (): Promise<Record<string, number>> =>
      Object.fromEntries(
        Object.entries(await replication.unheardSeconds()).map(([type, seconds]) => [
          type,
          Math.round(seconds / 3_600),
        ]),
      );
    await poll(90, 'changes', 'done');
    expect(await hours()).to.deep.equal({ course: 90, courserun: 90, program: 90, learnerpathway: 90 });
    await poll(50, 'full', 'done');
    await poll(20, 'full', 'partly', ['program', 'program']);
    await poll(15, 'full', 'stopped');
    await poll(10, 'changes', 'done');
    expect(await hours()).to.deep.equal({ course: 20, courserun: 20, program: 50, learnerpathway: 20 });
    await poll(5, 'full', 'partly', ['course']);
    await poll(1, 'full', 'open');
    expect(await hours()).to.deep.equal({ course: 20, courserun: 20, program: 5, learnerpathway: 5 });
    const { body } = await service.metrics.render();
    expect(body).to.match(/^content_unheard_seconds\{content_type="program"\} 180\d\d$/m);
  });
});
