import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { Client, expectProblem } from '../support/client.ts';
import { course, run, uuidOf } from '../support/documents.ts';
import { makeService, serve, type TestService } from '../support/service.ts';
import { makeToken } from '../support/token.ts';

interface List<Row> {
  count: number;
  next: string | null;
  previous: string | null;
  results: Row[];
}
interface Customer {
  uuid: string;
  name: string | null;
  slug: string | null;
}
interface Holding {
  uuid: string;
  title: string;
  enterprise_customer: string;
  enterprise_customer_name: string | null;
}

const [north, south, west] = ['North Ltd', 'South Ltd', 'West Ltd'].map(uuidOf) as [string, string, string];

const queryOfHeld = uuidOf('query of Held+1');

/** What the search page asks besides searching. */
describe('customers, and the catalogs that contain an item', () => {
  let service: TestService;
  let url: string;
  let close: () => Promise<void>;

  before(async () => {
    service = await makeService();
    ({ url, close } = await serve(service));
    const api = new Client(url);
    await api.post('/api/v1/content-metadata/', [course('Held+1'), run('Held+1', '2026'), course('Held+2')]);
    await service.inclusion.importCustomers([{ uuid: west, name: 'West Ltd', slug: 'west', attributes: {} }]);
    for (const [title, customer, name] of [
      ['N', north, 'North Ltd'],
      ['S 1', south, 'South Ltd'],
      ['S 2', south, null],
    ]) {
      const made = await api.post('/api/v1/enterprise-catalogs/', {
        uuid: uuidOf(String(title)),
        title,
        enterprise_customer: customer,
        enterprise_customer_name: name,
        catalog_query_uuid: queryOfHeld,
        query_title: 'Held',
        content_filter: { key: 'Held+1' },
      });
      expect(made.status, JSON.stringify(made.body)).to.equal(201);
    }
  });
  after(async () => {
    await close();
    await service.stop();
  });

  const operator = (): Client => new Client(url);
  const learner = (...customers: string[]): Client =>
    new Client(url, makeToken({ username: 'l', roles: customers.map((uuid) => `enterprise_learner:${uuid}`) }));
  const names = async (api: Client, query = ''): Promise<(string | null)[]> => {
    const { status, body } = await api.get<List<Customer>>(`/api/v1/customers${query}`);
    expect(status).to.equal(200);
    return body.results.map(({ name }) => name);
  };
  const titles = async (api: Client, key: string, query = ''): Promise<string[]> => {
    const path = `/api/v1/content-metadata/${encodeURIComponent(key)}/catalogs${query}`;
    const { status, body } = await api.get<List<Holding>>(path);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body.results.map(({ title }) => title);
  };

  it('are listed by name, as far as one may see them', async () => {
    expect((await operator().get(`/api/v1/customers/`)).body).to.deep.equal({
      count: 3,
      next: null,
      previous: null,
      results: [
        { uuid: north, name: 'North Ltd', slug: null },
        { uuid: south, name: 'South Ltd', slug: null },
        { uuid: west, name: 'West Ltd', slug: 'west' },
      ],
    });
    expect(await names(learner(south, west))).to.deep.equal(['South Ltd', 'West Ltd']);
    expect(await names(learner(south), '?q=north')).to.deep.equal([]);
    expect(await names(learner())).to.deep.equal([]);
    expect(await names(operator(), `?q=${south.slice(0, 8)}`)).to.deep.equal(['South Ltd']);
    expect(await names(operator(), '?q=LTD&page_size=2')).to.deep.equal(['North Ltd', 'South Ltd']);
  });

  it('come in pages that know of each other', async () => {
    const first = (await operator().get<List<Customer>>('/api/v1/customers?page_size=2&q=ltd')).body;
    expect(first).to.deep.include({
      count: 3,
      previous: null,
      next: `${url}/api/v1/customers?page_size=2&q=ltd&page=2`,
    });
    expect(await names(operator(), (first.next ?? '').slice(`${url}/api/v1/customers`.length))).to.deep.equal([
      'West Ltd',
    ]);
    expectProblem(await operator().get('/api/v1/customers?page=2'), 404, 'not_found');
    expectProblem(await operator().get('/api/v1/customers?page_size=x'), 400, 'bad_request');
    expectProblem(await operator().get(`/api/v1/customers?q=${'a'.repeat(256)}`), 400, 'bad_request');
  });

  it('contain an item, a run of it, or its course', async () => {
    for (const key of [
      'Held+1',
      'course-v1:Held+1+2026',
      uuidOf('Held+1'),
      uuidOf('course-v1:Held+1+2026').toUpperCase(),
    ]) {
      expect(await titles(operator(), key), key).to.deep.equal(['N', 'S 1', 'S 2']);
    }
    expect(await titles(operator(), 'Held+2')).to.deep.equal([]);
    const { body } = await operator().get<List<Holding>>('/api/v1/content-metadata/Held+1/catalogs?page_size=1&page=3');
    expect(body).to.deep.include({
      count: 3,
      next: null,
      results: [
        {
          uuid: uuidOf('S 2'),
          title: 'S 2',
          enterprise_customer: south,
          enterprise_customer_name: 'South Ltd',
          catalog_query: { uuid: queryOfHeld, title: 'Held', held: false },
        },
      ],
      removed: false,
    });
  });

  it('are told to those who may see the customer', async () => {
    expect(await titles(learner(north), 'Held+1')).to.deep.equal(['N']);
    expect(await titles(learner(west), 'Held+1')).to.deep.equal([]);
    expect(await titles(learner(north, south), 'Held+1', `?customer=${south}`)).to.deep.equal(['S 1', 'S 2']);
    expect(await titles(learner(north), 'Held+1', `?customer=${south}`), 'as if it had none').to.deep.equal([]);
    expect(await titles(operator(), 'Held+1', `?customer=${south.toUpperCase()}`)).to.deep.equal(['S 1', 'S 2']);
    expectProblem(await operator().get('/api/v1/content-metadata/Held+1/catalogs?customer=x'), 400, 'bad_request');
  });

  it('follow one after another, as the links lead', async () => {
    const found: string[] = [];
    let path: string | null = '/api/v1/content-metadata/Held+1/catalogs?page_size=1';
    while (path !== null) {
      const page: List<Holding> = (await operator().get<List<Holding>>(path)).body;
      expect(page.count).to.equal(3);
      found.push(...page.results.map(({ title }) => title));
      path = page.next?.slice(url.length) ?? null;
      expect(path === null || path.includes('cursor='), 'by cursor').to.equal(true);
    }
    expect(found).to.deep.equal(['N', 'S 1', 'S 2']);
    for (const cursor of ['e30', 'no-json', '5']) {
      const wrong = await operator().get(`/api/v1/content-metadata/Held+1/catalogs?cursor=${cursor}`);
      expectProblem(wrong, 400, 'bad_request');
    }
  });

  it('come with their query for who administers them, and those of no catalog for operators', async () => {
    const text = JSON.stringify({ content_type: 'course', key: ['Held+1', 'Held+2'] });
    const lonely = uuidOf('query of no catalog');
    await service.inclusion.importQueries([{ uuid: lonely, title: 'Lonely', filter: { text, node: parseJson(text) } }]);
    while (await service.worker.drainOnce()) {
      // until it is decided
    }
    type Body = List<Holding & { catalog_query?: object }> & { queries_without_catalogs?: object };
    const of = async (api: Client, query = ''): Promise<Body> =>
      (await api.get<Body>(`/api/v1/content-metadata/Held+1/catalogs${query}`)).body;
    const unused = { count: 1, results: [{ uuid: lonely, title: 'Lonely', held: false }] };
    expect((await of(operator())).queries_without_catalogs).to.deep.equal(unused);
    expect((await of(operator(), '?page_size=1&page=2')).queries_without_catalogs, 'once').to.equal(undefined);
    expect((await of(operator(), `?customer=${north}`)).queries_without_catalogs).to.equal(undefined);
    const admin = new Client(
      url,
      makeToken({ roles: [`enterprise_catalog_admin:${south}`, `enterprise_learner:${north}`] }),
    );
    const seen = await of(admin);
    expect(seen.queries_without_catalogs).to.equal(undefined);
    expect(seen.results.map(({ title, catalog_query: query }) => [title, query])).to.deep.equal([
      ['N', undefined],
      ['S 1', { uuid: queryOfHeld, title: 'Held', held: false }],
      ['S 2', { uuid: queryOfHeld, title: 'Held', held: false }],
    ]);
    const etag = (await operator().get('/api/v1/content-metadata/Held+1/catalogs')).headers.get('etag') ?? '';
    const again = await operator().ask('GET', '/api/v1/content-metadata/Held+1/catalogs', {
      headers: { 'If-None-Match': etag },
    });
    expect([etag === '', again.status]).to.deep.equal([false, 304]);
  });

  it('are not there for content that is not there', async () => {
    expectProblem(await operator().get('/api/v1/content-metadata/No%2BSuch/catalogs'), 404, 'not_found');
    expectProblem(await learner(north).get(`/api/v1/content-metadata/${uuidOf('none')}/catalogs`), 404, 'not_found');
    expectProblem(await operator().get('/api/v1/content-metadata/Held+1/catalogs?page=4'), 404, 'not_found');
  });
});
