import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Client, expectProblem, type CatalogBody } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { makeService, serve, type TestService } from '../support/service.ts';

describe('every route', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const key = 'HTTP+1';
  const catalog = randomUUID();
  const customer = randomUUID();

  before(async () => {
    service = await makeService();
    const served = await serve(service);
    api = new Client(served.url);
    close = served.close;
    await api.post('/api/v1/content-metadata/', course(key));
    const created = await api.post('/api/v1/enterprise-catalogs/', {
      uuid: catalog,
      title: 'Every route',
      enterprise_customer: customer,
      content_filter: { key },
    });
    expect(created.status).to.equal(201);
  });
  after(async () => {
    await close();
    await service.stop();
  });

  const readable = [
    '/health/live',
    '/health/ready',
    '/health',
    '/metrics',
    '/api/v1/enterprise-catalogs',
    `/api/v1/enterprise-catalogs/${catalog}`,
    `/api/v1/enterprise-catalogs/${catalog}/contains_content_items?course_run_ids=${key}`,
    `/api/v1/enterprise-customer/${customer}/contains_content_items?course_run_ids=${key}`,
    `/api/v1/content-metadata/${key}`,
    '/api/v1/search',
  ];
  const withSlash = (path: string): string => path.replace(/(\?|$)/, '/$1');
  /** What stays from one request to another: measurements and the names of searches do not. */
  const lasting = (body: unknown): string => JSON.stringify(body).replace(/"milliseconds":\d+|"query_id":"\w+"/g, '');

  for (const path of readable) {
    it(`answers ${path.replace(/[0-9a-f-]{36}/g, '{uuid}')} with and without the trailing slash`, async () => {
      const without = await api.get(path);
      const slashed = await api.get(withSlash(path));
      expect(without.status, JSON.stringify(without.body)).to.equal(200);
      expect(slashed.status).to.equal(200);
      expect(slashed.headers.get('content-type')).to.equal(without.headers.get('content-type'));
      if (!path.includes('metrics')) {
        expect(lasting(slashed.body)).to.equal(lasting(without.body));
      }
    });

    it(`answers HEAD ${path.replace(/[0-9a-f-]{36}/g, '{uuid}')} like GET, without a body`, async () => {
      const head = await api.ask('HEAD', path);
      expect(head.status).to.equal(200);
      expect(head.body).to.equal(null);
      expect(head.headers.get('content-type')).to.equal((await api.get(path)).headers.get('content-type'));
    });
  }

  it('writes with and without the trailing slash', async () => {
    for (const slash of ['', '/']) {
      const uuid = randomUUID();
      const base = `/api/v1/enterprise-catalogs`;
      const body = { uuid, title: 'Slash', enterprise_customer: customer, content_filter: { key: 'HTTP+2' } };
      expect((await api.post(base + slash, body)).status).to.equal(201);
      expect((await api.ask('PUT', `${base}/${uuid}${slash}`, { body })).status).to.equal(200);
      const patched = await api.ask<CatalogBody>('PATCH', `${base}/${uuid}${slash}`, { body: { title: 'Other' } });
      expect(patched.status).to.equal(200);
      expect(patched.body.title).to.equal('Other');
      expect((await api.ask('DELETE', `${base}/${uuid}${slash}`)).status).to.equal(204);
      expect((await api.post(`/api/v1/content-metadata${slash}`, course(key))).status).to.equal(200);
    }
  });

  it('answers an address that it does not know with 404', async () => {
    for (const path of [
      '/',
      '/api',
      '/api/v1',
      '/api/v3/search',
      '/api/v1/enterprise-catalogs/a/b/c',
      '/favicon.ico',
    ]) {
      const problem = expectProblem(await api.get(path), 404, 'not_found');
      expect(problem.instance).to.equal(path);
    }
    expectProblem(await api.post('/api/v1/nothing', {}), 404, 'not_found');
    expect((await api.ask('OPTIONS', '/api/v1/nothing')).status).to.equal(404);
  });

  const methods: [path: string, allowed: string[]][] = [
    ['/health/live', ['GET', 'HEAD']],
    ['/api/v1/enterprise-catalogs/', ['GET', 'HEAD', 'POST']],
    [`/api/v1/enterprise-catalogs/${catalog}/`, ['DELETE', 'GET', 'HEAD', 'PATCH', 'PUT']],
    [`/api/v1/enterprise-catalogs/${catalog}/contains_content_items/`, ['GET', 'HEAD']],
    [`/api/v1/enterprise-customer/${customer}/contains_content_items/`, ['GET', 'HEAD']],
    [`/api/v1/content-metadata/${key}/`, ['GET', 'HEAD']],
    ['/api/v1/content-metadata/', ['GET', 'HEAD', 'POST']],
    ['/api/v1/search', ['GET', 'HEAD', 'POST']],
    ['/api/v1/search/suggest', ['GET', 'HEAD']],
  ];
  const allowOf = (headers: Headers): string[] => (headers.get('allow') ?? '').split(', ').sort();

  for (const [path, allowed] of methods) {
    it(`tells which methods ${path.replace(/[0-9a-f-]{36}/g, '{uuid}')} takes`, async () => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !allowed.includes(one))) {
        const answer = await api.ask(method, path, method === 'GET' ? {} : { body: {} });
        expectProblem(answer, 405, 'method_not_allowed');
        expect(allowOf(answer.headers), method).to.deep.equal(allowed);
      }
      const options = await api.ask('OPTIONS', path);
      expect(options.status).to.be.oneOf([200, 204]);
      expect(allowOf(options.headers)).to.deep.equal(allowed);
      expect(options.body).to.equal(null);
    });
  }

  it('does not take a method that nobody knows', async () => {
    const answer = await api.ask('PROPFIND', '/api/v1/search');
    expectProblem(answer, 405, 'method_not_allowed');
    expect(allowOf(answer.headers)).to.deep.equal(['GET', 'HEAD', 'POST']);
  });

  it('gives back the request id it was given, and makes one when there is none or it is not plain', async () => {
    const given = await api.ask('GET', '/health/live', { headers: { 'X-Request-ID': 'portal-7.2:a_b' } });
    expect(given.headers.get('x-request-id')).to.equal('portal-7.2:a_b');
    const seen = new Set<string | null>();
    for (const headers of [{}, { 'X-Request-ID': 'two words' }, { 'X-Request-ID': 'x'.repeat(201) }]) {
      const id = (await api.ask('GET', '/health/live', { headers })).headers.get('x-request-id');
      expect(id).to.match(/^[0-9a-f-]{36}$/);
      seen.add(id);
    }
    expect(seen.size).to.equal(3);
  });

  it('names the request id in a problem', async () => {
    const answer = await api.ask('GET', `/api/v1/content-metadata/${uuidOf('nobody')}`, {
      headers: { 'X-Request-ID': 'find-me' },
    });
    expect(expectProblem(answer, 404, 'not_found').requestId).to.equal('find-me');
  });

  it('never reads an address that is not UTF-8 as something else', async () => {
    const asked = `/api/v1/enterprise-catalogs/${catalog}/contains_content_items/?course_run_ids=%E0%A4%A`;
    expectProblem(await api.get(asked), 400, 'bad_request');
    expectProblem(await api.get('/api/v1/content-metadata/%E0%A4%A/'), 404, 'not_found');
  });
});
