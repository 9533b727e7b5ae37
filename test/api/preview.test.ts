import { expect } from 'chai';
import { Client, expectProblem, type Answer } from '../support/client.ts';
import { course, program, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { sql, type TestService } from '../support/service.ts';
import { makeToken } from '../support/token.ts';

interface Moving {
  count: number;
  sample: { content_key: string; title: string }[];
}
interface Preview {
  matched: number;
  by_type: Record<string, number>;
  sample: { content_key: string; content_type: string; title: string }[];
  content_filter_hash: string;
  corrections: { from: string; to: string }[];
  unknown?: { name: string; code: string }[];
  warnings: { code: string }[];
  compared?: { members: number; entering: Moving; leaving: Moving };
}

const [mine, theirs] = [uuidOf('previewer'), uuidOf('another previewer')];

describe('the preview of a filter', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const queries = { mine: uuidOf('query to compare with'), theirs: uuidOf('query of others') };
  const old = Array.from({ length: 60 }, (_, index) => `Old+${String(index)}`);

  before(async () => {
    ({ service, api, close } = await servedService());
    await api.post('/api/v1/content-metadata/', [
      ...old.map((key) => course(key, { level_type: 'Introductory' })),
      course('New+1', { level_type: 'Advanced' }),
      course('New+2', { level_type: 'Advanced' }),
      program('Preview program', { level_type: 'Advanced' }),
    ]);
    for (const [customer, catalog_query_uuid, content_filter] of [
      [mine, queries.mine, { content_type: 'course', level_type: 'Introductory' }],
      [theirs, queries.theirs, { key: 'New+1' }],
    ] as const) {
      const made = await api.post('/api/v1/enterprise-catalogs/', {
        title: 'Compared',
        enterprise_customer: customer,
        catalog_query_uuid,
        content_filter,
      });
      expect(made.status).to.equal(201);
    }
  });
  after(() => close());

  const preview = (content_filter: unknown, more: object = {}, client = api): Promise<Answer<Preview>> =>
    client.post('/api/v1/catalog-queries/preview', { content_filter, ...more });
  const state = async (): Promise<unknown[]> =>
    Promise.all(
      ['enterprise_catalog', 'catalog_query', 'membership', 'audit_log'].map((table) =>
        sql(service.stores, `SELECT * FROM ${table} ORDER BY 1, 2`),
      ),
    );

  it('counts what would match, by type, shows some, and stores nothing', async () => {
    const before = await state();
    const { status, body } = await preview({ level_type: 'Advanced', aggregration__key__exists: true });
    expect(status).to.equal(200);
    expect(body).to.deep.include({ matched: 3, by_type: { course: 2, program: 1 }, warnings: [] });
    expect(body.corrections).to.deep.equal([{ from: 'aggregration__key__exists', to: 'aggregation_key__exists' }]);
    expect(body.sample.map(({ title }) => title)).to.deep.equal(['About New+1', 'About New+2', 'Preview program']);
    expect(body).to.not.have.property('compared');
    expect(await state()).to.deep.equal(before);
  });

  it('sees what has just come', async () => {
    await api.post('/api/v1/content-metadata/', course('Just+1'), { Prefer: 'respond-async' });
    await service.worker.drainOnce();
    expect((await preview({ key: 'Just+1' })).body.matched).to.equal(1);
  });

  it('tells what would enter and leave', async () => {
    const { body } = await preview(
      { key: [...old.slice(0, 40), 'New+1'] },
      { compare_with: queries.mine.toUpperCase() },
    );
    expect(body.matched).to.equal(41);
    expect(body.compared?.members).to.equal(60);
    expect(body.compared?.entering.count).to.equal(1);
    expect(body.compared?.entering.sample.map(({ content_key }) => content_key)).to.deep.equal(['New+1']);
    expect(body.compared?.leaving.count).to.equal(20);
    expect(body.compared?.leaving.sample.map(({ content_key }) => content_key)).to.deep.equal(old.slice(40, 50));
    expect(body.warnings).to.deep.equal([]);
  });

  it('warns of what its author would want to look at twice', async () => {
    const codes = async (filter: object): Promise<string[]> =>
      (await preview(filter, { compare_with: queries.mine })).body.warnings.map(({ code }) => code);
    expect(await codes({ key: 'Nobody+1' }), 'and all leave').to.deep.equal(['matches_nothing', 'drops_most']);
    expect(await codes({ key: old.slice(0, 11) })).to.deep.equal(['drops_most']);
    expect(await codes({ key: old.slice(0, 12) })).to.deep.equal([]);
    expect(await codes({ content_type: 'course', level_type: 'Introductory' })).to.deep.equal(['known']);
  });

  it('warns of all of a few, as the edit would be kept as a proposal', async () => {
    const { body } = await preview({ key: 'New+2' }, { compare_with: queries.theirs });
    expect([body.compared?.members, body.compared?.leaving.count]).to.deep.equal([1, 1]);
    expect(body.warnings).to.deep.equal([{ code: 'drops_most', detail: '1 of 1 members would leave' }]);
    const edit = await api.ask('PUT', `/api/v1/catalog-queries/${queries.theirs}/content-filter/`, {
      body: { content_filter: { key: 'New+2' } },
    });
    expectProblem(edit, 409, 'proposed');
    const kept = await preview({ key: ['New+1', 'New+2'] }, { compare_with: queries.theirs });
    expect(kept.body.warnings).to.deep.equal([]);
  });

  it('leaves out entries of unknown names where they are to be reported', async () => {
    const filter = { key: 'New+1', colour: 'red' };
    expectProblem(await preview(filter), 422, 'refused');
    const reported = await api.post<Preview>('/api/v1/catalog-queries/preview?unknown_keys=report', {
      content_filter: filter,
    });
    expect(reported.status).to.equal(200);
    expect(reported.body.matched).to.equal(1);
    expect(reported.body.unknown?.map(({ name, code }) => [name, code])).to.deep.equal([['colour', 'unknown_field']]);
    expect((await preview({ key: 'New+1' })).body).to.not.have.property('unknown');
    const nothing = await api.post('/api/v1/catalog-queries/preview?unknown_keys=report', {
      content_filter: { colour: 'red' },
    });
    expectProblem(nothing, 422, 'refused');
  });

  it('refuses a filter with all its faults, as saving it would', async () => {
    const { errors } = expectProblem(await preview({ level_typ: 'x', status: [], key__gt: 'a' }), 422, 'refused');
    expect(errors?.map(({ pointer, code }) => [pointer, code])).to.deep.equal([
      ['/content_filter/level_typ', 'unknown_field'],
      ['/content_filter/status', 'empty_list'],
      ['/content_filter/key__gt', 'unknown_operator'],
    ]);
    expectProblem(await preview({}), 422, 'refused');
    expectProblem(await preview('x'), 400, 'bad_request');
    expectProblem(await preview({ key: 'A+1' }, { compared_with: queries.mine }), 400, 'bad_request');
  });

  it('compares with queries that the caller may see only', async () => {
    const admin = new Client(api.url, makeToken({ username: 'p', roles: [`enterprise_admin:${mine}`] }));
    expect((await preview({ key: 'New+1' }, { compare_with: queries.mine }, admin)).status).to.equal(200);
    const refused = await Promise.all(
      [queries.theirs, uuidOf('no query')].map(
        async (one) =>
          expectProblem(await preview({ key: 'New+1' }, { compare_with: one }, admin), 403, 'forbidden').detail,
      ),
    );
    expect(new Set(refused).size).to.equal(1);
    expectProblem(await preview({ key: 'New+1' }, { compare_with: uuidOf('no query') }), 404, 'not_found');
  });
});
