import { expect } from 'chai';
import { createConnection } from 'mysql2/promise';
import { Client, expectProblem } from '../support/client.ts';
import { makeService, serve, type TestService } from '../support/service.ts';
import { operatorToken } from '../support/token.ts';

const portal = 'https://portal.example.com';

describe('what browsers are told', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    service = await makeService({ settings: { CORS_ORIGINS: `${portal}, https://admin.example.com` } });
    const served = await serve(service);
    api = new Client(served.url);
    close = served.close;
  });
  after(async () => {
    await close();
    await service.stop();
  });

  it('lets pages of the listed origins read answers and errors, with credentials', async () => {
    for (const [path, token] of [
      ['/api/v1/me', undefined],
      ['/api/v1/me', null],
      ['/api/v1/nothing', undefined],
    ] as const) {
      const { headers } = await new Client(api.url, token).ask('GET', path, { headers: { Origin: portal } });
      expect(headers.get('access-control-allow-origin'), path).to.equal(portal);
      expect(headers.get('access-control-allow-credentials')).to.equal('true');
      expect(headers.get('vary')).to.match(/origin/i);
    }
  });

  it('answers the question before a request, without a token', async () => {
    const answer = await new Client(api.url, null).ask('OPTIONS', '/api/v1/enterprise-catalogs/', {
      headers: {
        Origin: portal,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,use-jwt-cookie',
      },
    });
    expect(answer.status).to.equal(204);
    expect(answer.headers.get('access-control-allow-origin')).to.equal(portal);
    expect(answer.headers.get('access-control-allow-headers'))
      .to.include('USE-JWT-COOKIE')
      .and.include('Authorization');
    expect(answer.headers.get('access-control-allow-methods')).to.include('POST');
  });

  it('tells pages of other origins nothing', async () => {
    for (const origin of [
      'https://evil.example.com',
      `${portal}.evil.example.com`,
      'null',
      'http://portal.example.com',
    ]) {
      const { headers } = await api.ask('GET', '/api/v1/me', { headers: { Origin: origin } });
      expect(headers.get('access-control-allow-origin'), origin).to.equal(null);
    }
  });

  it('forbids every answer to be framed, guessed at, or taken for a page', async () => {
    for (const path of ['/api/v1/me', '/api/v1/nothing', '/health/live']) {
      const { headers } = await api.get(path);
      expect(headers.get('content-security-policy'), path).to.equal("default-src 'none';frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('x-frame-options')).to.equal('DENY');
      expect(headers.get('referrer-policy')).to.equal('no-referrer');
      expect(headers.get('strict-transport-security')).to.match(/max-age=\d+/);
      expect(headers.get('x-powered-by')).to.equal(null);
    }
  });

  it('reads the token of the cookies only where the request asks for it', async () => {
    const [head, claims, signature] = operatorToken().split('.');
    const cookie = `edx-jwt-cookie-header-payload=${String(head)}.${String(claims)}; edx-jwt-cookie-signature=${String(signature)}`;
    const anonymous = new Client(api.url, null);
    expectProblem(await anonymous.ask('GET', '/api/v1/me', { headers: { Cookie: cookie } }), 401, 'unauthenticated');
    const asked = await anonymous.ask('GET', '/api/v1/me', { headers: { Cookie: cookie, 'USE-JWT-COOKIE': 'true' } });
    expect(asked.status).to.equal(200);
  });
});

describe('an answer that takes too long', () => {
  it('is not waited for', async () => {
    const service = await makeService({ settings: { ANSWER_SECONDS: '1', DATABASE_TIMEOUT_MILLISECONDS: '20000' } });
    const { url, close } = await serve(service);
    try {
      // A lock that another writer holds on the row.
      await new Client(url).post('/api/v1/enterprise-catalogs/', {
        uuid: '7c0c7f0e-0f5e-4a43-9d4c-1b6f8f1d2e3a',
        title: 'Locked',
        enterprise_customer: '8e1d7b42-5c3a-4f96-b0e7-2a4c6d8f1b33',
        content_filter: { key: 'Slow+1' },
      });
      const holder = await createConnection({ uri: service.stores.config.databaseUrl });
      await holder.query('START TRANSACTION');
      await holder.query('SELECT * FROM enterprise_catalog FOR UPDATE');
      const path = '/api/v1/enterprise-catalogs/7c0c7f0e-0f5e-4a43-9d4c-1b6f8f1d2e3a/';
      const late = await new Client(url).ask('PATCH', path, { body: { title: 'Later' } });
      const { detail } = expectProblem(late, 503, 'timeout');
      expect(detail).to.include('may still be carried out');
      expect(late.headers.get('retry-after')).to.equal('1');
      await holder.query('ROLLBACK');
      await holder.end();
    } finally {
      await close();
      await service.stop();
    }
  });
});
