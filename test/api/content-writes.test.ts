import { expect } from 'chai';
import { Client, expectProblem, type Answer } from '../support/client.ts';
import { course, program, run, uuidOf } from '../support/documents.ts';
import { eventually, makeService, serve, type TestService } from '../support/service.ts';

interface Result {
  content_key: string | null;
  outcome: string;
  membership?: string;
  errors?: { pointer: string; code: string; detail: string }[];
  warnings?: { field: string; detail: string }[];
}

const path = '/api/v1/content-metadata/';

describe('content-metadata, written', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    // Wakes are for the worker of the last test, not for one in this process that is never started.
    service = await makeService({ settings: { ROLE: 'api' } });
    const served = await serve(service);
    api = new Client(served.url);
    close = served.close;
    const created = await api.post('/api/v1/enterprise-catalogs/', {
      uuid: uuidOf('advanced'),
      title: 'Advanced',
      enterprise_customer: uuidOf('a customer'),
      content_filter: { level_type: 'Advanced' },
    });
    expect(created.status).to.equal(201);
  });
  after(async () => {
    await close();
    await service.stop();
  });

  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer<{ results: Result[] }>> =>
    api.post<{ results: Result[] }>(path, body, headers);
  const isAdvanced = async (key: string, client = api): Promise<boolean> =>
    (
      await client.get<{ contains_content_items: boolean }>(
        `/api/v1/enterprise-catalogs/${uuidOf('advanced')}/contains_content_items/?course_run_ids=${key}`,
      )
    ).body.contains_content_items;

  it('one document: created, unchanged, changed; decided before the answer', async () => {
    const one = course('Write+1', { level_type: 'Advanced' });
    const created = await post(one);
    expect(created.status).to.equal(200);
    expect(created.body).to.deep.equal({
      results: [{ content_key: 'Write+1', outcome: 'created', membership: 'committed' }],
    });
    expect(await isAdvanced('Write+1')).to.equal(true);
    expect((await post(one)).body.results).to.deep.equal([
      { content_key: 'Write+1', outcome: 'unchanged', membership: 'committed' },
    ]);
    const changed = await post({ ...one, level_type: 'Introductory' });
    expect(changed.body.results[0]).to.deep.equal({
      content_key: 'Write+1',
      outcome: 'changed',
      membership: 'committed',
    });
    expect(await isAdvanced('Write+1')).to.equal(false);
  });

  it('a list: one result a document, in its order, the same key more than once too', async () => {
    const { status, body } = await post([
      course('Write+2', { title: 'First' }),
      run('Write+2', '2026'),
      program('Write program'),
      course('Write+2', { title: 'Second', level_type: 'Advanced' }),
      course('Write+2', { title: 'Second', level_type: 'Advanced' }),
    ]);
    expect(status).to.equal(200);
    expect(body.results.map(({ content_key, outcome }) => [content_key, outcome])).to.deep.equal([
      ['Write+2', 'created'],
      ['course-v1:Write+2+2026', 'created'],
      [uuidOf('Write program'), 'created'],
      ['Write+2', 'changed'],
      ['Write+2', 'unchanged'],
    ]);
    expect(new Set(body.results.map(({ membership }) => membership))).to.deep.equal(new Set(['committed']));
    expect((await api.get<{ title: string }>(`${path}Write+2/`)).body.title).to.equal('Second');
    expect(await isAdvanced('Write+2')).to.equal(true);
  });

  it('an empty list: nothing to tell', async () => {
    expect((await post([])).body).to.deep.equal({ results: [] });
  });

  it('takes a thousand documents and not one more', async function () {
    this.timeout(60_000);
    const many = Array.from({ length: 1_001 }, (_, index) => course(`Many+${String(index)}`));
    const { detail } = expectProblem(await post(many), 400, 'bad_request');
    expect(detail).to.include('1000').and.to.include('1000');
    expectProblem(await api.get(`${path}Many+0/`), 404, 'not_found');
    const { status, body } = await post(many.slice(0, 1_000));
    expect(status).to.equal(200);
    expect(body.results.map(({ content_key }) => content_key)).to.deep.equal(
      many.slice(0, 1_000).map(({ key }) => key),
    );
    expect(
      body.results.every(({ outcome, membership }) => outcome === 'created' && membership === 'committed'),
    ).to.equal(true);
  });

  it('refuses a document that breaks the contract, alone and with every reason', async () => {
    const { status, body } = await post([
      course('Write+3'),
      { content_type: 'course', key: ' blank', uuid: 'none', course_runs: 'none' },
      { content_type: 'book', key: 'Write+4' },
      { key: 'Write+5' },
      null,
      'text',
      7,
      [course('Write+6')],
      { content_type: 'program', title: 'no uuid' },
    ]);
    expect(status).to.equal(200);
    expect(body.results.map(({ content_key, outcome }) => [content_key, outcome])).to.deep.equal([
      ['Write+3', 'created'],
      [' blank', 'refused'],
      ['Write+4', 'refused'],
      ['Write+5', 'refused'],
      [null, 'refused'],
      [null, 'refused'],
      [null, 'refused'],
      [null, 'refused'],
      [null, 'refused'],
    ]);
    const errors = body.results.map((result) => result.errors?.map(({ pointer }) => pointer).sort());
    expect(errors[1]).to.deep.equal(['/course_runs', '/key', '/uuid']);
    expect(errors.slice(2)).to.deep.equal([['/content_type'], ['/content_type'], [''], [''], [''], [''], ['/uuid']]);
    for (const { code, detail } of body.results.flatMap((result) => result.errors ?? [])) {
      expect(code).to.match(/^[a-z_]+$/);
      expect(detail).to.be.a('string').and.not.equal('');
    }
    expectProblem(await api.get(`${path}Write+4/`), 404, 'not_found');
  });

  it('tells which values could not be read, and counts them as missing', async () => {
    const { body } = await post(
      course('Write+7', { level_type: 'Advanced', reviews_count: 'many', modified: 'lately' }),
    );
    expect(body.results[0]).to.include({ outcome: 'created', membership: 'committed' });
    expect(body.results[0]?.warnings?.map(({ field }) => field).sort()).to.deep.equal(['modified', 'reviews_count']);
    expect(await isAdvanced('Write+7')).to.equal(true);
  });

  it('stores text of every kind', async () => {
    const title = 'Ünïcödé 日本 👩‍🔬 \u2028\u0000\t"\\ \ud800';
    const { body } = await post(course('Write+8', { title, level_type: 'Advanced' }));
    expect(body.results[0]).to.include({ outcome: 'created', membership: 'committed' });
    expect((await api.get<{ title: string }>(`${path}Write+8/`)).body.title).to.equal(title);
  });

  it('takes a document of a megabyte, and forty of them at once', async function () {
    this.timeout(60_000);
    const description = `${'lorem ipsum '.repeat(75_000)}end`;
    const large = course('Write+9', { full_description: description, level_type: 'Advanced' });
    expect((await post(large)).body.results[0]).to.include({ outcome: 'created', membership: 'committed' });
    expect(await isAdvanced('Write+9')).to.equal(true);
    // More than the database takes in one statement, and less than a request may hold.
    const forty = Array.from({ length: 40 }, (_, index) =>
      course(`Large+${String(index)}`, { ballast: description, level_type: 'Advanced' }),
    );
    const { status, body } = await post(forty);
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.results.filter(({ membership }) => membership === 'committed')).to.have.length(40);
  });

  it('refuses a document that is too large to be kept, alone', async function () {
    this.timeout(60_000);
    const huge = course('Write+10', { full_description: 'x'.repeat(9_000_000) });
    const { status, body } = await post([huge, course('Write+11')]);
    expect(status).to.equal(200);
    expect(body.results.map(({ content_key, outcome }) => [content_key, outcome])).to.deep.equal([
      ['Write+10', 'refused'],
      ['Write+11', 'created'],
    ]);
    expect(body.results[0]?.errors?.map(({ code }) => code)).to.deep.equal(['too_large']);
  });

  it('with Prefer: respond-async it is stored, and decided by a worker that is woken through Redis', async function () {
    this.timeout(30_000);
    // Nobody polls: only the wake can be the reason.
    const elsewhere = await makeService({
      stores: {
        ...service.stores,
        config: { ...service.stores.config, role: 'worker', pollMilliseconds: 3_600_000 },
      },
    });
    const asked = async (key: string, prefer: string): Promise<Answer<{ results: Result[] }>> => {
      const answer = await post(course(key, { level_type: 'Advanced' }), { Prefer: prefer });
      expect(answer.status).to.equal(202);
      expect(answer.headers.get('preference-applied')).to.equal('respond-async');
      expect(answer.body.results).to.deep.equal([{ content_key: key, outcome: 'created', membership: 'pending' }]);
      return answer;
    };
    await asked('Async+1', 'respond-async');
    expect(await isAdvanced('Async+1')).to.equal(false);
    elsewhere.worker.start();
    try {
      await eventually('what waited is decided at the start', () => isAdvanced('Async+1'));
      for (const [index, prefer] of ['respond-async', 'Respond-Async; wait=5, return=minimal'].entries()) {
        const key = `Async+${String(index + 2)}`;
        await asked(key, prefer);
        await eventually('it is decided', () => isAdvanced(key));
      }
      const again = await post(course('Async+2', { level_type: 'Advanced' }), { Prefer: 'respond-async' });
      expect(again.body.results[0]).to.include({ outcome: 'unchanged', membership: 'committed' });
      expect((await post(course('Async+9'), { Prefer: 'return=minimal' })).status).to.equal(200);
    } finally {
      await elsewhere.worker.stop();
      await elsewhere.stop();
    }
  });
});
