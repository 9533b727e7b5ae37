import { expect } from 'chai';
import { Client, expectProblem } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { makeService, serve, type TestService } from '../support/service.ts';
import { makeToken } from '../support/token.ts';
import { author, operator } from '../support/writers.ts';

interface Page<Result> {
  count: number;
  next: string | null;
  results: Result[];
}
interface HeldItem {
  content_key: string;
  content_type: string;
  since: string;
  cause: string;
  removed: boolean;
}

/** 60 courses of a customer's catalog are removed or changed at once, which nobody asked for: the guardrail holds all of them. */
describe('memberships that are held back', function () {
  this.timeout(60_000);
  let service: TestService;
  let api: Client;
  let url: string;
  let close: () => Promise<void>;
  const [own, other] = [uuidOf('held own'), uuidOf('held other')];
  const names = ['alone', 'shared', 'another'] as const;
  type Name = (typeof names)[number];
  const catalogOf = (name: string): string => uuidOf(`held catalog ${name}`);
  const queryOf = (name: Name): string => uuidOf(`held query ${name}`);
  const keys = (name: Name): string[] => Array.from({ length: 51 }, (_, index) => `${name}+${String(index)}`);
  const admin = (...customers: string[]): Client =>
    new Client(url, makeToken({ roles: customers.map((customer) => `enterprise_catalog_admin:${customer}`) }));
  const list = async <Result>(client: Client, path: string): Promise<Page<Result>> => {
    const { status, body } = await client.get<Page<Result>>(path);
    expect(status, path).to.equal(200);
    return body;
  };
  /** All pages, as `next` leads from one to the other. */
  const follow = async <Result>(client: Client, path: string): Promise<Result[]> => {
    const results: Result[] = [];
    for (let at: string | null = path; at !== null;) {
      const page: Page<Result> = await list(client, at.replace(url, ''));
      results.push(...page.results);
      at = page.next;
    }
    return results;
  };

  before(async () => {
    service = await makeService();
    ({ url, close } = await serve(service));
    api = new Client(url);
    for (const name of names) {
      const levels = { level_type: `level ${name}` };
      await api.post(
        '/api/v1/content-metadata/',
        keys(name).map((key) => course(key, levels)),
      );
      for (const customer of name === 'shared' ? [own, other] : [name === 'alone' ? own : other]) {
        const made = await api.post('/api/v1/enterprise-catalogs/', {
          uuid: catalogOf(`${name} of ${customer}`),
          title: name,
          enterprise_customer: customer,
          catalog_query_uuid: queryOf(name),
          content_filter: { content_type: 'course', ...levels },
        });
        expect(made.status).to.equal(201);
      }
    }
    for (const name of names.slice(1)) {
      await api.post(
        '/api/v1/content-metadata/',
        keys(name).map((key) => course(key, { level_type: 'elsewhere' })),
      );
    }
    await service.inclusion.decideItems(await service.replication.remove(keys('alone'), author));
  });
  after(async () => {
    await close();
    await service.stop();
  });

  it('are listed item by item, with what would have removed them', async () => {
    const removed = await list<HeldItem>(api, `/api/v1/catalog-queries/${queryOf('alone')}/held/`);
    expect(removed.count).to.equal(51);
    expect(removed.results.map(({ content_key }) => content_key)).to.deep.equal(keys('alone'));
    expect(removed.results[0]).to.deep.include({ content_type: 'course', cause: 'item', removed: true });
    const changed = await follow<HeldItem>(api, `/api/v1/catalog-queries/${queryOf('shared')}/held/?page_size=20`);
    expect(changed.map(({ content_key }) => content_key)).to.deep.equal(keys('shared'));
    expect(changed[50]).to.deep.include({ cause: 'item', removed: false });
    expectProblem(await api.get(`/api/v1/catalog-queries/${uuidOf('none')}/held/`), 404, 'not_found');
    expectProblem(await api.get(`/api/v1/catalog-queries/${queryOf('alone')}/held/?page=2`), 404, 'not_found');
  });

  it('are listed query by query, those held longest first', async () => {
    const whole = await list<{ catalog_query_uuid: string; held: number; members: number }>(
      api,
      '/api/v1/held-memberships/',
    );
    expect([whole.count, whole.next]).to.deep.equal([3, null]);
    expect(
      whole.results.map(({ catalog_query_uuid, held, members }) => [catalog_query_uuid, held, members]),
    ).to.deep.equal([queryOf('shared'), queryOf('another'), queryOf('alone')].map((uuid) => [uuid, 51, 51]));
    expect(await follow(api, '/api/v1/held-memberships/?page_size=1')).to.deep.equal(whole.results);
    const numbered = await list(api, '/api/v1/held-memberships/?page_size=1&page=3');
    expect(numbered.results).to.deep.equal(whole.results.slice(2));
    expectProblem(await api.get('/api/v1/held-memberships/?cursor=e30'), 400, 'bad_request');
    expectProblem(await api.get('/api/v1/held-memberships/?cursor=nothing'), 400, 'bad_request');
    expectProblem(await api.get('/api/v1/held-memberships/?page=2'), 404, 'not_found');
  });

  it('are shown to those who may decide them, and to nobody else', async () => {
    const queries = async (client: Client): Promise<string[]> =>
      (await list<{ catalog_query_uuid: string }>(client, '/api/v1/held-memberships/')).results.map(
        ({ catalog_query_uuid }) => catalog_query_uuid,
      );
    expect(await queries(admin(own))).to.deep.equal([queryOf('alone')]);
    expect(await queries(admin(other))).to.deep.equal([queryOf('another')]);
    expect(await queries(admin(own, other))).to.have.length(3);
    expect(await queries(admin(uuidOf('nobody')))).to.deep.equal([]);
    for (const name of names) {
      const [items, dropped] = [
        await admin(own).get(`/api/v1/catalog-queries/${queryOf(name)}/held/`),
        // Nothing is dropped where he may: that is the next test's.
        name === 'alone' ? undefined : await admin(own).post(`/api/v1/catalog-queries/${queryOf(name)}/held/drop/`, {}),
      ];
      expect(items.status, name).to.equal(name === 'alone' ? 200 : 403);
      expect(dropped?.status ?? 403, name).to.equal(403);
    }
    expectProblem(await admin(own).get(`/api/v1/catalog-queries/${uuidOf('none')}/held/`), 403, 'forbidden');
  });

  it('of removed items are explained, and tell their catalogs, while they are held', async () => {
    const [key] = keys('alone');
    const catalog = catalogOf(`alone of ${own}`);
    const paths = [
      `/api/v1/enterprise-catalogs/${catalog}/explain/${String(key)}`,
      `/api/v1/content-metadata/${String(key)}/catalogs`,
    ] as const;
    const contained = await api.get<{ contains_content_items: boolean }>(
      `/api/v1/enterprise-catalogs/${catalog}/contains_content_items/?course_run_ids=${encodeURIComponent(String(key))}`,
    );
    expect(contained.body.contains_content_items, 'until somebody decides').to.equal(true);
    const explained = await api.get<Record<string, unknown>>(paths[0]);
    expect(explained.body).to.deep.include({
      content_key: key,
      removed: true,
      contained: true,
      held: true,
      pending: [],
    });
    expect(explained.body['filter']).to.deep.include({ holds: false, hidden: true });
    const holding = await api.get<Page<Record<string, unknown>> & { removed: boolean }>(paths[1]);
    expect(holding.body.removed).to.equal(true);
    expect(holding.body.results).to.deep.equal([
      {
        uuid: catalog,
        title: 'alone',
        enterprise_customer: own,
        enterprise_customer_name: null,
        catalog_query: { uuid: queryOf('alone'), title: null, held: true },
      },
    ]);
    // It is in none of his.
    expectProblem(await admin(other).get(paths[1]), 404, 'not_found');
    const elsewhere = `/api/v1/enterprise-catalogs/${catalogOf(`another of ${other}`)}/explain/${String(key)}`;
    expectProblem(await api.get(elsewhere), 404, 'not_found');
    expect(await service.inclusion.resolveHeld(queryOf('alone'), 'confirm', operator)).to.equal(51);
    for (const path of paths) {
      expectProblem(await api.get(path), 404, 'not_found');
    }
  });
});
