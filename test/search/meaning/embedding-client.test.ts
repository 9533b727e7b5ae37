import { expect } from 'chai';
import type { Logger } from '../../../src/kernel/log.ts';
import { createMetrics } from '../../../src/platform/metrics/metrics.ts';
import { ProcessTracing } from '../../../src/platform/tracing/tracing.ts';
import { EmbeddingClient, type EmbeddingSettings } from '../../../src/search/meaning/remote/embedding-client.http.ts';
import type { FaultReason } from '../../../src/kernel/service-fault.ts';
import { EmbeddingFault } from '../../../src/search/meaning/remote/embedding-fault.ts';
import { EmbeddingServer, type EmbeddingAnswer } from '../../support/embedding-server.ts';
import { eventually } from '../../support/service.ts';

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };

describe('the client of an embedding provider', () => {
  let server: EmbeddingServer;

  beforeEach(async () => {
    server = await EmbeddingServer.open();
  });
  afterEach(() => server.close());

  const clientWith = (settings: Partial<EmbeddingSettings> = {}): EmbeddingClient =>
    new EmbeddingClient({
      settings: {
        ...{ url: server.url, model: 'small', key: undefined, dimension: 8, operation: 'items' },
        ...{ timeout: 10_000, retries: 0, pause: 2, ...settings },
      },
      logger,
      metrics: createMetrics({ version: 'test', role: 'test' }),
      tracing: new ProcessTracing(undefined, logger),
    });
  const faultOf = async (work: Promise<unknown>): Promise<EmbeddingFault> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(EmbeddingFault);
    return error as EmbeddingFault;
  };
  const give = (body: unknown): void => {
    server.faults = () => ({ status: 200, body });
  };

  it('gives the vectors in the order of the texts, of length 1', async () => {
    const [boat = [], soup = []] = await clientWith().embed(['A yacht, a yacht', 'Soup']);
    expect(boat[0]).to.be.greaterThan(0.99);
    expect(soup[1]).to.be.greaterThan(0.99);
    expect(Math.hypot(...boat)).to.be.closeTo(1, 1e-12);
    expect(server.requests).to.deep.equal([
      { model: 'small', texts: ['A yacht, a yacht', 'Soup'], authorization: undefined },
    ]);
  });

  it('says who asks, when it has a key', async () => {
    await clientWith({ key: 'secret' }).embed(['x']);
    expect(server.requests[0]?.authorization).to.equal('Bearer secret');
  });

  const good = [1, 0, 0, 0, 0, 0, 0, 0];
  const rubbish: [string, unknown][] = [
    ['an object without data', {}],
    ['null', null],
    ['a list', [{ index: 0, embedding: good }]],
    ['no vector', { data: [] }],
    ['a vector too many', { data: [0, 1].map((index) => ({ index, embedding: good })) }],
    ['a vector of another text', { data: [{ index: 1, embedding: good }] }],
    ['a vector of no text', { data: [{ embedding: good }] }],
    ['a vector of a text by a name', { data: [{ index: '0', embedding: good }] }],
    ['a vector that is too short', { data: [{ index: 0, embedding: good.slice(1) }] }],
    ['a vector that is too long', { data: [{ index: 0, embedding: [...good, 0] }] }],
    ['a vector as text', { data: [{ index: 0, embedding: 'AAAA' }] }],
    ['an entry that is null', { data: [null] }],
    ['nothing at a place', { data: [{ index: 0, embedding: [null, ...good.slice(1)] }] }],
    ['a text at a place', { data: [{ index: 0, embedding: ['1', ...good.slice(1)] }] }],
    ['zeros', { data: [{ index: 0, embedding: good.map(() => 0) }] }],
    ['what is as good as zero', { data: [{ index: 0, embedding: good.map(() => 1e-320) }] }],
    // JSON reads 1e999 as infinity.
    ['what is not finite', `{"data":[{"index":0,"embedding":[1e999,0,0,0,0,0,0,0]}]}`],
  ];
  for (const [name, body] of rubbish) {
    it(`takes nothing from an answer with ${name}`, async () => {
      give(body);
      const fault = await faultOf(clientWith({ retries: 3 }).embed(['one']));
      expect(fault.reason).to.equal('malformed');
      expect(server.requests.length, 'the same would come again').to.equal(1);
    });
  }

  it('takes nothing where one of two vectors is given twice', async () => {
    give({ data: [0, 0].map((index) => ({ index, embedding: good })) });
    expect((await faultOf(clientWith().embed(['one', 'two']))).reason).to.equal('malformed');
  });

  const failures: [EmbeddingAnswer, FaultReason, { again: boolean; isOutage: boolean }][] = [
    ['cut', 'network', { again: true, isOutage: true }],
    [{ status: 429 }, 'throttled', { again: true, isOutage: true }],
    [{ status: 503 }, 'throttled', { again: true, isOutage: true }],
    [{ status: 500 }, 'failed', { again: true, isOutage: false }],
    [{ status: 400 }, 'refused', { again: false, isOutage: false }],
    [{ status: 404 }, 'refused', { again: false, isOutage: false }],
    [{ status: 413 }, 'refused', { again: false, isOutage: false }],
    [{ status: 401 }, 'unauthorized', { again: false, isOutage: true }],
    [{ status: 403 }, 'unauthorized', { again: false, isOutage: true }],
    [{ status: 200, body: '<html>' }, 'not_json', { again: false, isOutage: false }],
    [{ status: 429, headers: { 'retry-after': '3600' } }, 'throttled', { again: false, isOutage: true }],
  ];
  for (const [answer, reason, { again, isOutage }] of failures) {
    it(`${again ? 'asks again' : 'does not ask again'} after ${JSON.stringify(answer)}: ${reason}`, async () => {
      server.faults = () => answer;
      const fault = await faultOf(clientWith({ retries: 2 }).embed(['one']));
      expect(fault).to.include({ reason, isOutage });
      expect(server.requests.length).to.equal(again ? 3 : 1);
    });
  }

  it('goes on when it is better', async () => {
    const answers: EmbeddingAnswer[] = ['cut', { status: 500 }, { status: 429, headers: { 'retry-after': '0' } }];
    server.faults = () => answers.shift();
    expect((await clientWith({ retries: 3 }).embed(['yacht'])).length).to.equal(1);
    expect(server.requests.length).to.equal(4);
  });

  it('waits no longer than it may', async () => {
    server.faults = () => 'hang';
    expect((await faultOf(clientWith({ timeout: 50 }).embed(['one']))).reason).to.equal('timeout');
  });

  it('ends at once when it is told to', async () => {
    server.faults = () => 'hang';
    const abort = new AbortController();
    const asked = clientWith({ retries: 3 }).embed(['one'], abort.signal);
    const ended = asked.catch((error: unknown) => error);
    await eventually('it has been asked', () => Promise.resolve(server.requests.length === 1));
    const reason = new Error('stopping');
    abort.abort(reason);
    expect(await ended).to.equal(reason);
  });

  it('leaves a provider alone that fails again and again, and says so, until it is back', async () => {
    server.faults = () => ({ status: 500 });
    const client = clientWith({ pause: 200 });
    await client.check();
    for (let count = 0; count < 10; count += 1) {
      await faultOf(client.embed(['one']));
    }
    expect(await faultOf(client.embed(['one']))).to.include({ reason: 'circuit_open', isOutage: true });
    expect(server.requests.length).to.equal(10);
    expect(await client.check().catch((error: unknown) => error)).to.include({ dependency: 'embeddings' });
    server.faults = () => undefined;
    await eventually('it is asked again', () =>
      client.embed(['one']).then(
        () => true,
        () => false,
      ),
    );
    await client.check();
  });

  it('leaves one alone that refuses every text of items, but not for what somebody searches for', async () => {
    server.faults = () => ({ status: 400 });
    for (const [operation, reason] of [
      ['items', 'circuit_open'],
      ['search', 'refused'],
    ] as const) {
      const client = clientWith({ operation, pause: 1_000 });
      for (let count = 0; count < 10; count += 1) {
        await faultOf(client.embed(['one']));
      }
      expect((await faultOf(client.embed(['one']))).reason, operation).to.equal(reason);
    }
  });
});
