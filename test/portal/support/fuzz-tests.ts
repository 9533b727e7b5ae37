import { expect } from 'chai';
import fc from 'fast-check';
import { anyTokens, nearlyFilters, textOf } from './random-tokens.ts';
import { readByGrammar } from './reference.ts';
import { anna, type PortalWorld } from './world.ts';

/** Filters of every kind as they come over HTTP, and go on to the engine, on the service of the test that calls it. */
export function testFuzzedFilters(world: () => PortalWorld): void {
  describe('filters drawn at random', function () {
    this.timeout(120_000);
    let key: string;

    before(async () => {
      key = await world().keyOf(anna);
    });

    const statusOf = async (members: object): Promise<number> => {
      const { status, body } = await world().ask(key, 'enterprise_catalog/query', { hitsPerPage: 1, ...members });
      if (status !== 200) {
        expect(body, JSON.stringify(members)).to.include({ status });
      }
      return status;
    };
    /** Any characters, half of one, and what ends a text elsewhere. */
    const anything = fc.uint16Array({ maxLength: 20 }).map((codes) => String.fromCharCode(...codes));

    it('are answered where the grammar has them, with 400 where not, by the hundred', async () => {
      const texts = fc
        .sample(fc.oneof(anyTokens, nearlyFilters, nearlyFilters), 600)
        .map((tokens) => ({ text: textOf(tokens, ' '), isFilter: readByGrammar(tokens) !== undefined }));
      const good = texts.filter(({ isFilter }) => isFilter);
      const bad = texts.filter(({ isFilter }) => !isFilter);
      expect(Math.min(good.length, bad.length)).to.be.greaterThan(50);
      for (const { text } of bad) {
        expect(await statusOf({ filters: text }), text).to.equal(400);
      }
      for (let start = 0; start < good.length; start += 50) {
        const requests = good
          .slice(start, start + 50)
          .map(({ text }) => ({ indexName: 'i', filters: text, hitsPerPage: 1 }));
        const { status, body } = await world().ask(key, '*/queries', { requests });
        expect(status, JSON.stringify([requests, body])).to.equal(200);
        expect(body.results).to.have.length(requests.length);
      }
    });

    it('are answered or refused whatever they are made of, and never more', async () => {
      const nested = fc.array(fc.oneof(anything, fc.array(anything, { maxLength: 3 })), { maxLength: 3 });
      const members = fc.oneof(
        anything.map((filters) => ({ filters })),
        fc.tuple(fc.constantFrom('a:', 'price<', '"', 'NOT ', '('), anything).map((two) => ({ filters: two.join('') })),
        nested.map((facetFilters) => ({ facetFilters })),
        nested.map((numericFilters) => ({ numericFilters })),
        fc.jsonValue({ maxDepth: 2 }).map((filters) => ({ filters })),
        fc.jsonValue({ maxDepth: 3 }).map((facetFilters) => ({ facetFilters })),
        anything.map((text) => ({ params: `filters=${text}` })),
        anything.map((query) => ({ query })),
        anything.map((facetQuery) => ({ facetName: 'skill_names', facetQuery })),
        anything.map((facetName) => ({ facetName })),
        anything.map((text) => ({
          params: `facetFilters=${encodeURIComponent(JSON.stringify([[`level_type:${text}`]]))}`,
        })),
      );
      for (const one of fc.sample(members, 150)) {
        expect(await statusOf(one), JSON.stringify(one)).to.be.oneOf([200, 400]);
      }
    });
  });
}
