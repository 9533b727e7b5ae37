import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { compileFilter } from '../../../src/inclusion/filter/compile-filter.ts';
import { filterTest } from '../../../src/inclusion/filter/filter-test.ts';
import { parseFilter } from '../../../src/inclusion/filter/parse-filter.ts';
import { isTestable, selectionOf } from '../../../src/inclusion/filter/selection.ts';
import { digestOf, KnownFilters, type ReadFilter } from '../../../src/inclusion/percolator/known-filters.ts';
import { OpenSearchPercolator } from '../../../src/inclusion/percolator/percolator.opensearch.ts';
import { packStamp } from '../../../src/kernel/ids.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import { createMetrics } from '../../../src/platform/metrics/metrics.ts';
import { OpenSearch } from '../../../src/platform/opensearch/opensearch.ts';
import { readRequestTemplate } from '../../../src/platform/opensearch/request-template.ts';
import { ProcessTracing } from '../../../src/platform/tracing/tracing.ts';
import { project, type Projection } from '../../../src/replication/projection/project.ts';
import type { RawContent } from '../../../src/replication/contract/raw-content.ts';
import { generateContent } from '../../oracle/generate-content.ts';
import { generateFilter } from '../../oracle/generate-filter.ts';
import { Random } from '../../oracle/random.ts';
import { readItem } from '../../oracle/read-fields.ts';
import { asOfMinute } from '../../oracle/relative-dates.ts';
import { makeService, type TestService } from '../../support/service.ts';

const now = Date.UTC(2026, 10, 20, 12, 0, 42);
const options = { now, defaultPartner: 'edx' };
const queries = fileURLToPath(new URL('../../../queries', import.meta.url));
const byOrg = { term: { 'filter.org': 'a' } };
const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };

