import { expect } from 'chai';
import { contentSchemas } from '../../src/replication/contract/content-schema.ts';
import { contractOf } from '../../src/replication/contract/read-raw.ts';
import { Client, expectProblem } from '../support/client.ts';
import { course } from '../support/documents.ts';
import { makeService, serve, type TestService } from '../support/service.ts';

interface Entry {
  id: number;
  content_key: string | null;
  content_type: string | null;
  source: string;
  errors: { pointer: string; code: string }[];
  bytes: number;
  seen: number;
  first_seen: string;
  last_seen: string;
  in_force_since: string | null;
  document?: Record<string, unknown>;
  beginning?: string;
}
interface Page {
  count: number;
  next: string | null;
  previous: string | null;
  results: Entry[];
}
interface Retried {
  results: { id: number; content_key: string | null; outcome: string }[];
  next: number | null;
}

const base = '/api/v1/quarantine/';

/** The contract before it was widened: a course needed a number. */
const narrow = contractOf({
  ...contentSchemas,
  course: { ...contentSchemas.course, required: ['key', 'number'] },
});

describe('quarantine over HTTP', function () {
  this.timeout(60_000);
  const author = { name: 'test', requestId: null };
  let service: TestService;
  let narrowService: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    service = await makeService();
    narrowService = await makeService({ stores: service.stores, contract: narrow });
    const served = await serve(service);
    api = new Client(served.url);
    close = async () => {
      await served.close();
      await narrowService.stop();
      await service.stop();
    };
  });
  after(() => close());
  afterEach(async () => {
    const { body } = await api.get<Page>(`${base}?page_size=100`);
    for (const { id } of body.results) {
      await api.ask('DELETE', `${base}${String(id)}/`);
    }
  });

  const refuse = (documents: readonly object[]) => narrowService.replication.store(documents, { author });
  const listed = async (): Promise<Entry[]> => (await api.get<Page>(base)).body.results;

  it('shows what came in broken, with its faults, beside the version in force', async () => {
    await api.post('/api/v1/content-metadata/', course('Q+1', { title: 'The good one' }));
    const broken = course('Q+1', { owners: 'none', course_runs: [{ seats: 5 }], title: 'The broken one' });
    const written = await api.post<{ results: { outcome: string }[] }>('/api/v1/content-metadata/', [broken, broken]);
    expect(written.body.results.map(({ outcome }) => outcome)).to.deep.equal(['refused', 'refused']);
    const [entry, ...others] = await listed();
    expect(others).to.deep.equal([]);
    expect(entry).to.deep.include({ content_key: 'Q+1', content_type: 'course', source: 'api', seen: 2 });
    expect(entry?.errors.map(({ pointer, code }) => [pointer, code])).to.have.deep.members([
      ['/owners', 'wrong_type'],
      ['/course_runs/0/seats', 'wrong_type'],
    ]);
    expect(entry).to.not.have.property('document');
    const { body } = await api.get<Entry>(`${base}${String(entry?.id)}/`);
    expect(body).to.deep.equal({ ...entry, document: { ...broken } });
    expect(body.bytes).to.equal(JSON.stringify(broken).length);
    expect(Date.parse(body.first_seen)).to.be.at.most(Date.parse(body.last_seen));
    expect(Date.parse(body.in_force_since ?? '')).to.be.at.most(Date.parse(body.first_seen));
    const item = await api.get<{ title: string }>('/api/v1/content-metadata/Q+1/');
    expect(item.body.title, 'the last good version').to.equal('The good one');
  });

  it('is empty again once a good version came', async () => {
    await api.post('/api/v1/content-metadata/', course('Q+2', { status: {} }));
    expect(await listed()).to.have.length(1);
    await api.post('/api/v1/content-metadata/', course('Q+2', { status: 'published' }));
    expect((await api.get<Page>(base)).body).to.deep.equal({ count: 0, next: null, previous: null, results: [] });
  });

  it('is listed page after page, from the one that came first, also while the first are discarded', async () => {
    for (let index = 0; index < 5; index++) {
      await refuse([course(`P+${String(index)}`)]);
    }
    const first = await api.get<Page>(`${base}?page_size=2`);
    expect([first.body.count, first.body.results.map(({ content_key }) => content_key)]).to.deep.equal([
      5,
      ['P+0', 'P+1'],
    ]);
    await api.ask('DELETE', `${base}${String(first.body.results[0]?.id)}/`);
    const keys: unknown[] = [];
    for (let next = first.body.next; next !== null;) {
      const { pathname, search } = new URL(next, api.url);
      const { body } = await api.get<Page>(pathname + search);
      keys.push(...body.results.map(({ content_key }) => content_key));
      next = body.next;
    }
    expect(keys).to.deep.equal(['P+2', 'P+3', 'P+4']);
    expectProblem(await api.get(`${base}?page=9`), 404, 'not_found');
  });

  it('tries one again: refused while the contract is as it was, and passed, decided and gone once it is wider', async () => {
    await refuse([course('W+1')]);
    await refuse([course('W+2', { owners: 'none' })]);
    const [wider, broken] = await listed();
    const retry = (id: number | undefined) => api.post<Retried>(`${base}${String(id)}/retry/`, undefined);
    const still = await retry(broken?.id);
    expect(still.body).to.deep.equal({
      results: [{ id: broken?.id, content_key: 'W+2', outcome: 'refused' }],
      next: null,
    });
    const passed = await retry(wider?.id);
    expect(passed.body.results).to.deep.equal([{ id: wider?.id, content_key: 'W+1', outcome: 'passed' }]);
    expect((await api.get('/api/v1/content-metadata/W+1/')).status).to.equal(200);
    expect((await listed()).map(({ content_key, errors }) => [content_key, errors[0]?.pointer])).to.deep.equal([
      // By the contract as it is now.
      ['W+2', '/owners'],
    ]);
    expectProblem(await retry(wider?.id), 404, 'not_found');
    expectProblem(await api.get(`${base}${String(wider?.id)}/`), 404, 'not_found');
    expectProblem(await api.ask('DELETE', `${base}${String(wider?.id)}/`), 404, 'not_found');
  });

  it('tries all again, a hundred at a time, and leaves what is still broken', async () => {
    const keys = Array.from({ length: 103 }, (_, index) => `A+${String(index)}`);
    await refuse(keys.map((key, index) => course(key, index % 50 === 7 ? { title: 7 } : {})));
    const outcomes = new Map<string | null, string>();
    const asked: number[] = [];
    for (let after: number | null = 0; after !== null;) {
      const { status, body }: { status: number; body: Retried } = await api.post<Retried>(
        `${base}retry/`,
        after === 0 ? undefined : { after },
      );
      expect(status).to.equal(200);
      body.results.forEach(({ content_key, outcome }) => outcomes.set(content_key, outcome));
      asked.push(body.results.length);
      after = body.next;
    }
    expect(asked).to.deep.equal([100, 3]);
    const broken = ['A+7', 'A+57'];
    expect([...outcomes]).to.have.deep.members(keys.map((key) => [key, broken.includes(key) ? 'refused' : 'passed']));
    expect((await listed()).map(({ content_key }) => content_key)).to.have.members(broken);
    const asks = keys.map((key) => `content_identifiers=${encodeURIComponent(key)}`).join('&');
    const found = await api.get<{ results: unknown[] }>(`/api/v1/content-metadata/?${asks}&page_size=200`);
    expect(found.body.results).to.have.length(101);
  });

  it('is followed by drift reports: what changed in which share of documents, the latest run first', async () => {
    const run = async (price: (index: number) => unknown, whole: boolean): Promise<void> => {
      const drift = await service.drift.begin('poll-full');
      for (let index = 0; index < 100; index++) {
        drift.observe(course(`D+${String(index)}`, { course_runs: [{ seats: [{ price: price(index) }] }] }));
      }
      await service.runs.record('poll-full', async (_, id) => {
        await service.drift.finish({ id, kind: 'poll-full' }, drift, { whole });
        return { state: whole ? 'done' : 'partly', counts: {} };
      });
    };
    await run(() => 149, true);
    await run((index) => (index % 33 === 1 ? '149.00' : 149), false);
    await run((index) => (index % 33 === 1 ? '149.00' : 149), true);
    const { status, body } = await api.get<{ results: Record<string, unknown>[] }>('/api/v1/drift-reports/');
    expect(status).to.equal(200);
    const change = {
      content_type: 'course',
      field: 'course_runs[].seats[].price',
      change: 'type',
      from: 'number',
      to: 'text',
      before: 0,
      now: 0.03,
      documents: 3,
      samples: ['D+1', 'D+34', 'D+67'],
    };
    expect(
      body.results.map(({ kind, whole, documents, changes }) => ({ kind, whole, documents, changes })),
    ).to.deep.equal([
      { kind: 'poll-full', whole: true, documents: { course: 100 }, changes: [change] },
      { kind: 'poll-full', whole: false, documents: { course: 100 }, changes: [change] },
      { kind: 'poll-full', whole: true, documents: { course: 100 }, changes: [] },
    ]);
    const ids = body.results.map(({ run_id }) => Number(run_id));
    expect(ids).to.deep.equal(ids.toSorted((one, other) => other - one));
    const named = await api.get<{ kind: string; state: string }>(`/api/v1/sync-runs/${String(ids[1])}/`);
    expect(named.body).to.include({ kind: 'poll-full', state: 'partly' });
  });
});
