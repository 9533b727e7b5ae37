import { connect } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { expectProblem, type Client } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { eventually, type TestService } from '../support/service.ts';
import { operatorToken } from '../support/token.ts';

const mebibyte = 1_048_576;
const authorization = `Authorization: JWT ${operatorToken()}`;

describe('a body that cannot be read', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    ({ service, api, close } = await servedService({ settings: { MAX_BODY_MEBIBYTES: '1' } }));
    await api.post('/api/v1/enterprise-catalogs/', {
      uuid: uuidOf('body'),
      title: 'Body',
      enterprise_customer: uuidOf('a customer'),
      content_filter: { key: 'Body+1' },
    });
  });
  after(() => close());

  const writes: [method: string, path: string][] = [
    ['POST', '/api/v1/content-metadata/'],
    ['POST', '/api/v1/enterprise-catalogs/'],
    ['PUT', `/api/v1/enterprise-catalogs/${uuidOf('body')}/`],
    ['PATCH', `/api/v1/enterprise-catalogs/${uuidOf('body')}/`],
  ];
  /** Sends bytes as they are. @returns all that comes back */
  async function sendRaw(head: string[], body: Buffer, end: 'half-close' | 'reset' | 'wait' = 'wait'): Promise<string> {
    const { hostname, port } = new URL(api.url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    await once(socket, 'connect');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('end', () => socket.end());
    socket.on('error', () => undefined);
    socket.write(`${[...head, `Host: ${hostname}`, 'Connection: close'].join('\r\n')}\r\n\r\n`);
    socket.write(body);
    if (end === 'reset') {
      await eventually('the request is under way', () => Promise.resolve(socket.bytesWritten >= body.length));
      socket.resetAndDestroy();
      return '';
    }
    if (end === 'half-close') {
      socket.end();
    }
    await once(socket, 'close');
    return answer;
  }

  for (const [method, path] of writes) {
    const name = `${method} ${path.replace(/[0-9a-f-]{36}/, '{uuid}')}`;

    it(`${name}: broken JSON`, async () => {
      for (const body of ['{"title":', '', '{"a":1,}', "{'a':1}", '{"a":1}{"b":2}', 'undefined', '[', '{"a":NaN}']) {
        const { detail } = expectProblem(
          await api.ask(method, path, { body, headers: { 'Content-Type': 'application/json' } }),
          400,
          'bad_request',
        );
        expect(detail).to.match(/JSON/i);
      }
    });

    it(`${name}: another content type`, async () => {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'nonsense',
      ]) {
        const answer = await api.ask(method, path, { body: '{}', headers: { 'Content-Type': type } });
        expect(expectProblem(answer, 415, 'unsupported_media_type').detail).to.include('application/json');
      }
      const compressed = await api.ask(method, path, { body: '{}', headers: { 'Content-Encoding': 'gzip' } });
      expectProblem(compressed, 415, 'unsupported_media_type');
      const charset = await api.ask(method, path, {
        body: '{}',
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
      });
      expect(charset.status).to.not.equal(415);
    });

    it(`${name}: not UTF-8`, async () => {
      const body = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xe9, 0x20, 0xff]), Buffer.from('"}')]);
      const answer = await sendRaw(
        [
          `${method} ${path} HTTP/1.1`,
          'Content-Type: application/json',
          authorization,
          `Content-Length: ${String(body.length)}`,
        ],
        body,
      );
      expect(answer).to.match(/^HTTP\/1\.1 400 /);
      expect(answer).to.include('UTF-8').and.to.include('application/problem+json');
    });

    it(`${name}: too large, told or not`, async () => {
      const body = Buffer.alloc(2 * mebibyte, ' ');
      const told = await sendRaw(
        [
          `${method} ${path} HTTP/1.1`,
          'Content-Type: application/json',
          authorization,
          `Content-Length: ${String(body.length)}`,
        ],
        body,
      );
      expect(told).to.match(/^HTTP\/1\.1 413 /);
      expect(told).to.include('payload_too_large');
      const size = `${body.length.toString(16)}\r\n`;
      const chunked = Buffer.concat([Buffer.from(size), body, Buffer.from('\r\n0\r\n\r\n')]);
      const untold = await sendRaw(
        [`${method} ${path} HTTP/1.1`, 'Content-Type: application/json', authorization, 'Transfer-Encoding: chunked'],
        chunked,
      );
      expect(untold).to.match(/^HTTP\/1\.1 413 /);
    });

    it(`${name}: half a body`, async () => {
      const logged = service.logged.length;
      const head = [
        `${method} ${path} HTTP/1.1`,
        'Content-Type: application/json',
        authorization,
        'Content-Length: 1000',
      ];
      for (const end of ['half-close', 'reset'] as const) {
        const answer = await sendRaw(head, Buffer.from('{"title": "half'), end);
        expect(answer).to.match(/^(HTTP\/1\.1 400 |$)/);
      }
      // It goes on, and nobody is called for what a caller did.
      expect((await api.get('/health/live')).status).to.equal(200);
      expect(service.logged.slice(logged)).to.deep.equal([]);
    });
  }

  it('as large as it may be, it is read', async () => {
    const filled = course('Body+1', { full_description: '' });
    const room = mebibyte - Buffer.byteLength(JSON.stringify(filled));
    const body = JSON.stringify({ ...filled, full_description: 'x'.repeat(room) });
    expect(Buffer.byteLength(body)).to.equal(mebibyte);
    expect((await api.post('/api/v1/content-metadata/', body)).status).to.equal(200);
    expectProblem(await api.post('/api/v1/content-metadata/', `${body} `), 413, 'payload_too_large');
  });

  it('nested without end, it is refused and the service goes on', async () => {
    for (const [method, path] of writes) {
      const deep = '['.repeat(200_000) + ']'.repeat(200_000);
      const answer = await api.ask<{ results?: { outcome: string }[] }>(method, path, { body: `{"a":${deep}}` });
      if (path.includes('content-metadata') && answer.status === 200) {
        expect(answer.body.results?.[0]?.outcome).to.equal('refused');
      } else {
        expectProblem(answer, 400, 'bad_request');
      }
    }
    expect((await api.get('/health/live')).status).to.equal(200);
  });

  it('members that every object has are members like any other', async () => {
    const body = '{"content_type":"course","key":"Body+2","__proto__":{"title":"x"},"constructor":1,"toString":null}';
    const answer = await api.post<{ results: { outcome: string }[] }>('/api/v1/content-metadata/', body);
    expect(answer.body.results[0]?.outcome).to.equal('created');
    const filter = `{"title":"T","enterprise_customer":"${uuidOf('a customer')}","content_filter":{"__proto__":["x"],"constructor":"y"}}`;
    const { errors } = expectProblem(await api.post('/api/v1/enterprise-catalogs/', filter), 422, 'refused');
    expect(errors?.map(({ pointer }) => pointer).sort()).to.deep.equal([
      '/content_filter/__proto__',
      '/content_filter/constructor',
    ]);
  });
});