/** The engine is asked once which filters any of many items is selected by. Each item's answer is its own all the same. */
describe('items that are percolated together', function () {
  this.timeout(60_000);
  let service: TestService;
  let engine: OpenSearch;

  before(async () => {
    service = await makeService();
    engine = new OpenSearch({
      url: service.stores.config.opensearchUrl,
      timeout: 30_000,
      metrics: createMetrics({ version: 'test', role: 'all' }),
      tracing: new ProcessTracing(undefined, logger),
    });
  });
  after(async () => {
    await engine.stop();
    await service.stop();
  });

  it('match what each of them matches alone: random filters and items, by a process that meets them for the first time, twice at once', async () => {
    const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
    const told = `SEED=${String(random.seed)}`;
    const documents = generateContent(random, { now, count: 130 });
    const items = documents.map((document) => readItem(document, options));
    const projections = documents.map((document) => project(document as RawContent, options).projection);
    const filters = Array.from({ length: 900 }, () => generateFilter(random, items))
      .map((filter) => parseFilter(parseJson(JSON.stringify(filter)), { pointer: '' }))
      .map((parsed) => compileFilter(parsed, asOfMinute(now)))
      .filter(isTestable)
      .map((compiled, index) => ({ queryId: index + 1, revision: 7, compiled, usesText: false, sights: [] }));
    expect(filters.filter(({ compiled }) => selectionOf(compiled) === undefined)).to.deep.equal([]);
    const registered = await newPercolator().register(filters, { visible: true });
    expect(registered.filter(({ state }) => state !== 'written')).to.deep.equal([]);

    const percolator = newPercolator();
    const answers = await Promise.all(
      [projections, projections.toReversed()].map((some) => percolator.percolate(some, { words: false })),
    );
    const tests = filters.map(({ queryId, compiled }) => ({ queryId, matches: filterTest(compiled, new Map()) }));
    let matched = 0;
    for (const [place, projection] of projections.entries()) {
      const expected = tests.flatMap(({ queryId, matches }) =>
        matches({ projection, terms: new Map() }) ? [queryId] : [],
      );
      matched += expected.length;
      for (const found of [answers[0]?.[place], answers[1]?.at(-1 - place)]) {
        const ids = [...(found ?? [])].map(([queryId]) => queryId).sort((a, b) => a - b);
        expect(ids, `${told} ${JSON.stringify(documents[place])}`).to.deep.equal(expected);
        expect(new Set(found?.values() ?? [])).to.deep.equal(new Set(expected.length === 0 ? [] : [7]));
      }
    }
    expect(matched, told).to.be.greaterThan(1_000);
  });

  it('keep what they match while another reads a filter of the same stamp anew', async () => {
    const [one, other] = [packStamp(1, 1), packStamp(2, 1)];
    const slow = Promise.withResolvers<undefined>();
    const turns = [undefined, slow.promise, undefined];
    let digest = 10;
    const known = new KnownFilters(async (ids) => {
      const read = ids.map((id) => ({ stamp: packStamp(id, 1), compiled: byOrg, digest }));
      await turns.shift();
      return read;
    });
    const item: Projection = { org: ['a'] };
    expect(await known.matching({ stamps: [one], digests: 10 }, [item])).to.deep.equal([[one]]);
    // Has the first filter, and waits for the second; meanwhile somebody who was told of another sum reads the first again.
    const both = known.matching({ stamps: [one, other], digests: 20 }, [item]);
    digest = 11;
    expect(await known.matching({ stamps: [one], digests: 11 }, [item])).to.deep.equal([[one]]);
    slow.resolve(undefined);
    expect(await both).to.deep.equal([[one, other]]);
    expect(turns).to.deep.equal([]);
  });

  it('are told apart where filters have changed places, as after a restored database', async () => {
    const compiledOf = (level: string): object => ({
      bool: { filter: [{ term: { 'filter.org': 'a' } }, { term: { 'filter.level_type': level } }] },
    });
    let levels = ['x', 'y'];
    const readFilter = (id: number): ReadFilter => {
      const [stamp, compiled] = [packStamp(id, 1), compiledOf(levels[id - 1] ?? '')];
      return { stamp, compiled, digest: digestOf(stamp, compiled) };
    };
    const known = new KnownFilters((ids) => Promise.resolve(ids.map(readFilter)));
    const ask = async (): Promise<number[][]> => {
      const both = [1, 2].map(readFilter);
      const found = { stamps: both.map(({ stamp }) => stamp), digests: sum(both.map(({ digest }) => digest)) };
      return known.matching(found, [{ org: ['a'], level_type: ['x'] }]);
    };
    expect(await ask()).to.deep.equal([[packStamp(1, 1)]]);
    levels = ['y', 'x'];
    expect(await ask()).to.deep.equal([[packStamp(2, 1)]]);
  });

  it('are not tested by more and more filters, where these get other revisions all the time', async () => {
    const reads: number[] = [];
    const known = new KnownFilters((ids) => {
      reads.push(...ids);
      return Promise.resolve(
        ids.map((id) => ({ stamp: packStamp(id, revision), compiled: byOrg, digest: revision * 10 + id })),
      );
    });
    let revision = 1;
    const ask = (): Promise<number[][]> => {
      const stamps = [1, 2].map((id) => packStamp(id, revision));
      return known.matching({ stamps, digests: revision * 20 + 3 }, [{ org: ['a'] }]);
    };
    for (; revision <= 5_000; revision += 1) {
      expect(await ask()).to.deep.equal([[packStamp(1, revision), packStamp(2, revision)]]);
    }
    expect(reads).to.have.length(10_000);
    revision = 5_000;
    expect(await ask()).to.deep.equal([[packStamp(1, revision), packStamp(2, revision)]]);
    // Those of now are still known, and those of before forgotten.
    expect(reads.length).to.equal(10_000);
    revision = 1;
    expect(await ask()).to.deep.equal([[packStamp(1, revision), packStamp(2, revision)]]);
    expect(reads.length).to.equal(10_002);
  });

  it('are tested by filters that were read already, though one that is gone is asked for', async () => {
    const reads: number[][] = [];
    const known = new KnownFilters((ids) => {
      reads.push([...ids]);
      return Promise.resolve(
        ids.filter((id) => id < 3).map((id) => ({ stamp: packStamp(id, 1), compiled: byOrg, digest: id })),
      );
    });
    const [one, other, gone] = [1, 2, 3].map((id) => packStamp(id, 1)) as [number, number, number];
    expect(await known.matching({ stamps: [one], digests: 1 }, [{ org: ['a'] }])).to.deep.equal([[one]]);
    expect(await known.matching({ stamps: [one, other, gone], digests: 6 }, [{ org: ['a'] }])).to.deep.equal([
      [one, other],
    ]);
    // The second is read once, and the first again, since the sum might be another because of it.
    expect(reads).to.deep.equal([[1], [2, 3], [1, 3]]);
  });

  function newPercolator(): OpenSearchPercolator {
    return new OpenSearchPercolator({
      engine,
      alias: `${service.stores.config.indexPrefix}catalog-queries`,
      percolate: readRequestTemplate(queries, 'percolate'),
      percolateWhole: readRequestTemplate(queries, 'percolate-whole'),
    });
  }
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
