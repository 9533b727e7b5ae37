import { expect } from 'chai';
import { expectProblem, type Client } from '../support/client.ts';
import { course, listed } from '../support/documents.ts';
import { passDeadline, servingIndex } from '../support/registrations.ts';
import { servedService } from '../support/served-service.ts';
import { eventually, sql, type TestService } from '../support/service.ts';

interface Run {
  id: number;
  kind: string;
  state: string;
  counts: Record<string, number>;
  error: string | null;
}

describe('POST /api/v1/reindex/', function () {
  this.timeout(60_000);
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    ({ service, api, close } = await servedService());
    const stored = await api.post('/api/v1/content-metadata/?refresh=true', [
      listed(course('Re+1')),
      listed(course('Re+2')),
    ]);
    expect(stored.status).to.equal(200);
  });
  after(() => close());

  /** The run that the answer names, at its end. */
  async function runOf(body: object): Promise<Run> {
    const { status, body: started, headers } = await api.post<{ run: number }>('/api/v1/reindex/', body);
    expect(status, JSON.stringify(started)).to.equal(202);
    expect(headers.get('location')).to.equal(`/api/v1/sync-runs/${String(started.run)}/`);
    let run: Run | undefined;
    await eventually('it has ended', async () => {
      run = (await api.get<Run>(`/api/v1/sync-runs/${String(started.run)}/`)).body;
      return run.state !== 'running';
    });
    return run as Run;
  }
  const content = (): Promise<string> => servingIndex(service.stores, 'content');

  it('builds each index, goes back, and keeps a record that can be followed', async () => {
    const [before, registered] = [await content(), await servingIndex(service.stores)];
    const built = await runOf({ index: 'content' });
    expect(built).to.deep.include({ kind: 'reindex-content', state: 'done', error: null });
    expect(built.counts).to.include({ items: 2, copied: 2, different: 0, missing: 0, revised: 0 });
    expect(await content()).to.not.equal(before);
    expect(await runOf({ index: 'content', how: 'back' })).to.include({ state: 'done' });
    expect(await content()).to.equal(before);
    expect(await runOf({ index: 'catalog-queries', keep: 0 })).to.include({ kind: 'reindex', state: 'done' });
    expect(await servingIndex(service.stores)).to.not.equal(registered);
    const { body: audit } = await api.get<{ results: { action: string; subject: string }[] }>('/api/v1/audit-log/');
    expect(audit.results.slice(0, 3).map(({ action, subject }) => `${action} ${subject}`)).to.have.members([
      'reindex.build catalog-queries',
      'reindex.back content',
      'reindex.build content',
    ]);
  });

  it('says what stopped it, and refuses what cannot be', async () => {
    const [row] = await sql<{ id: number }>(service.stores, `SELECT id FROM content WHERE content_key = 'Re+1'`);
    const document = `${service.stores.config.opensearchUrl}/${await content()}/_doc/${String(row?.id)}?refresh=true`;
    expect((await fetch(document, { method: 'DELETE' })).ok).to.equal(true);
    const stopped = await runOf({ index: 'content' });
    expect(stopped.state).to.equal('partly');
    expect(stopped.counts['different']).to.be.greaterThan(0);
    expect(JSON.parse(stopped.error ?? '')).to.deep.include({
      check: 'documents',
      subject: 'Re+1',
      serving: 'missing',
      candidate: 'there',
    });
    expectProblem(await api.post('/api/v1/reindex/', { index: 'content' }), 409, 'conflict');
    await sql(
      service.stores,
      `UPDATE index_target SET holder = 'another', held_until = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR WHERE name = 'content'`,
    );
    expectProblem(await api.post('/api/v1/reindex/', { index: 'content', how: 'resume' }), 409, 'conflict');
    await passDeadline(service.stores);
    expect(await runOf({ index: 'content', how: 'resume', accept_differences: true })).to.include({ state: 'done' });
    expectProblem(await api.post('/api/v1/reindex/', { index: 'everything' }), 400, 'bad_request');
    expectProblem(await api.post('/api/v1/reindex/', { index: 'content', how: 'sideways' }), 400, 'bad_request');
    expectProblem(await api.post('/api/v1/reindex/', { index: 'content', keep: -1 }), 400, 'bad_request');
  });
});
