import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { expectProblem, type CatalogBody, type Client } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { sql, type TestService } from '../support/service.ts';

const base = '/api/v1/enterprise-catalogs/';

describe('a catalog through the API', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    ({ service, api, close } = await servedService());
    await api.post('/api/v1/content-metadata/', [course('Cat+1'), course('Cat+2')]);
  });
  after(() => close());

  /** What the learning management system sends for a catalog of its own. */
  const body = (members: object = {}): Record<string, unknown> & { uuid: string; content_filter: object } => ({
    uuid: randomUUID(),
    title: 'A catalog',
    enterprise_customer: uuidOf('the customer'),
    enterprise_customer_name: 'Some Name',
    content_filter: { content_type: 'course', key: ['Cat+1', randomUUID()] },
    enabled_course_modes: ['verified', 'audit'],
    publish_audit_enrollment_urls: 'false',
    include_exec_ed_2u_courses: false,
    ...members,
  });
  const shape = [
    'uuid',
    'title',
    'enterprise_customer',
    'catalog_query_uuid',
    'content_last_modified',
    'catalog_modified',
    'query_title',
  ];
  const row = async (uuid: string): Promise<Record<string, unknown> | undefined> =>
    (await sql<Record<string, unknown>>(service.stores, 'SELECT * FROM enterprise_catalog WHERE uuid = ?', [uuid]))[0];

  it('is created, and read as it was answered', async () => {
    const sent = body({ query_title: 'Its query' });
    const created = await api.post<CatalogBody>(base, sent);
    expect(created.status).to.equal(201);
    expect(created.body).to.have.all.keys(...shape, 'membership', 'corrections');
    expect(created.body).to.deep.include({
      uuid: sent.uuid,
      title: 'A catalog',
      enterprise_customer: uuidOf('the customer'),
      query_title: 'Its query',
      membership: { state: 'committed', matched: 1, entered: 1, left: 0 },
      corrections: [],
    });
    expect(new Date(created.body.catalog_modified).toISOString()).to.equal(created.body.catalog_modified);
    expect(new Date(String(created.body.content_last_modified)).toISOString()).to.equal(
      created.body.content_last_modified,
    );

    const read = await api.get<CatalogBody>(`${base}${sent.uuid}/`);
    expect(read.status).to.equal(200);
    expect(read.body).to.have.all.keys(...shape);
    expect(created.body).to.deep.include(read.body);
    expect(await row(sent.uuid)).to.include({
      enterprise_name: 'Some Name',
      enabled_course_modes: '["verified","audit"]',
      publish_audit_enrollment_urls: 0,
    });
  });

  it('gets a uuid when it brings none, and the usual modes when it names none', async () => {
    const created = await api.post<CatalogBody>(base, {
      title: 'Bare',
      enterprise_customer: uuidOf('the customer'),
      content_filter: { key: randomUUID() },
    });
    expect(created.status).to.equal(201);
    expect(created.body.uuid).to.match(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(created.body).to.include({ content_last_modified: null, query_title: null });
    expect(created.body.membership).to.deep.equal({ state: 'committed', matched: 0, entered: 0, left: 0 });
    expect(await row(created.body.uuid)).to.include({
      enterprise_name: null,
      enabled_course_modes: '["verified","professional","no-id-professional","audit","honor"]',
      publish_audit_enrollment_urls: 0,
    });
  });

  it('is found by its uuid in either case', async () => {
    const sent = body({ uuid: randomUUID().toUpperCase(), enterprise_customer: uuidOf('in capitals').toUpperCase() });
    const created = await api.post<CatalogBody>(base, sent);
    expect(created.body.uuid).to.equal(sent.uuid.toLowerCase());
    expect(created.body.enterprise_customer).to.equal(uuidOf('in capitals'));
    expect((await api.get<CatalogBody>(base + sent.uuid)).body.uuid).to.equal(sent.uuid.toLowerCase());
    expectProblem(await api.post(base, { ...sent, uuid: sent.uuid.toLowerCase() }), 409, 'conflict');
  });

  it('refuses a uuid that is taken, and leaves the catalog as it was', async () => {
    const sent = body();
    await api.post(base, sent);
    const before = await row(sent.uuid);
    const again = await api.post(base, body({ uuid: sent.uuid, title: 'Another', content_filter: { key: 'Cat+2' } }));
    expect(expectProblem(again, 409, 'conflict').detail).to.include(sent.uuid);
    expect(await row(sent.uuid)).to.deep.equal(before);
    const queries = await sql(service.stores, `SELECT 1 FROM catalog_query WHERE content_filter = '{"key":"Cat+2"}'`);
    expect(queries).to.have.length(0);
  });

  it('lists all that is missing at once', async () => {
    const problem = expectProblem(await api.post(base, {}), 400, 'bad_request');
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).to.deep.equal([
      '/catalog_query_uuid',
      '/content_filter',
      '/enterprise_customer',
      '/title',
    ]);
    for (const { code, detail } of problem.errors ?? []) {
      expect(code).to.equal('required');
      expect(detail).to.be.a('string').and.not.equal('');
    }
    const replaced = await api.ask('PUT', `${base}${randomUUID()}/`, { body: { enterprise_customer_name: 'x' } });
    const missing = expectProblem(replaced, 400, 'bad_request')
      .errors?.map(({ pointer }) => pointer)
      .sort();
    expect(missing).to.deep.equal(['/catalog_query_uuid', '/content_filter', '/title']);
  });

  it('points at every member that is wrong at once', async () => {
    const wrong = {
      uuid: 'none',
      title: '   ',
      enterprise_customer: 7,
      enterprise_customer_name: 'n'.repeat(256),
      enabled_course_modes: 'verified',
      publish_audit_enrollment_urls: 'perhaps',
      content_filter: [],
      catalog_query_uuid: 'q',
      query_title: 1,
    };
    const problem = expectProblem(await api.post(base, wrong), 400, 'bad_request');
    expect([...new Set(problem.errors?.map(({ pointer }) => pointer))].sort()).to.deep.equal(
      Object.keys(wrong)
        .map((name) => `/${name}`)
        .sort(),
    );
    for (const value of [[], 'text', 1, null]) {
      expectProblem(await api.post(base, value), 400, 'bad_request');
    }
  });

  for (const [sent, stored] of [
    ['true', 1],
    ['True', 1],
    [true, 1],
    ['false', 0],
    ['False', 0],
    [false, 0],
  ] as const) {
    it(`reads publish_audit_enrollment_urls ${JSON.stringify(sent)}`, async () => {
      const one = body({ publish_audit_enrollment_urls: sent });
      expect((await api.post(base, one)).status).to.equal(201);
      expect((await row(one.uuid))?.['publish_audit_enrollment_urls']).to.equal(stored);
    });
  }

  it('is replaced by PUT and changed in part by PATCH', async () => {
    const sent = body({ publish_audit_enrollment_urls: true });
    const created = await api.post<CatalogBody>(base, sent);
    const patched = await api.ask<CatalogBody>('PATCH', `${base}${sent.uuid}/`, { body: { title: 'Patched' } });
    expect(patched.status).to.equal(200);
    expect(patched.body).to.have.all.keys(...shape);
    expect(patched.body).to.include({ title: 'Patched', catalog_query_uuid: created.body.catalog_query_uuid });
    expect(await row(sent.uuid)).to.include({ enterprise_name: 'Some Name', publish_audit_enrollment_urls: 1 });

    const put = await api.ask<CatalogBody>('PUT', `${base}${sent.uuid}/`, {
      body: { ...sent, title: 'Put', enterprise_customer: uuidOf('another'), enterprise_customer_name: 'New' },
    });
    expect(put.status).to.equal(200);
    expect(put.body).to.include({ title: 'Put', enterprise_customer: uuidOf('another') });
    expect(put.body.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 0, left: 0 });
    expect(await row(sent.uuid)).to.include({ enterprise_name: 'New', publish_audit_enrollment_urls: 1 });

    const emptied = await api.ask('PATCH', `${base}${sent.uuid}/`, { body: { enterprise_customer_name: null } });
    expect(emptied.status).to.equal(200);
    expect((await row(sent.uuid))?.['enterprise_name']).to.equal(null);
  });

  it('keeps its uuid when a change names another one', async () => {
    const sent = body();
    await api.post(base, sent);
    const other = randomUUID();
    const patched = await api.ask<CatalogBody>('PATCH', `${base}${sent.uuid}/`, { body: { uuid: other, title: 'T' } });
    expect(patched.body.uuid).to.equal(sent.uuid);
    expectProblem(await api.get(base + other), 404, 'not_found');
  });

  it('writes nothing when a change changes nothing', async () => {
    const sent = body();
    await api.post(base, sent);
    const before = await row(sent.uuid);
    expect((await api.ask('PUT', `${base}${sent.uuid}/`, { body: sent })).status).to.equal(200);
    expect((await api.ask('PATCH', `${base}${sent.uuid}/`, { body: {} })).status).to.equal(200);
    expect(await row(sent.uuid)).to.deep.equal(before);
  });

  it('is deleted once; its query stays for those who share it', async () => {
    const sent = body();
    const created = await api.post<CatalogBody>(base, sent);
    const deleted = await api.ask('DELETE', `${base}${sent.uuid}/`);
    expect([deleted.status, deleted.body]).to.deep.equal([204, null]);
    expectProblem(await api.ask('DELETE', `${base}${sent.uuid}/`), 404, 'not_found');
    expectProblem(await api.get(base + sent.uuid), 404, 'not_found');
    const uuid = created.body.catalog_query_uuid;
    expect(await sql(service.stores, 'SELECT 1 FROM catalog_query WHERE uuid = ?', [uuid])).to.have.length(1);
  });

  it('is not there: an unknown uuid and one that is none', async () => {
    for (const name of ['00000000-0000-4000-8000-000000000000', 'none', '123', `${randomUUID()}0`]) {
      for (const method of ['GET', 'DELETE']) {
        expectProblem(await api.ask(method, `${base}${name}/`), 404, 'not_found');
      }
      expectProblem(await api.ask('PUT', `${base}${name}/`, { body: body() }), 404, 'not_found');
      expectProblem(await api.ask('PATCH', `${base}${name}/`, { body: { title: 'x' } }), 404, 'not_found');
    }
  });
});
