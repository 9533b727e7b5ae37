import { expect } from 'chai';
import { packStamp } from '../../src/kernel/ids.ts';
import { expectProblem, type Client } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { registerAll } from '../support/registrations.ts';
import { servedService } from '../support/served-service.ts';
import { sql, type TestService } from '../support/service.ts';
import { walk } from './support/walk.ts';

interface Cost {
  uuid: string;
  title: string;
  class: string;
  extraction_result: string;
  candidates: number;
  matches: number;
  verified_per_match: number;
}

/** What operators look at in stored filters. */
describe('stored filters, for operators', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const base = '/api/v1/catalog-queries/';

  before(async () => {
    ({ service, api, close } = await servedService());
    await api.post(
      '/api/v1/content-metadata/',
      Array.from({ length: 8 }, (_, index) =>
        course(`C+${String(index)}`, { org: 'a', level_type: index < 2 ? 'x' : 'y' }),
      ),
    );
    for (const [title, content_filter] of [
      ['by key', { key: ['C+1', 'C+2'] }],
      ['all but one level', { org: 'a', level_type__not: 'y' }],
      ['with a misspelling', { org: 'a', level_typ: 'x', colour: 'blue' }],
      ['of words', { title: 'Item 1' }],
    ] as const) {
      const body = {
        title,
        enterprise_customer: uuidOf('a customer'),
        catalog_query_uuid: uuidOf(title),
        query_title: title,
        content_filter,
      };
      expect((await api.post('/api/v1/enterprise-catalogs/?unknown_keys=report', body)).status).to.equal(201);
    }
    await registerAll(service);
  });
  after(() => close());

  it('are listed with what they cost, page by page', async () => {
    const { entries: costs } = await walk<Cost>(api, `${base}costs/?page_size=2`);
    expect(costs.map(({ title }) => title)).to.deep.equal([
      'by key',
      'all but one level',
      'with a misspelling',
      'of words',
    ]);
    expect(costs[0]).to.deep.include({
      uuid: uuidOf('by key'),
      class: 'terms',
      extraction_result: 'complete',
      candidates: 2,
      matches: 2,
      verified_per_match: 0,
    });
    expect(costs[1]).to.deep.include({
      class: 'verified',
      extraction_result: 'complete',
      candidates: 8,
      matches: 2,
      verified_per_match: 4,
    });
    expectProblem(await api.get(`${base}costs/?page=3`), 404, 'not_found');
  });

  it('are listed by how the engine registered them', async () => {
    const titles = async (result: string): Promise<string[]> =>
      (await walk<Cost>(api, `${base}costs/?page_size=1&extraction_result=${result}`)).entries.map(
        ({ title }) => title,
      );
    expect(await titles('complete')).to.deep.equal(['by key', 'all but one level', 'with a misspelling']);
    expect(await titles('partial')).to.deep.equal(['of words']);
    expect(await titles('failed'), 'which no compiled filter is').to.deep.equal([]);
    // Registered past the service: a pattern is something that the engine cannot select by.
    const [row] = await sql<{ id: number; revision: number }>(
      service.stores,
      'SELECT id, revision FROM catalog_query WHERE title = ?',
      ['with a misspelling'],
    );
    const { opensearchUrl, indexPrefix } = service.stores.config;
    const planted = await fetch(`${opensearchUrl}/${indexPrefix}catalog-queries/_doc/${String(row?.id)}?refresh=true`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        stamp: packStamp(row?.id ?? 0, row?.revision ?? 0),
        query: { wildcard: { 'filter.key': { value: '*+1' } } },
      }),
    });
    expect(planted.ok, await planted.text()).to.equal(true);
    expect(await titles('failed')).to.deep.equal(['with a misspelling']);
    expect(await titles('complete')).to.deep.equal(['by key', 'all but one level']);
    expectProblem(await api.get(`${base}costs/?extraction_result=unknown`), 400, 'bad_request');
    expectProblem(await api.get(`${base}costs/?extraction_result=failed&page=2`), 404, 'not_found');
  });

  it('tell the versions that they had, as far as one follows', async () => {
    const query = uuidOf('by key');
    for (const key of ['C+3', 'C+4']) {
      const edit = { content_filter: { key: ['C+1', 'C+2', key] } };
      const edited = await api.ask('PUT', `${base}${query}/content-filter/`, { body: edit });
      expect(edited.status).to.equal(200);
    }
    const { entries, pages } = await walk<{ version: number }>(api, `${base}${query}/versions/?page_size=2`);
    expect([entries.map(({ version }) => version), pages]).to.deep.equal([[3, 2, 1], 2]);
    const whole = await api.get<{ next: string | null; results: object[] }>(`${base}${query}/versions/`);
    expect([whole.body.next, whole.body.results.length]).to.deep.equal([null, 3]);
    const { entries: older } = await walk<{ version: number }>(api, `${base}${query}/versions/?before=3&page_size=1`);
    expect(older.map(({ version }) => version)).to.deep.equal([2, 1]);
  });

  it('are listed with what was left out of them', async () => {
    const { entries: queries } = await walk<{ title: string; unknown: { name: string; code: string }[] }>(
      api,
      `${base}unknown-entries/?page_size=1`,
    );
    expect(queries.map(({ title, unknown }) => [title, unknown.map(({ name }) => name)])).to.deep.equal([
      ['with a misspelling', ['level_typ', 'colour']],
    ]);
  });

  it('have their cost told before they are stored', async () => {
    const cost = async (content_filter: object): Promise<unknown> =>
      (await api.post<{ cost: unknown }>(`${base}preview`, { content_filter })).body.cost;
    expect(await cost({ org: 'a', level_type__not: 'y' })).to.deep.equal({
      class: 'verified',
      clauses: 2,
      candidates: 8,
      verified_per_match: 4,
    });
    expect(await cost({ key: ['C+1', 'C+9'] })).to.deep.include({
      class: 'terms',
      candidates: 1,
      verified_per_match: 0,
    });
    expect(await cost({ title: 'nothing of the kind' })).to.deep.include({ class: 'words', verified_per_match: 0 });
  });
});
