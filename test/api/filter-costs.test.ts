import { expect } from 'chai';
import { expectProblem, type Client } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
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
  let api: Client;
  let close: () => Promise<void>;
  const base = '/api/v1/catalog-queries/';

  before(async () => {
    ({ api, close } = await servedService());
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
  });
  after(() => close());

  it('are listed with what they cost, page by page', async () => {
    const { entries: costs } = await walk<Cost>(api, `${base}costs/?page_size=2`);
    expect(costs.map(({ title }) => title)).to.deep.equal(['by key', 'all but one level', 'with a misspelling']);
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
      extraction_result: 'partial',
      candidates: 8,
      matches: 2,
      verified_per_match: 4,
    });
    expectProblem(await api.get(`${base}costs/?page=3`), 404, 'not_found');
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
