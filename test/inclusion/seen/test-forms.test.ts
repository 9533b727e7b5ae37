import { expect } from 'chai';
import { readTerms } from '../../../src/content-index/read-terms.opensearch.ts';
import type { ContentIndex, Terms } from '../../../src/content-index/port.ts';
import { compileFilter } from '../../../src/inclusion/filter/compile-filter.ts';
import { parseFilter } from '../../../src/inclusion/filter/parse-filter.ts';
import { testForms } from '../../../src/inclusion/seen/test-forms.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import { createMetrics } from '../../../src/platform/metrics/metrics.ts';
import { OpenSearch } from '../../../src/platform/opensearch/opensearch.ts';
import { ProcessTracing } from '../../../src/platform/tracing/tracing.ts';
import { project, type Projection } from '../../../src/replication/projection/project.ts';
import type { RawContent } from '../../../src/replication/contract/raw-content.ts';
import { Coverage } from '../../oracle/coverage.ts';
import { evaluateRead, readFilter } from '../../oracle/evaluate.ts';
import { generateContent } from '../../oracle/generate-content.ts';
import { generateFilter } from '../../oracle/generate-filter.ts';
import { Random } from '../../oracle/random.ts';
import { readItem } from '../../oracle/read-fields.ts';
import { asOfMinute } from '../../oracle/relative-dates.ts';
import { makeService, type TestService } from '../../support/service.ts';

const now = Date.UTC(2026, 10, 20, 12, 0, 42);
const options = { now, defaultPartner: 'edx' };
const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };
const [itemCount, filterCount] = [38, 315];

/** Filters beside forms that no index holds: what is said here has to be what the engine says when it decides. */
describe('a filter is asked about forms of items', function () {
  this.timeout(60_000);
  let service: TestService;
  let engine: OpenSearch;
  let contentIndex: Pick<ContentIndex, 'termsOf'>;

  before(async () => {
    service = await makeService();
    const { opensearchUrl, indexPrefix } = service.stores.config;
    engine = new OpenSearch({
      url: opensearchUrl,
      timeout: 30_000,
      metrics: createMetrics({ version: 'test', role: 'all' }),
      tracing: new ProcessTracing(undefined, logger),
    });
    contentIndex = { termsOf: (texts) => readTerms(engine, `${indexPrefix}content`, texts) };
  });
  after(async () => {
    await engine.stop();
    await service.stop();
  });

  const compile = (filter: object): object =>
    compileFilter(parseFilter(parseJson(JSON.stringify(filter)), { pointer: '' }), asOfMinute(now));
  const form = (members: object, allowed: readonly string[] = []): Projection =>
    project({ content_type: 'course', key: 'T+1', ...members }, { ...options, allowed: new Set(allowed) }).projection;

  it('and says what the evaluator of the language says, with nearly every operator seen both ways', async () => {
    const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
    const told = `SEED=${String(random.seed)}`;
    const documents = generateContent(random, { now, count: itemCount });
    const items = documents.map((document) => readItem(document, options));
    const plain = items.map(({ raw }) => project(raw as RawContent, options).projection);
    const coverage = new Coverage();
    // Each text is analysed once: the same ones are asked about for every filter.
    const known = new Map<string, Terms>();
    const remembering: Pick<ContentIndex, 'termsOf'> = {
      termsOf: async (texts) => {
        const names = texts.map((text) => JSON.stringify(text));
        const missing = texts.filter((_, place) => !known.has(names[place] ?? ''));
        const terms = missing.length === 0 ? [] : await contentIndex.termsOf(missing);
        for (const [place, text] of missing.entries()) {
          known.set(JSON.stringify(text), terms[place] ?? new Map());
        }
        return names.map((name) => known.get(name) ?? new Map());
      },
    };
    for (let count = 0; count < filterCount; count += 1) {
      const filter = generateFilter(random, items);
      const read = readFilter(filter, asOfMinute(now));
      const forms = items.map(({ raw, contentType }, place) => {
        const key = String(raw['key']);
        const isAllowed = [...read.allowed.values()].some((runs) => runs.has(key));
        const allowed = contentType === 'course' ? read.allowed.get(key) : isAllowed ? new Set([key]) : undefined;
        return allowed === undefined
          ? (plain[place] ?? {})
          : project(raw as RawContent, { ...options, allowed }).projection;
      });
      const said = await testForms(remembering, forms, [compile(filter)]);
      for (const [place, item] of items.entries()) {
        coverage.record(read, item);
        if (said[place]?.[0] !== evaluateRead(read, item)) {
          expect.fail(`${told} ${JSON.stringify(filter)} ${JSON.stringify(item.raw)}`);
        }
      }
    }
    // So few filters may leave out one or another of the operators of a type.
    expect(coverage.below(1).length, `${told}: never seen: ${coverage.below(1).join('; ')}`).to.be.below(8);
  });

  it('takes words as the index does: stemmed, in a row, in one value, and of several fields together', async () => {
    const forms = [
      form({ title: 'Sailing in the old harbours', short_description: 'Knots and ropes' }),
      form({ title: 'The old man and the harbour' }),
    ];
    const cases: [filter: object, expected: boolean[]][] = [
      [{ title__match: 'harbour sails' }, [true, false]],
      [{ title: 'old harbours' }, [true, false]],
      [{ title: 'the old' }, [true, true]],
      [{ title: 'old the' }, [false, false]],
      [{ q__match: 'knot sail' }, [true, false]],
      [{ q: 'harbours knots' }, [false, false]],
      [{ key__phrase: 't 1' }, [true, true]],
      [{ any_of: [{ title: 'man' }, { short_description: 'ropes' }] }, [true, true]],
      [{ none_of: [{ title: 'man' }] }, [true, false]],
    ];
    const said = await testForms(
      contentIndex,
      forms,
      cases.map(([filter]) => compile(filter)),
    );
    for (const [place, [filter, expected]] of cases.entries()) {
      expect(
        said.map((ofForm) => ofForm[place]),
        JSON.stringify(filter),
      ).to.deep.equal(expected);
    }
  });

  it('asks the engine nothing where no filter looks at words', async () => {
    const termsOf = (): never => {
      throw new Error('asked');
    };
    const said = await testForms({ termsOf }, [form({ title: 'A', org: 'a' })], [compile({ org: 'a' })]);
    expect(said).to.deep.equal([[true]]);
  });
});
