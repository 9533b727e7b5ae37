import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { KnownFilters } from '../../../src/inclusion/percolator/known-filters.ts';
import { OpenSearchPercolator } from '../../../src/inclusion/percolator/percolator.opensearch.ts';
import { packStamp } from '../../../src/kernel/ids.ts';
import { OpenSearch } from '../../../src/platform/opensearch/opensearch.ts';
import { readRequestTemplate } from '../../../src/platform/opensearch/request-template.ts';
import { ProcessTracing } from '../../../src/platform/tracing/tracing.ts';
import type { Projection } from '../../../src/replication/port.ts';
import { Client } from '../../support/client.ts';
import { freePort } from '../../support/free-port.ts';
import { makeProxies } from '../../support/proxy.ts';
import { eventually, makeService, makeStores, type TestService } from '../../support/service.ts';
import { startProcess, untilReady } from '../../support/start-process.ts';

const queries = fileURLToPath(new URL('../../../queries', import.meta.url));
const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };
/** Two whole pages and a part of one. */
const filters = 60;

/** The first items of a process meet hundreds of filters that it has not read; it reads them before. */
describe('filters that a process reads in advance', function () {
  this.timeout(60_000);
  let service: TestService;
  const engines: OpenSearch[] = [];

  before(async () => {
    service = await makeService();
    const registrations = Array.from({ length: filters }, (_, index) => ({
      queryId: index + 1,
      revision: 3,
      compiled: { bool: { filter: [{ term: { 'filter.org': 'a' } }, { term: { 'filter.key': String(index) } }] } },
      usesText: false,
      sights: [],
    }));
    const registered = await makePercolator().percolator.register(registrations, { visible: true });
    expect(registered.map(({ state }) => state)).to.deep.equal(registrations.map(() => 'written'));
  });
  after(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    await service.stop();
  });

  it('are not read when items meet them', async () => {
    const cold = makePercolator();
    const warm = makePercolator();
    await warm.percolator.warmUp(new AbortController().signal);
    expect(warm.operations).to.deep.equal(['search', 'search', 'search']);
    for (const { percolator, operations } of [cold, warm]) {
      operations.length = 0;
      const answers = await percolator.percolate([item(0), item(59), { org: ['a'] }], { words: false });
      expect(answers.map((answer) => [...answer])).to.deep.equal([[[1, 3]], [[60, 3]], []]);
    }
    expect(cold.operations).to.deep.equal(['search', 'other']);
    expect(warm.operations).to.deep.equal(['search']);
  });

  it('are read no further once that is ended, and when they are met', async () => {
    const ended = new AbortController();
    const { percolator, operations } = makePercolator(() => {
      ended.abort();
    });
    await percolator.warmUp(ended.signal);
    expect(operations).to.deep.equal(['search']);
    expect(await percolator.percolate([item(59)], { words: false })).to.deep.equal([new Map([[60, 3]])]);
    expect(operations).to.deep.equal(['search', 'search', 'other']);
  });

  it('take half of the room for filters at most', async () => {
    const long = 'x'.repeat(60_000_000);
    const large = [1, 2, 3].map((id) => ({
      stamp: packStamp(id, 1),
      compiled: {
        bool: { filter: [{ term: { 'filter.org': 'a' } }, { term: { 'filter.title': `${String(id)} ${long}` } }] },
      },
      digest: id,
    }));
    const read: number[][] = [];
    const known = new KnownFilters((ids) => {
      read.push([...ids]);
      return Promise.resolve(large.filter((_, place) => ids.includes(place + 1)));
    });
    expect(known.meet(large.slice(0, 1))).to.equal(true);
    expect(known.meet(large.slice(1))).to.equal(false);
    const found = { stamps: large.map(({ stamp }) => stamp), digests: 6 };
    expect(await known.matching(found, [{ org: ['a'] }])).to.deep.equal([[]]);
    expect(read).to.deep.equal([[3]]);
  });

  it('are read by a process that starts', async () => {
    const process = startProcess({ ...service.stores.environment, ROLE: 'api' }, { port: await freePort() });
    try {
      await untilReady(process);
      const client = new Client(process.url);
      await eventually('it has read three pages', async () => {
        const { body } = await client.get<string>('/metrics');
        const searches = /_count\{dependency="opensearch",operation="search",outcome="ok"\} (\d+)/.exec(body);
        return searches?.[1] === '3';
      });
    } finally {
      await process.kill();
    }
  });

  for (const way of ['cut', 'hang'] as const) {
    it(`are done without where the engine is away (${way}), and it is said`, async () => {
      const proxies = await makeProxies(await makeStores({ OPENSEARCH_TIMEOUT_MILLISECONDS: '300' }));
      const off = await makeService({ stores: proxies.stores });
      await proxies.opensearch.takeAway(way);
      off.inclusion.warmUp();
      await off.stop();
      expect(off.logged.map(({ message }) => message)).to.deep.equal(['filters are not read in advance']);
      await proxies.close();
    });
  }

  /** A percolator that knows no filters, and what it asks of the engine, by its kind. */
  function makePercolator(asked: () => void = quiet): { percolator: OpenSearchPercolator; operations: string[] } {
    const operations: string[] = [];
    const engine = new OpenSearch({
      url: service.stores.config.opensearchUrl,
      timeout: 30_000,
      metrics: {
        observeCall: ({ operation }) => {
          operations.push(operation);
          asked();
        },
      },
      tracing: new ProcessTracing(undefined, logger),
    });
    engines.push(engine);
    const percolator = new OpenSearchPercolator({
      engine,
      alias: `${service.stores.config.indexPrefix}catalog-queries`,
      percolate: readRequestTemplate(queries, 'percolate'),
      percolateWhole: readRequestTemplate(queries, 'percolate-whole'),
    });
    return { percolator, operations };
  }
});

function item(index: number): Projection {
  return { org: ['a'], key: [String(index)] };
}
