import { expect } from 'chai';
import { canShow, generateCovering } from './cover.ts';
import { Coverage } from './coverage.ts';
import { evaluateRead, readFilter } from './evaluate.ts';
import { generateContent, mutateContent } from './generate-content.ts';
import { generateFilter, mutateFilter } from './generate-filter.ts';
import type { JsonObject } from './json.ts';
import { Random } from './random.ts';
import { readItem } from './read-fields.ts';
import type { ReadItem } from './read-fields.ts';

const now = Date.UTC(2026, 3, 15, 10, 30);
const overTheWire = (value: JsonObject): unknown => JSON.parse(JSON.stringify(value));
const read = (raw: JsonObject): ReadItem => readItem(overTheWire(raw), { now, defaultPartner: 'edx' });

/** Fresh every time, so that the generators are tried on more than one path; the seed is in every message. */
const random = new Random();
const seed = `seed ${String(random.seed)}`;

describe(`the generators (${seed})`, () => {
  it('give the same for the same seed', () => {
    const contentOf = (one: Random): string => JSON.stringify(generateContent(one, { now, count: 20 }));
    expect(contentOf(new Random(7))).to.equal(contentOf(new Random(7)));
    expect(contentOf(new Random(7))).not.to.equal(contentOf(new Random(8)));
  });

  it('write content of all types with keys of its own, that survives JSON', () => {
    const raws = generateContent(random, { now, count: 300 });
    expect(new Set(raws.map((raw) => raw['key'] ?? raw['uuid'])).size).to.equal(300);
    const types = new Set(raws.map((raw) => raw['content_type']));
    expect([...types].toSorted()).to.deep.equal(['course', 'courserun', 'learnerpathway', 'program']);
    for (const raw of raws) {
      expect(read(raw)).to.deep.equal(readItem(raw, { now, defaultPartner: 'edx' }));
    }
    expect(raws.filter((raw) => read(raw).restricted)).not.to.be.empty;
  });

  it('write acceptable filters that match neither nothing nor everything, and show every operator both ways', () => {
    const items = generateContent(random, { now, count: 100 }).map(read);
    const filters = random.times(600, () => readFilter(overTheWire(generateFilter(random, items)), now));
    const coverage = new Coverage();
    let matches = 0;
    for (const filter of filters) {
      for (const item of items) {
        coverage.record(filter, item);
        matches += evaluateRead(filter, item) ? 1 : 0;
      }
    }
    expect(matches / (filters.length * items.length), seed).to.be.within(0.1, 0.6);
    expect(coverage.tallies().size).to.equal(55);
    const operators = /^(keyword|boolean|number|date|text|group) /;
    expect(
      coverage.below(10).filter((name) => operators.test(name)),
      seed,
    ).to.deep.equal([]);
  });

  it('write filters that show whatever is counted, also of few items', () => {
    let items: ReadItem[] = [];
    while (!canShow(items)) {
      items = generateContent(random, { now, count: 30 }).map(read);
    }
    const filters = generateCovering(random, items, { count: 100, least: 5 });
    const coverage = new Coverage();
    for (const filter of filters) {
      const readOne = readFilter(overTheWire(filter), now);
      items.forEach((item) => {
        coverage.record(readOne, item);
      });
    }
    expect(coverage.below(5), seed).to.deep.equal([]);
    expect(filters.length, seed).to.be.within(100, 300);
  });

  it('change content without changing what it is', () => {
    for (const raw of generateContent(random, { now, count: 100 })) {
      const before = JSON.stringify(raw);
      const changed = mutateContent(random, raw, now);
      expect(JSON.stringify(raw)).to.equal(before);
      expect(JSON.stringify(changed)).not.to.equal(before);
      for (const member of ['content_type', 'key', 'uuid', 'aggregation_key']) {
        expect(changed[member], member).to.equal(raw[member]);
      }
    }
  });

  it('change filters into other acceptable ones', () => {
    const items = generateContent(random, { now, count: 30 }).map(read);
    let filter = generateFilter(random, items);
    for (let step = 0; step < 300; step++) {
      const before = JSON.stringify(filter);
      const changed = mutateFilter(random, filter, items);
      expect(JSON.stringify(filter)).to.equal(before);
      expect(JSON.stringify(changed)).not.to.equal(before);
      expect(() => readFilter(overTheWire(changed), now), seed).not.to.throw();
      filter = changed;
    }
  });
});
