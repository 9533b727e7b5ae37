import { expect } from 'chai';
import { Client, type CatalogBody } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { makeService, serve, sql, type TestService } from '../support/service.ts';
import { makeToken } from '../support/token.ts';

const base = '/api/v1/enterprise-catalogs/';
const count = 8;

/**
 * The platform keeps filters of its own. When one is edited there, its service user sends every catalog that uses it here, one after the
 * other, each with the new filter and the query's uuid.
 */
describe('the platform edits a query and sends each of its catalogs', () => {
  let service: TestService;
  let operator: Client;
  let close: () => Promise<void>;
  const customers = Array.from({ length: count }, (_, index) => uuidOf(`customer ${String(index)}`));
  const catalogs = customers.map((customer) => uuidOf(`catalog of ${customer}`));
  const query = uuidOf('the shared query');

  before(async () => {
    service = await makeService();
    const served = await serve(service);
    operator = new Client(served.url);
    close = served.close;
    await operator.post(
      '/api/v1/content-metadata/',
      ['Introductory', 'Intermediate', 'Advanced'].map((level_type) => course(`${level_type}+1`, { level_type })),
    );
    for (const [index, uuid] of catalogs.entries()) {
      const { status } = await operator.post(base, { uuid, ...sent(index, 'Introductory') });
      expect(status).to.equal(201);
    }
  });
  after(async () => {
    await close();
    await service.stop();
  });

  /** A catalog as the platform sends it. */
  function sent(index: number, level_type: string): object {
    return {
      title: `Catalog ${String(index)}`,
      enterprise_customer: customers[index],
      enterprise_customer_name: `Customer ${String(index)}`,
      content_filter: { content_type: 'course', level_type: [level_type] },
      enabled_course_modes: ['verified', 'audit'],
      publish_audit_enrollment_urls: 'true',
      catalog_query_uuid: query,
      query_title: 'The shared query',
      include_exec_ed_2u_courses: false,
    };
  }
  const put = (client: Client, index: number, level: string): Promise<{ status: number; body: CatalogBody }> =>
    client.ask<CatalogBody>('PUT', `${base}${catalogs[index] ?? ''}/`, { body: sent(index, level) });
  const queries = (): Promise<{ uuid: string; content_filter: string }[]> =>
    sql(service.stores, 'SELECT uuid, content_filter FROM catalog_query ORDER BY id');

  /** Everything that a customer's clients can ask about his catalog, as bytes. */
  async function seen(index: number): Promise<string> {
    const uuid = catalogs[index] ?? '';
    const reader = new Client(
      operator.url,
      makeToken({ username: `reader ${String(index)}`, roles: [`enterprise_admin:${customers[index] ?? ''}`] }),
    );
    const keys = ['Introductory+1', 'Intermediate+1', 'Advanced+1'];
    const named = keys.map((key) => `content_keys=${key}`).join('&');
    const answers = await Promise.all([
      reader.get(`${base}${uuid}/`),
      reader.get(`${base}?enterprise_customer=${customers[index] ?? ''}`),
      reader.get(`${base}${uuid}/get_content_metadata/?${named}`),
      reader.post(`${base}${uuid}/generate_diff/`, { content_keys: keys }),
      reader.get('/api/v1/catalog-queries/'),
      ...keys.map((key) => reader.get(`${base}${uuid}/contains_content_items/?course_run_ids=${key}`)),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 200));
    return JSON.stringify(answers.map(({ body }) => body));
  }

  it('ends with one query, of the same uuid, with the new filter', async () => {
    const before = await queries();
    const answers = [];
    for (const index of catalogs.keys()) {
      answers.push(await put(operator, index, 'Advanced'));
    }
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.catalog_query_uuid))).to.deep.equal(new Set([query]));
    // The first one edits it for all; the others find it as they want it.
    expect(answers.map(({ body }) => body.membership)).to.deep.equal([
      { state: 'committed', matched: 1, entered: 1, left: 1 },
      ...answers.slice(1).map(() => ({ state: 'committed', matched: 1, entered: 0, left: 0 })),
    ]);
    expect((await queries()).map(({ uuid }) => uuid)).to.deep.equal(before.map(({ uuid }) => uuid));
    expect((await queries()).find(({ uuid }) => uuid === query)?.content_filter).to.include('Advanced');
    for (const uuid of catalogs) {
      const keys = ['Introductory+1', 'Advanced+1'];
      const { body } = await operator.post<{ results: unknown }>('/api/v1/contains', {
        content_keys: keys,
        catalog_uuids: [uuid],
      });
      expect(body.results).to.deep.equal({ [uuid]: { 'Introductory+1': false, 'Advanced+1': true } });
    }
  });

  it('by one customer’s admin leaves the others’ answers byte for byte the same', async () => {
    const others = [...catalogs.keys()].slice(1);
    const before = await Promise.all(others.map(seen));
    const admin = new Client(
      operator.url,
      makeToken({ username: 'one admin', roles: [`enterprise_admin:${customers[0] ?? ''}`] }),
    );
    const { status, body } = await put(admin, 0, 'Intermediate');
    expect(status).to.equal(200);
    expect(body.catalog_query_uuid).to.not.equal(query);
    expect(body.membership).to.deep.include({ state: 'committed', matched: 1 });
    expect(await Promise.all(others.map(seen))).to.deep.equal(before);
    for (const index of others) {
      expect((await put(admin, index, 'Intermediate')).status, 'another customer’s').to.equal(403);
    }
    expect(await Promise.all(others.map(seen))).to.deep.equal(before);
    // The same again finds the query that it has made.
    const number = (await queries()).length;
    expect((await put(admin, 0, 'Intermediate')).body.catalog_query_uuid).to.equal(body.catalog_query_uuid);
    expect(await queries()).to.have.length(number);
  });
});
