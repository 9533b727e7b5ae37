import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';
import { Client } from '../support/client.ts';
import { course } from '../support/documents.ts';
import { freePort } from '../support/free-port.ts';
import { Proxy } from '../support/proxy.ts';
import { eventually, makeStores, type TestStores } from '../support/service.ts';
import { Collector } from './support/collector.ts';
import type { ServedOnce } from './support/serve-once.ts';
import { makeTraced, newCaller, runTraced } from './support/traced-service.ts';
import { hasRequest } from './support/trees.ts';

const content = '/api/v1/content-metadata/';
const main = path.resolve(import.meta.dirname, '../../src/main.ts');
const lost = 'traces are not taken, and lost meanwhile';

describe('the endpoint of traces', function () {
  this.timeout(60_000);
  let collector: Collector;

  before(async () => {
    collector = await Collector.open();
  });
  after(() => collector.close());

  it('may have a path, is sent the name and version of the service, and gets at the end what is left', async () => {
    const sent = collector.requests.length;
    const traced = await makeTraced(`${collector.url}/of/tenant/`, { OTEL_SERVICE_NAME: 'catalogs' });
    const caller = newCaller();
    await traced.api.post(content, course('Path+1'), { traceparent: caller.traceparent });
    await traced.stop();
    expect(hasRequest(collector.spans.filter(({ traceId }) => traceId === caller.traceId))).to.equal(true);
    expect([...new Set(collector.requests.slice(sent).map((request) => request.path))]).to.deep.equal([
      '/of/tenant/v1/traces',
    ]);
    expect(collector.resource).to.include({ 'service.name': 'catalogs' });
  });

  it('gets the share of traces that is asked for, and those whose caller keeps his', async () => {
    const traced = await makeTraced(collector.url, { OTEL_TRACES_SAMPLER_ARG: '0' });
    const caller = newCaller();
    const before = collector.spans.length;
    await traced.api.post(content, course('Share+1'));
    await traced.api.post(content, course('Share+2'), { traceparent: caller.traceparent });
    await traced.stop();
    const received = collector.spans.slice(before);
    expect(received.length).to.be.greaterThan(3);
    expect([...new Set(received.map(({ traceId }) => traceId))]).to.deep.equal([caller.traceId]);
  });

  for (const way of ['cut', 'hang'] as const) {
    it(`changes no answer while it is away (${way}), and gets later traces when it is back`, async () => {
      const proxy = await Proxy.open(collector.url);
      try {
        await proxy.takeAway(way);
        const traced = await makeTraced(proxy.through(collector.url));
        const slowest = await slowestOf(20, async (number) => {
          const { status } = await traced.api.post(content, course(`Away+${String(number)}`));
          expect(status).to.equal(200);
        });
        expect(slowest).to.be.lessThan(2_000);
        const told = (): number => traced.lines.filter(({ message }) => message === lost).length;
        await eventually('it is told', () => Promise.resolve(told() > 0), 15);
        await traced.api.post(content, course('Away+still'));
        await proxy.restore();
        const caller = newCaller();
        await traced.api.post(content, course('Away+back'), { traceparent: caller.traceparent });
        await collector.trace(caller.traceId, hasRequest);
        const taken = (): boolean => traced.lines.some(({ message }) => message === 'traces are taken again');
        await eventually('that they are taken is told', () => Promise.resolve(taken()), 15);
        expect(told()).to.equal(1);
        await traced.stop();
      } finally {
        await proxy.close();
      }
    });

    it(`delays no end while it is away (${way})`, async () => {
      const proxy = await Proxy.open(collector.url);
      try {
        await proxy.takeAway(way);
        const traced = await makeTraced(proxy.through(collector.url));
        await traced.api.post(content, course('Ending+1'));
        const began = performance.now();
        await traced.stop();
        expect(performance.now() - began).to.be.lessThan(2_000);
      } finally {
        await proxy.close();
      }
    });
  }

  describe('in a process', () => {
    let stores: TestStores;

    before(async () => {
      stores = await makeStores();
      // The schema and the indices are there before anything is compared.
      await (await runTraced(stores)).stop();
    });

    it('that is not told one, the SDK is not loaded', async () => {
      const { loaded, status } = await runOnce(stores);
      // prom-client knows the API, which does nothing by itself.
      expect([status, loaded]).to.deep.equal([200, ['api']]);
    });

    it('that is told one, the SDK is loaded', async () => {
      const { loaded, status } = await runOnce(withEndpoint(stores, collector.url));
      expect(status).to.equal(200);
      expect(loaded).to.include.members(['api', 'sdk-trace', 'exporter-trace-otlp-http', 'context-async-hooks']);
    });

    it('that is told one which takes them, SIGTERM loses none', async () => {
      const caller = newCaller();
      const headers = { traceparent: caller.traceparent };
      await stopAfterwards(withEndpoint(stores, collector.url), (api) =>
        api.post(content, course('Signal+1'), headers),
      );
      // It has ended, so nothing more will come.
      expect(hasRequest(collector.spans.filter(({ traceId }) => traceId === caller.traceId))).to.equal(true);
    });

    it('that is told one which hangs, SIGTERM ends it as fast as ever', async () => {
      const proxy = await Proxy.open(collector.url);
      try {
        proxy.hang();
        const ending = await stopAfterwards(withEndpoint(stores, proxy.through(collector.url)), (api) =>
          api.post(content, course('Signal+2')),
        );
        expect(ending).to.be.lessThan(3_000);
      } finally {
        await proxy.close();
      }
    });
  });
});

/** Runs the program for one request, then tells it to stop. @returns how long it took to end, ms */
async function stopAfterwards(
  { environment }: TestStores,
  ask: (api: Client) => Promise<{ status: number }>,
): Promise<number> {
  const port = String(await freePort());
  const child = spawn(process.execPath, [main], {
    env: { PATH: '/usr/bin:/bin', ...environment, PORT: port },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const api = new Client(`http://127.0.0.1:${port}`);
    await eventually('it answers', () => api.get('/health/live').then(isOk, () => false), 60);
    expect((await ask(api)).status).to.equal(200);
    const began = performance.now();
    child.kill('SIGTERM');
    expect(await ended).to.equal(0);
    return performance.now() - began;
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

function withEndpoint(stores: TestStores, url: string): TestStores {
  return { ...stores, environment: { ...stores.environment, OTEL_EXPORTER_OTLP_ENDPOINT: url } };
}

function isOk({ status }: { status: number }): boolean {
  return status === 200;
}

/** The longest of `count` calls one after another, milliseconds. */
async function slowestOf(count: number, call: (number: number) => Promise<void>): Promise<number> {
  let slowest = 0;
  for (let number = 0; number < count; number += 1) {
    const began = performance.now();
    await call(number);
    slowest = Math.max(slowest, performance.now() - began);
  }
  return slowest;
}

/** Runs a service in a process of its own for one request. @returns which packages of OpenTelemetry it loaded, and the answer's status */
function runOnce(stores: TestStores): Promise<ServedOnce> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'support/serve-once.ts')], {
    env: { PATH: '/usr/bin:/bin', ...stores.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) {
        resolve(JSON.parse(out) as ServedOnce);
      } else {
        reject(new Error(`ended with ${String(code)}`));
      }
    });
  });
}
