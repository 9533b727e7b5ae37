import { expect } from 'chai';
import { filterHolds, type StoredProjection } from '../../../src/inclusion/filter/evaluate-filter.ts';
import { parseFilter } from '../../../src/inclusion/filter/parse-filter.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import { generateContent } from '../../oracle/generate-content.ts';
import { generateFilter } from '../../oracle/generate-filter.ts';
import { Random } from '../../oracle/random.ts';
import { readItem } from '../../oracle/read-fields.ts';
import { makeService, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';

const now = Date.UTC(2026, 10, 20, 12);

/** What explains a decision must say what the engine decides, for every operator and kind of value. */
describe('a filter evaluated on one projection', function () {
  this.timeout(120_000);
  let service: TestService;

  before(async () => {
    service = await makeService({ now: () => now });
  });
  after(() => service.stop());

  it('is what the engine says of the compiled one', async () => {
    const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
    const told = `SEED=${String(random.seed)}`;
    const documents = generateContent(random, { now, count: 60 });
    const items = documents.map((document) => readItem(document, { now, defaultPartner: 'edx' }));
    const { claims } = await service.replication.store(documents, { author });
    await service.inclusion.decideItems(claims);
    const filters = random.times(400, () => JSON.stringify(generateFilter(random, items)));
    const stored = await sql<{ id: number; projection: string }>(
      service.stores,
      'SELECT c.id, b.projection FROM content c JOIN content_body b ON b.content_id = c.id',
    );
    let matched = 0;
    for (const text of new Set(filters)) {
      const node = parseJson(text);
      const parsed = parseFilter(node, { pointer: '' });
      const here = stored
        .filter(({ projection }) => filterHolds(parsed, JSON.parse(projection) as StoredProjection))
        .map(({ id }) => id);
      const preview = await service.inclusion.previewFilter({ text, node });
      expect(preview.matched, `${told}: ${text}`).to.equal(here.length);
      expect(preview.sample, `${told}: ${text}`).to.deep.equal(here.sort((a, b) => a - b).slice(0, 10));
      matched += here.length;
    }
    expect(matched, told).to.be.greaterThan(1_000);
    expect(matched, told).to.be.lessThan((filters.length * stored.length) / 2);
  });
});
