import { expect } from 'chai';
import { createMetrics } from '../../src/platform/metrics/metrics.ts';
import { extendPartly } from '../../src/platform/opensearch/extend-partly.ts';
import type { IndexDefinition } from '../../src/platform/opensearch/index-definition.ts';
import { OpenSearch, OpenSearchRefusal } from '../../src/platform/opensearch/opensearch.ts';
import { ProcessTracing } from '../../src/platform/tracing/tracing.ts';
import { makeStores } from '../support/service.ts';

const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };

describe('an older index is given the fields of a newer definition', () => {
  let engine: OpenSearch;
  let index: string;

  before(async () => {
    const { config } = await makeStores();
    index = `${config.indexPrefix}older`;
    engine = new OpenSearch({
      url: config.opensearchUrl,
      timeout: 30_000,
      metrics: createMetrics({ version: 'test', role: 'all' }),
      tracing: new ProcessTracing(undefined, logger),
    });
    const properties = {
      filter: { properties: { org: { type: 'keyword' } } },
      title: { type: 'text' },
      es: { properties: { title: { type: 'text' } } },
    };
    await engine.request({ method: 'PUT', path: `/${index}`, body: { mappings: { dynamic: 'strict', properties } } });
  });
  after(() => engine.stop());

  const extend = (properties: object): Promise<void> => {
    const definition: IndexDefinition = { settings: {}, mappings: { _meta: { version: 2 }, properties } };
    return extendPartly(engine, index, definition, { whole: 'filter' });
  };
  const named = { type: 'text', analyzer: 'one_that_it_does_not_have' };

  it('as far as it can take them, and takes the others unread', async () => {
    await extend({
      filter: { properties: { org: { type: 'keyword' }, level: { type: 'keyword' } } },
      title: named,
      es: { properties: { title: { type: 'text' }, words: named } },
      price: { type: 'double' },
      words: named,
    });
    const document = {
      filter: { org: 'A', level: 'low' },
      title: 'Sailing',
      es: { title: 'Navegar', words: 'Navegar' },
      price: 9.5,
      words: ['Sailing', 'boats'],
    };
    await engine.request({ method: 'PUT', path: `/${index}/_doc/1`, query: { refresh: true }, body: document });
    const count = async (query: object): Promise<number> =>
      (await engine.request<{ count: number }>({ method: 'POST', path: `/${index}/_count`, body: { query } })).count;
    const found = await Promise.all([
      count({ term: { 'filter.level': 'low' } }),
      count({ match: { title: 'sailing' } }),
      count({ match: { 'es.title': 'navegar' } }),
      count({ range: { price: { gt: 9 } } }),
      count({ match: { words: 'sailing' } }),
      count({ match: { 'es.words': 'navegar' } }),
    ]);
    expect(found).to.deep.equal([1, 1, 1, 1, 0, 0]);
    const { _source } = await engine.request<{ _source: object }>({ method: 'GET', path: `/${index}/_doc/1` });
    expect(_source).to.deep.equal(document);
  });

  it('but not without what filters ask about', async () => {
    const refused = await extend({ filter: { properties: { words: named } } }).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(OpenSearchRefusal);
  });
});
