import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { Client, expectProblem, type Answer, type CatalogBody } from '../support/client.ts';
import { course, listed, uuidOf } from '../support/documents.ts';
import { makeService, serve, type TestService } from '../support/service.ts';
import { catalogue } from './catalogue.ts';
import { author } from '../support/writers.ts';

interface Found {
  count: number;
  results: { content_key: string }[];
  facets: Record<string, Record<string, number>>;
}

const customer = uuidOf('the customer');
const catalogs = {
  easy: { customer, content_filter: { content_type: 'course', level_type: 'Introductory' } },
  cities: { customer, content_filter: { key: 'Find+5' } },
  programs: { customer: uuidOf('another customer'), content_filter: { content_type: 'program' } },
  runs: { customer: uuidOf('a third customer'), content_filter: { content_type: 'courserun' } },
};

describe('search within catalogs', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  const create = async (name: string, members: object): Promise<CatalogBody> => {
    const created = await api.post<CatalogBody>('/api/v1/enterprise-catalogs/', {
      uuid: uuidOf(name),
      title: name,
      enterprise_customer: customer,
      ...members,
    });
    expect(created.status, JSON.stringify(created.body)).to.equal(201);
    return created.body;
  };

  before(async () => {
    service = await makeService();
    const served = await serve(service);
    api = new Client(served.url);
    close = served.close;
    // Nothing becomes visible by the engine's own clock: what is found at once was made visible by the writer.
    const settings = await fetch(
      `${service.stores.config.opensearchUrl}/${service.stores.config.indexPrefix}*/_settings`,
      {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ index: { refresh_interval: '-1' } }),
      },
    );
    expect(settings.status).to.equal(200);
    await api.post('/api/v1/content-metadata/?refresh=true', Object.values(catalogue));
    for (const [name, { customer: enterprise_customer, content_filter }] of Object.entries(catalogs)) {
      await create(name, { enterprise_customer, content_filter });
    }
  });
  after(async () => {
    await close();
    await service.stop();
  });

  const search = (query: Record<string, string>): Promise<Answer<Found>> =>
    api.get<Found>(`/api/v1/search?${new URLSearchParams(query).toString()}`);
  const keys = async (query: Record<string, string>): Promise<string[]> => {
    const { status, body } = await search(query);
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.count).to.equal(body.results.length);
    return body.results.map(({ content_key }) => content_key).sort();
  };

  it('finds what is in the catalog and nothing else, also in its facets', async () => {
    expect(await keys({ catalog: uuidOf('easy') })).to.deep.equal(['Find+1', 'Find+3']);
    expect(await keys({ catalog: uuidOf('easy').toUpperCase(), q: 'data' })).to.deep.equal(['Find+1']);
    expect(await keys({ catalog: uuidOf('easy'), q: 'biologia' })).to.deep.equal([]);
    expect(await keys({ catalog: uuidOf('easy'), partners: 'South College' })).to.deep.equal(['Find+3']);
    const { body } = await search({ catalog: uuidOf('easy'), level_type: 'Advanced' });
    expect(body.count).to.equal(0);
    expect(body.facets['level_type']).to.deep.equal({ Introductory: 2 });
  });

  it('finds what is in any of the customer’s catalogs, and nothing of another customer’s', async () => {
    expect(await keys({ customer })).to.deep.equal(['Find+1', 'Find+3', 'Find+5']);
    expect(await keys({ customer: uuidOf('another customer') })).to.deep.equal([uuidOf('Data program')]);
    expect(await keys({ customer: customer.toUpperCase(), q: 'plotting' })).to.deep.equal(['Find+1']);
  });

  it('finds nothing for a customer without catalogs, and says 404 to an unknown catalog', async () => {
    const { status, body } = await search({ customer: uuidOf('nobody') });
    expect(status).to.equal(200);
    expect(body).to.deep.include({ count: 0, num_pages: 1, results: [] });
    expect(body.facets['level_type']).to.deep.equal({});
    expectProblem(await search({ catalog: uuidOf('nobody') }), 404, 'not_found');
  });

  it('finds nothing in a catalog whose filter matches nothing', async () => {
    await create('nothing', { content_filter: { key: 'No+Such' } });
    expect(await keys({ catalog: uuidOf('nothing') })).to.deep.equal([]);
  });

  it('refuses what is no uuid, and both at once', async () => {
    for (const query of [
      { catalog: 'none' },
      { customer: '' },
      { catalog: '' },
      { catalog: uuidOf('easy'), customer },
    ]) {
      expectProblem(await search(query), 400, 'bad_request');
    }
  });

  it('shows the courses of a catalog of runs, and the runs only when they are asked for', async () => {
    expect(await keys({ catalog: uuidOf('runs') })).to.deep.equal(['Find+1']);
    expect(await keys({ catalog: uuidOf('runs'), content_type: 'courserun' })).to.deep.equal(['course-v1:Find+1+2026']);
  });

  it('follows a filter, an item and a catalog at once', async () => {
    const { catalog_query_uuid } = await create('moving', { content_filter: { key: 'Find+2' } });
    const moving = { catalog: uuidOf('moving') };
    expect(await keys(moving)).to.deep.equal(['Find+2']);
    const path = `/api/v1/enterprise-catalogs/${uuidOf('moving')}/`;
    await api.ask('PATCH', path, { body: { catalog_query_uuid, content_filter: { level_type: 'Intermediate' } } });
    expect(await keys(moving)).to.deep.equal(['Find+4']);
    await api.post('/api/v1/content-metadata/?refresh=true', listed(course('Find+6', { level_type: 'Intermediate' })));
    expect(await keys(moving)).to.deep.equal(['Find+4', 'Find+6']);
    await api.post('/api/v1/content-metadata/?refresh=true', listed(course('Find+6', { level_type: 'Advanced' })));
    expect(await keys(moving)).to.deep.equal(['Find+4']);
    await api.post('/api/v1/content-metadata/?refresh=true', listed(course('Find+6', { level_type: 'Intermediate' })));
    await service.inclusion.decideItems(await service.replication.remove(['Find+6'], author));
    await service.search.refresh();
    expect(await keys(moving)).to.deep.equal(['Find+4']);
    await api.ask('DELETE', path);
    expectProblem(await search(moving), 404, 'not_found');
  });

  it('looks through all the catalogs of a customer who has very many', async () => {
    const large = uuidOf('a large customer');
    const numbers = Array.from({ length: 250 }, (_, number) => String(number));
    await service.inclusion.importQueries(
      numbers.map((number) => {
        const text = JSON.stringify({
          key__in: ['Find+5', `Nobody+${number}`],
          level_type: ['Advanced', `Level ${number}`],
          language__exclude: `Language ${number}`,
          end__gte: '2030-01-01',
          org__exclude: [`Org${number}`],
        });
        return { uuid: uuidOf(`query ${number}`), title: null, filter: { text, node: parseJson(text) } };
      }),
    );
    await service.inclusion.importCatalogs(
      numbers.map((number) => ({
        uuid: uuidOf(`catalog ${number}`),
        title: number,
        enterpriseUuid: large,
        enterpriseName: null,
        queryUuid: uuidOf(`query ${number}`),
      })),
    );
    expect(await keys({ customer: large })).to.deep.equal(['Find+5']);
    const words = Array.from({ length: 32 }, (_, index) => `w${String(index)}`).join(' ');
    for (const q of ['python', words]) {
      expect(await keys({ customer: large, q }), q).to.deep.equal([]);
    }
    expect(await keys({ customer: large, q: 'studying cities' })).to.deep.equal(['Find+5']);
  });

  it('shows an item whose search fields the engine refuses nowhere, and its membership stays right', async () => {
    const odd = listed(course('Find+7', { title: 'Oddity', level_type: 'Beginner', recent_enrollment_count: 1e300 }));
    const stored = await api.post<{ results: { membership: string }[] }>('/api/v1/content-metadata/?refresh=true', odd);
    expect(stored.body.results[0]?.membership).to.equal('committed');
    const { membership } = await create('odd', { content_filter: { level_type: 'Beginner' } });
    expect(membership).to.deep.equal({ state: 'committed', matched: 1, entered: 1, left: 0 });
    expect(await keys({ catalog: uuidOf('odd') })).to.deep.equal([]);
    expect(await keys({}))
      .to.include('Find+1')
      .and.to.not.include('Find+7');
    await api.post('/api/v1/content-metadata/?refresh=true', { ...odd, recent_enrollment_count: 1 });
    expect(await keys({ catalog: uuidOf('odd') })).to.deep.equal(['Find+7']);
  });
});
