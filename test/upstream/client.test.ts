import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Logger } from '../../src/kernel/log.ts';
import { createMetrics } from '../../src/platform/metrics/metrics.ts';
import { ProcessTracing } from '../../src/platform/tracing/tracing.ts';
import { UpstreamClient, type UpstreamSettings } from '../../src/replication/upstream/upstream-client.http.ts';
import { UpstreamFault } from '../../src/replication/upstream/upstream-fault.ts';
import type { Listing } from '../../src/replication/upstream/upstream.ts';
import { eventually } from '../support/service.ts';

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };

/** What a request is answered: nothing at all when it is undefined. */
type Reply = { status?: number; headers?: Record<string, string>; body: unknown } | 'cut' | undefined;

/** The client alone, beside a server that answers as each test says. */
describe('the client of upstream', () => {
  let server: Server;
  let url: string;
  let replies: Reply[];
  let asked: { path: string; query: URLSearchParams; authorization: string | undefined; body: unknown }[];
  let tokens: { expiresIn: number; given: number; status: number };
  const page = (results: unknown[], next: string | null = null): Reply => ({
    body: { count: results.length, next, results },
  });
  const courses: Listing = { kind: 'course' };

  beforeEach(async () => {
    [replies, asked, tokens] = [[], [], { expiresIn: 3_600, given: 0, status: 200 }];
    server = createServer((request, response) => {
      void serve(request, response);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterEach(async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) {
      parts.push(part);
    }
    const text = Buffer.concat(parts).toString();
    const address = new URL(request.url ?? '', url);
    if (address.pathname === '/token') {
      tokens.given += 1;
      response.writeHead(tokens.status);
      response.end(JSON.stringify({ access_token: `token ${String(tokens.given)}`, expires_in: tokens.expiresIn }));
      return;
    }
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    asked.push({
      path: address.pathname,
      query: address.searchParams,
      authorization: request.headers.authorization,
      body,
    });
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    if (reply === 'cut') {
      response.destroy();
    } else if (reply !== undefined) {
      response.writeHead(reply.status ?? 200, reply.headers ?? {});
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    }
  }

  function connect(
    settings: Partial<UpstreamSettings> = {},
    take: () => Promise<number | undefined> = () => Promise.resolve(undefined),
  ): { client: UpstreamClient; rendered: () => Promise<string> } {
    const metrics = createMetrics({ version: 'test', role: 'worker' });
    const client = new UpstreamClient({
      settings: { url, tokenUrl: `${url}/token`, credentials: undefined, timeout: 1_000, pause: 1, ...settings },
      budget: { take },
      logger,
      metrics,
      tracing: new ProcessTracing(undefined, logger),
    });
    return { client, rendered: async () => (await metrics.render()).body };
  }

  async function all(client: UpstreamClient, listing: Listing = courses): Promise<Record<string, unknown>[]> {
    const documents: Record<string, unknown>[] = [];
    for await (const { documents: some } of client.pages(listing, { signal: new AbortController().signal })) {
      documents.push(...some);
    }
    return documents;
  }

  async function faultOf(work: Promise<unknown>): Promise<UpstreamFault> {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(UpstreamFault);
    return error as UpstreamFault;
  }

  const credentials = { clientId: 'me', clientSecret: 'secret' };

  it('asks for a page when it is wanted, and not before', async () => {
    replies = [page([{ key: 'A+1' }, { key: 'B+1' }], 'more'), page([{ key: 'B+1' }, { key: 'C+1' }])];
    const pages = connect().client.pages(courses, { signal: new AbortController().signal });
    expect(asked).to.deep.equal([]);
    expect((await pages.next()).value?.documents.map(({ key }) => key)).to.deep.equal(['A+1', 'B+1']);
    expect(asked.length).to.equal(1);
    const second = (await pages.next()).value;
    expect(second).to.deep.include({ offset: 2, last: true });
    expect(second?.documents, 'what the page before ended with once').to.deep.equal([
      { key: 'C+1', content_type: 'course' },
    ]);
    expect((await pages.next()).done).to.equal(true);
    expect(asked.map(({ query }) => [query.get('limit'), query.get('offset')])).to.deep.equal([
      ['50', '0'],
      ['50', '1'],
    ]);
  });

  it('asks each kind in its own way', async () => {
    replies = [page([])];
    const { client } = connect();
    const changedSince = new Date('2026-11-21T10:00:00Z');
    await all(client, { kind: 'course', keys: ['A+1', 'B+2'], changedSince });
    await all(client, { kind: 'program', keys: ['u', 'v'] });
    await all(client, { kind: 'learnerpathway' });
    await all(client, { kind: 'courserun', courses: ['A+1'] });
    await all(client, { kind: 'review' });
    expect(asked.map(({ path }) => path)).to.deep.equal([
      '/api/v1/courses/',
      '/api/v1/programs/',
      '/api/v1/pathways/',
      '/api/v1/search/all/',
      '/api/v1/course_review/',
    ]);
    expect(asked[0]?.query.get('keys')).to.equal('A+1,B+2');
    expect(asked[0]?.query.get('timestamp')).to.equal('2026-11-21T10:00:00.000Z');
    expect(asked[1]?.query.get('uuids')).to.equal('u,v');
    expect(asked[3]?.body).to.deep.include({ content_type: 'courserun', aggregation_key: ['courserun:A+1'] });
    expect(asked[3]?.query.get('page')).to.equal('1');
  });

  it('says of what kind a document is only where the document does not', async () => {
    replies = [page([{ content_type: 'course', key: 'A+1' }, { key: 'B+1' }, 'no object'])];
    expect(await all(connect().client)).to.deep.equal([
      { content_type: 'course', key: 'A+1' },
      { key: 'B+1', content_type: 'course' },
    ]);
  });

  describe('the token', () => {
    it('is fetched once for many requests, also at the same time', async () => {
      replies = [page([])];
      const { client } = connect({ credentials });
      await Promise.all([all(client), all(client), all(client)]);
      await all(client);
      expect(tokens.given).to.equal(1);
      expect(new Set(asked.map(({ authorization }) => authorization))).to.deep.equal(new Set(['JWT token 1']));
    });

    it('is replaced before it ends', async () => {
      replies = [page([])];
      // Used to the half of its life.
      tokens.expiresIn = 0.1;
      const { client } = connect({ credentials });
      await all(client);
      const fetched = performance.now();
      await eventually('half its life is over', () => Promise.resolve(performance.now() - fetched > 60));
      await all(client);
      expect(asked.map(({ authorization }) => authorization)).to.deep.equal(['JWT token 1', 'JWT token 2']);
    });

    it('is replaced once when it is not taken', async () => {
      replies = [{ status: 401, body: {} }, page([{ key: 'A+1' }])];
      expect((await all(connect({ credentials }).client)).length).to.equal(1);
      expect(asked.map(({ authorization }) => authorization)).to.deep.equal(['JWT token 1', 'JWT token 2']);
    });

    it('that is never taken is told at once', async () => {
      replies = [{ status: 401, body: {} }];
      expect((await faultOf(all(connect({ credentials }).client))).reason).to.equal('unauthorized');
      expect(asked.length).to.equal(2);
    });

    it('that nobody gives is told at once', async () => {
      tokens.status = 401;
      expect((await faultOf(all(connect({ credentials }).client))).reason).to.equal('unauthorized');
      expect([asked.length, tokens.given]).to.deep.equal([0, 1]);
    });
  });

  describe('tries again', () => {
    const good = page([{ key: 'A+1' }]);
    const faults: [string, Reply, string][] = [
      ['500', { status: 500, body: {} }, 'failed'],
      ['a page of HTML with 503', { status: 503, body: '<html>' }, 'failed'],
      ['a page of HTML with 200', { body: '<html>' }, 'not_json'],
      ['JSON that ends in the middle', { body: '{"results": [{"key": "A' }, 'not_json'],
      ['JSON that is no page', { body: { detail: 'hello' } }, 'malformed'],
      ['a list that is none', { body: { results: 'A+1', next: null } }, 'malformed'],
      ['429', { status: 429, body: {} }, 'throttled'],
      ['429 with seconds', { status: 429, headers: { 'Retry-After': '0' }, body: {} }, 'throttled'],
      ['a connection that is cut', 'cut', 'network'],
      ['silence', undefined, 'timeout'],
    ];
    for (const [name, reply, reason] of faults) {
      it(`after ${name}`, async () => {
        replies = [reply, reply, good];
        const { client, rendered } = connect({ timeout: reply === undefined ? 100 : 1_000 });
        expect((await all(client)).length).to.equal(1);
        expect(asked.length).to.equal(3);
        expect(await rendered()).to.include(`upstream_retries_total{reason="${reason}"} 2`);
      });

      it(`three times, and then tells of ${name}`, async () => {
        replies = [reply];
        const { client } = connect({ timeout: reply === undefined ? 50 : 1_000 });
        expect((await faultOf(all(client))).reason).to.equal(reason);
        // Whether it answers anything else is asked then, unless it asked for patience.
        expect(asked.length).to.equal(reason === 'throttled' ? 4 : 5);
      });
    }

    for (const [name, silence, rounds] of [
      ['a connection that is cut', 'cut', 4],
      ['silence', undefined, 1],
    ] as const) {
      it(`after ${name}, and tells that something else is answered: no outage, and the circuit stays closed`, async () => {
        const { client } = connect({ timeout: 500 });
        for (let round = 0; round < rounds; round += 1) {
          replies = [silence, silence, silence, silence, page([])];
          const fault = await faultOf(all(client));
          expect([fault.reason, fault.isOutage]).to.deep.equal(['unanswered', false]);
          expect(fault.message).to.include('something else it answers');
        }
        expect(asked.length).to.equal(rounds * 5);
        await client.check();
      });
    }

    it('after faults to one thing, and tells of it as of any, but the circuit stays closed while something else is answered', async () => {
      const broken: Reply = { status: 500, body: {} };
      const { client } = connect();
      for (let round = 0; round < 6; round += 1) {
        replies = [broken, broken, broken, broken, page([])];
        expect((await faultOf(all(client))).reason).to.equal('failed');
      }
      await client.check();
    });

    it('not before Retry-After says', async () => {
      replies = [{ status: 429, headers: { 'Retry-After': '1' }, body: {} }, good];
      const began = performance.now();
      await all(connect().client);
      expect(performance.now() - began).to.be.greaterThan(990);
    });

    it('not at all when that is long: who asked is told how long', async () => {
      replies = [{ status: 429, headers: { 'Retry-After': '900' }, body: {} }, good];
      expect((await faultOf(all(connect().client))).retryAfter).to.equal(900_000);
      expect(asked.length).to.equal(1);
    });

    it('not after a refusal', async () => {
      replies = [{ status: 403, body: {} }, good];
      const fault = await faultOf(all(connect().client));
      expect([fault.reason, fault.isOutage, asked.length]).to.deep.equal(['refused', false, 1]);
    });

    it('not when told to stop, and does not finish its pause', async () => {
      replies = [{ status: 500, body: {} }];
      const stop = new AbortController();
      const pages = connect({ pause: 20_000 }).client.pages(courses, { signal: stop.signal });
      const next = pages.next().catch((error: unknown) => error);
      await eventually('it was asked', () => Promise.resolve(asked.length === 1));
      stop.abort(new Error('stopping'));
      expect(await next)
        .to.be.instanceOf(Error)
        .with.property('message', 'stopping');
    });
  });

  it('asks no more than the budget allows, and tells how long to wait', async () => {
    replies = [page([])];
    let left = 2;
    const { client } = connect({}, () => Promise.resolve(left-- > 0 ? undefined : 1_234));
    await all(client);
    await all(client);
    const fault = await faultOf(all(client));
    expect([fault.reason, fault.retryAfter, fault.isOutage, asked.length]).to.deep.equal(['budget', 1_234, true, 2]);
    await client.check();
  });

  it('leaves an upstream alone that fails, says so, and tries again after a while', async () => {
    replies = [{ status: 500, body: {} }];
    const { client } = connect({ pause: 20 });
    await client.check();
    let fault = await faultOf(all(client));
    for (let tries = 0; fault.reason !== 'circuit_open' && tries < 10; tries += 1) {
      fault = await faultOf(all(client));
    }
    expect([fault.reason, fault.isOutage]).to.deep.equal(['circuit_open', true]);
    const before = asked.length;
    expect(before).to.be.within(10, 20);
    await client.check().then(
      () => expect.fail('it must be told'),
      (error: unknown) => expect(error).to.include({ code: 'unavailable', dependency: 'upstream' }),
    );
    replies = [page([{ key: 'A+1' }])];
    expect((await faultOf(all(client))).reason, 'left alone').to.equal('circuit_open');
    expect(asked.length).to.equal(before);
    await eventually('it is asked again', async () => (await all(client).catch(() => [])).length === 1);
    await client.check();
  });
});
