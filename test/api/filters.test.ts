import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { expectProblem, type CatalogBody, type Client } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { sql, type TestService } from '../support/service.ts';

const base = '/api/v1/enterprise-catalogs/';

describe('a filter written through the API', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const customer = uuidOf('filters');

  before(async () => {
    ({ service, api, close } = await servedService());
    await api.post('/api/v1/content-metadata/', [
      course('Filter+1', { level_type: 'Introductory', org: 'FilterX' }),
      course('Filter+2', { level_type: 'Advanced', org: 'FilterX' }),
      course('Filter+3', { level_type: 'Advanced', org: 'OtherX' }),
    ]);
  });
  after(() => close());

  const filtered = (content_filter: unknown): object => ({
    title: 'Filtered',
    enterprise_customer: customer,
    content_filter,
  });
  /** Everything that a refused write could have touched. */
  const state = async (): Promise<unknown[]> =>
    Promise.all(
      ['enterprise_catalog', 'catalog_query', 'membership'].map((table) =>
        sql(service.stores, `SELECT * FROM ${table} ORDER BY 1, 2`),
      ),
    );

  it('is refused with all its faults, each with its place, and nothing is changed', async () => {
    const { body: catalog } = await api.post<CatalogBody>(base, filtered({ level_type: 'Introductory' }));
    const before = await state();
    const content_filter = {
      level_typ: ['Introductory'],
      org__gte: 'F',
      first_enrollable_paid_seat_price__lte: ['49', 'cheap'],
      content_type: ['course', 'book'],
      availability: [],
      'odd/name~': 1,
    };
    const refusals = [
      await api.post(base, filtered(content_filter)),
      await api.ask('PUT', base + catalog.uuid, { body: filtered(content_filter) }),
      await api.ask('PATCH', base + catalog.uuid, { body: { title: 'Not this either', content_filter } }),
      await api.ask('PATCH', base + catalog.uuid, {
        body: { content_filter, catalog_query_uuid: catalog.catalog_query_uuid, query_title: 'Nor this' },
      }),
    ];
    for (const refusal of refusals) {
      const { errors = [] } = expectProblem(refusal, 422, 'refused');
      expect(errors.map(({ pointer }) => pointer).sort()).to.deep.equal([
        '/content_filter/availability',
        '/content_filter/content_type/1',
        '/content_filter/first_enrollable_paid_seat_price__lte/1',
        '/content_filter/level_typ',
        '/content_filter/odd~1name~0',
        '/content_filter/org__gte',
      ]);
      expect(errors.find(({ pointer }) => pointer === '/content_filter/level_typ')?.suggestions).to.include(
        'level_type',
      );
      for (const { code, detail } of errors) {
        expect(code).to.match(/^[a-z_]+$/);
        expect(detail).to.be.a('string').and.not.equal('');
      }
    }
    expect(await state()).to.deep.equal(before);
  });

  it('is refused when it would take in everything, or says something twice', async () => {
    const before = await state();
    for (const text of [
      '{"title":"T","enterprise_customer":"' + customer + '","content_filter":{}}',
      '{"title":"T","enterprise_customer":"' + customer + '","content_filter":{"include_learner_pathways":false}}',
      '{"title":"T","enterprise_customer":"' + customer + '","content_filter":{"org":"A","org":"B"}}',
    ]) {
      const { errors = [] } = expectProblem(await api.post(base, text), 422, 'refused');
      expect(errors).to.have.length(1);
      expect(errors[0]?.pointer).to.match(/^\/content_filter(\/org)?$/);
    }
    expect(await state()).to.deep.equal(before);
  });

  it('is corrected where its spelling is known, and the answer says so', async () => {
    const { status, body } = await api.post<CatalogBody>(
      base,
      filtered({ aggregation__key: ['course:Filter+1'], org__exempt: ['OtherX'] }),
    );
    expect(status).to.equal(201);
    expect(body.corrections).to.have.deep.members([
      { from: 'aggregation__key', to: 'aggregation_key' },
      { from: 'org__exempt', to: 'org__exclude' },
    ]);
    expect(body.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 1, left: 0 });
    const [row] = await sql<{ content_filter: string }>(
      service.stores,
      'SELECT content_filter FROM catalog_query WHERE uuid = ?',
      [body.catalog_query_uuid],
    );
    expect(row?.content_filter).to.equal('{"aggregation__key":["course:Filter+1"],"org__exempt":["OtherX"]}');
  });

  it('tells how many items match, came in and went out', async () => {
    const created = await api.post<CatalogBody>(base, filtered({ org: 'FilterX', status__not: randomUUID() }));
    expect(created.body.membership).to.deep.equal({ state: 'committed', matched: 2, entered: 2, left: 0 });
    const { uuid, catalog_query_uuid } = created.body;
    const change = (content_filter: object): Promise<{ body: CatalogBody }> =>
      api.ask<CatalogBody>('PATCH', base + uuid, { body: { content_filter, catalog_query_uuid } });
    const narrowed = await change({ org: 'FilterX', level_type: 'Advanced' });
    expect(narrowed.body.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 0, left: 1 });
    const moved = await change({ level_type: ['Introductory', 'Advanced'], org: 'OtherX' });
    expect(moved.body.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 1, left: 1 });
    const same = await change({ org: 'OtherX', level_type: ['Introductory', 'Advanced'] });
    expect(same.body.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 0, left: 0 });
    expect(same.body.catalog_query_uuid).to.equal(catalog_query_uuid);
  });

  it('keeps what the JSON text says: numbers and their hash', async () => {
    const text = `{"title":"T","enterprise_customer":"${customer}","content_filter":{"min_effort__gte": 1.0, "key": "é"}}`;
    const { body } = await api.post<CatalogBody>(base, text);
    const [row] = await sql<{ content_filter: string; content_filter_hash: string }>(
      service.stores,
      'SELECT content_filter, content_filter_hash FROM catalog_query WHERE uuid = ?',
      [body.catalog_query_uuid],
    );
    // md5 of {"key": "\u00e9", "min_effort__gte": 1.0}, as Python prints it.
    expect(row).to.deep.equal({
      content_filter: '{"min_effort__gte": 1.0, "key": "é"}',
      content_filter_hash: '58a32f5b7f5e196f1993a05ca255464f',
    });
  });

  it('may be megabytes long', async function () {
    this.timeout(30_000);
    const key = Array.from({ length: 10_000 }, (_, index) => `${'k'.repeat(240)}${String(index)}`);
    const { status, body } = await api.post<CatalogBody>(base, filtered({ key: [...key.slice(1), 'Filter+3'] }));
    expect(status).to.equal(201);
    expect(body.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 1, left: 0 });
    const { errors } = expectProblem(await api.post(base, filtered({ key: [...key, 'Filter+3'] })), 422, 'refused');
    expect(errors?.map(({ pointer }) => pointer)).to.deep.equal(['/content_filter/key']);
  });
});
