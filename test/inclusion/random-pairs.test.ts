import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { canShow, generateCovering } from '../oracle/cover.ts';
import { Coverage } from '../oracle/coverage.ts';
import { evaluateRead, readFilter } from '../oracle/evaluate.ts';
import { generateContent } from '../oracle/generate-content.ts';
import { Random } from '../oracle/random.ts';
import { asOfMinute } from '../oracle/relative-dates.ts';
import type { JsonObject } from '../oracle/json.ts';
import { readItem, type ReadItem } from '../oracle/read-fields.ts';
import { size } from '../support/size.ts';
import { makeService, sql, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

/** Not a whole minute, so that `now` in a filter is before what items are judged by. */
const now = Date.UTC(2026, 10, 20, 12, 0, 42);
const options = { now, defaultPartner: 'edx' };
/** Pairs of a filter and an item, eight filters for each item. */
const runs = size('FUZZ_RUNS', { short: 12_000, deep: 1_600_000 });
const itemCount = Math.ceil(Math.sqrt(runs / 8));
const filterCount = Math.ceil(runs / itemCount);
/** How often everything that coverage.ts counts is seen true, and seen false, at least; a short run is only compared. */
const leastSeen = runs < 12_000 ? 0 : 3;
/** Filters that come with an entry of an unknown name, which is to be reported and left out. */
const everySoMany = 9;

/**
 * Random filters over random items whose values they are drawn from. Half of the pairs are decided by the item's writer
 * (percolation), half by the filter's (search), and all of them by the evaluator of test/oracle, which knows nothing of src/.
 */
const longestFilter = 4_000_000;

describe('random filters and items', function () {
  this.timeout(600_000);
  let service: TestService;

  before(async () => {
    service = await makeService({ now: () => now });
  });
  after(() => service.stop());

  it('forward, reverse and the evaluator agree, with everything that a filter can say seen both ways', async () => {
    const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
    const told = `SEED=${String(random.seed)}`;
    const { documents, read } = drawContent(random);
    // Twice what is demanded: some filters are stored once for two. A long list of the longest words is refused for its size alone.
    const filters = generateCovering(random, read, { count: filterCount, least: 2 * leastSeen }).filter(
      (filter) => Buffer.byteLength(JSON.stringify(filter)) < longestFilter,
    );

    // First half of the items, all filters, then the rest of the items: the first pairs are decided forward, the others reverse.
    const half = Math.floor(documents.length / 2);
    await store(documents.slice(0, half));
    const uuids = await register(filters);
    await store(documents.slice(half));
    const forward = await memberships();

    // Every item again, as a new revision: now all pairs are decided reverse. Then every filter again: all forward.
    await sql(service.stores, 'UPDATE content SET revision = revision + 1');
    await settleAll();
    expect(await memberships(), `${told}: reverse against both`).to.deep.equal(forward);
    await sql(service.stores, 'DELETE FROM membership');
    await sql(service.stores, 'UPDATE catalog_query SET revision = revision + 1');
    await settleAll();
    expect(await memberships(), `${told}: forward against reverse`).to.deep.equal(forward);

    expect(await countFailedExtractions(), `${told}: filters that are run against every item`).to.equal(0);

    const stored = new Set(
      (await sql<{ content_key: string }>(service.stores, 'SELECT content_key FROM content')).map(
        (row) => row.content_key,
      ),
    );
    const coverage = new Coverage();
    const expected = new Set<string>();
    let pairs = 0;
    for (const [index, filter] of filters.entries()) {
      const uuid = uuids.get(index);
      if (uuid === undefined) {
        continue;
      }
      const readOne = readFilter(filter, asOfMinute(now));
      for (const [position, item] of read.entries()) {
        const key = keyOf(documents[position]);
        if (!stored.has(key)) {
          continue;
        }
        pairs += 1;
        coverage.record(readOne, item);
        if (evaluateRead(readOne, item)) {
          expected.add(`${uuid} ${key}`);
        }
      }
    }
    const lost = [...expected].filter((pair) => !forward.has(pair));
    const extra = [...forward].filter((pair) => !expected.has(pair));
    expect({ lost: lost.slice(0, 5), extra: extra.slice(0, 5) }, told).to.deep.equal({ lost: [], extra: [] });
    expect(coverage.below(leastSeen), `${told}: seen too seldom`).to.deep.equal([]);
    expect(pairs).to.be.greaterThan(runs / 2);
  });

  /** Items that can show whatever is counted, where that is demanded. */
  function drawContent(random: Random): { documents: JsonObject[]; read: ReadItem[] } {
    for (;;) {
      const documents = generateContent(random, { now, count: itemCount });
      const read = documents.map((document) => readItem(document, options));
      if (leastSeen === 0 || canShow(read)) {
        return { documents, read };
      }
    }
  }

  async function store(documents: readonly unknown[]): Promise<void> {
    const { claims } = await service.replication.store(documents, { author });
    const decisions = await service.inclusion.decideItems(claims);
    expect(decisions.map((decision) => decision?.outcome)).to.not.include.members([undefined, 'failed']);
  }

  /**
   * Some filters get an entry of an unknown name first, which is reported: they are decided as without it.
   * @returns the uuid of each filter's query; two filters of one hash share the first one's, the second is left out
   */
  async function register(filters: readonly object[]): Promise<Map<number, string>> {
    const uuids = new Map<number, string>();
    const queries = filters.map((filter, index) => {
      const text = JSON.stringify(index % everySoMany === 0 ? { colour__not: ['red'], ...filter } : filter);
      return {
        uuid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        title: null,
        filter: { text, node: parseJson(text), unknownKeys: 'report' as const },
      };
    });
    const outcomes = await service.inclusion.importQueries(queries);
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.outcome === 'refused') {
        expect(outcome.reason, JSON.stringify(filters[index])).to.match(/same content_filter/);
      } else {
        const unknown = 'unknown' in outcome ? outcome.unknown.map(({ name }) => name) : [];
        const wanted = index % everySoMany === 0 ? ['colour__not'] : [];
        expect(unknown, JSON.stringify(filters[index])).to.deep.equal(wanted);
        uuids.set(index, queries[index]?.uuid ?? '');
      }
    }
    return uuids;
  }

  async function settleAll(): Promise<void> {
    await sql(service.stores, 'UPDATE content SET due_at = UTC_TIMESTAMP(3)');
    await sql(service.stores, 'UPDATE catalog_query SET due_at = UTC_TIMESTAMP(3)');
    while (await service.worker.drainOnce()) {
      // Until nothing is left.
    }
    const { items, queries } = await service.inclusion.backlog();
    expect(items + queries, 'undecided').to.equal(0);
  }

  /** Registered filters that the percolator cannot select by their terms. */
  async function countFailedExtractions(): Promise<number> {
    const { opensearchUrl, indexPrefix } = service.stores.config;
    const answer = await fetch(`${opensearchUrl}/${indexPrefix}catalog-queries/_count`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: { term: { 'query.extraction_result': 'failed' } } }),
    });
    return ((await answer.json()) as { count: number }).count;
  }

  async function memberships(): Promise<Set<string>> {
    const rows = await sql<{ pair: string }>(
      service.stores,
      `SELECT CONCAT(q.uuid, ' ', c.content_key) AS pair FROM membership m
       JOIN catalog_query q ON q.id = m.query_id JOIN content c ON c.id = m.content_id`,
    );
    return new Set(rows.map(({ pair }) => pair));
  }
});

function keyOf(document: unknown): string {
  const { content_type, key, uuid } = document as { content_type: string; key: string; uuid: string };
  return content_type === 'course' || content_type === 'courserun' ? key : uuid;
}
