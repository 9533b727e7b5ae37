import { expect } from 'chai';
import { UnavailableError } from '../../src/kernel/errors.ts';
import { createMetrics } from '../../src/platform/metrics/metrics.ts';
import { OpenSearch, OpenSearchRefusal } from '../../src/platform/opensearch/opensearch.ts';
import { searchMany } from '../../src/platform/opensearch/search-many.ts';
import { ProcessTracing } from '../../src/platform/tracing/tracing.ts';
import { makeStores } from '../support/service.ts';

const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };

describe('several searches in one request', () => {
  let engine: OpenSearch;
  let index: string;

  before(async () => {
    const { config } = await makeStores();
    index = `${config.indexPrefix}many`;
    engine = new OpenSearch({
      url: config.opensearchUrl,
      timeout: 10_000,
      metrics: createMetrics({ version: 'test', role: 'all' }),
      tracing: new ProcessTracing(undefined, logger),
    });
    await engine.request({
      method: 'PUT',
      path: `/${index}`,
      body: { settings: { number_of_replicas: 0 }, mappings: { properties: { n: { type: 'long' } } } },
    });
    await engine.request({ method: 'PUT', path: `/${index}/_doc/1`, query: { refresh: true }, body: { n: 1 } });
  });
  after(() => engine.stop());

  const search = (...queries: object[]): Promise<{ hits: { total: { value: number } } }[]> =>
    searchMany(
      engine,
      index,
      queries.map((query) => ({ query })),
    );
  const failureOf = (asked: Promise<unknown>): Promise<unknown> => asked.then(quiet, (error: unknown) => error);

  it('are answered in order', async () => {
    const counts = await search({ term: { n: 2 } }, { term: { n: 1 } }, { match_none: {} });
    expect(counts.map(({ hits }) => hits.total.value)).to.deep.equal([0, 1, 0]);
  });

  it('fail all with the one that the engine refuses', async () => {
    const refusal = await failureOf(search({ match_all: {} }, { range: { n: { gte: 'x' } } }));
    expect(refusal).to.be.instanceOf(OpenSearchRefusal);
    expect((refusal as OpenSearchRefusal).statusCode).to.equal(400);
  });

  it('cannot be answered where the index is gone', async () => {
    const failure = await failureOf(searchMany(engine, `${index}-gone`, [{}, {}]));
    expect(failure).to.be.instanceOf(UnavailableError);
  });
});
