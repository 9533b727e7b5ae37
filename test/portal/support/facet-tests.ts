import { expect } from 'chai';
import { makeSecuredKey } from '../../../src/access/search-keys/secured-key.ts';
import { anna, annasFirst, annasSecond, brunos, portalSecret, type PortalAnswer, type PortalWorld } from './world.ts';

const titles = 'enterprise_catalog_query_titles';
const [first, second, his] = [annasFirst, annasSecond, brunos].map(({ title }) => `${titles}:"${title}"`) as [
  string,
  string,
  string,
];

const chosen = ({ title }: { title: string }): string => `${titles}:${title}`;

/** What is counted by other things than attributes of the index, on the service of the test that calls it. @param annas Anna's key */
export function testFacets(world: () => PortalWorld, annas: () => string): void {
  const search = (members: Record<string, unknown>): Promise<PortalAnswer> => world().search(annas(), members);
  const several = async (
    requests: readonly object[],
    more: object = {},
    key = annas(),
  ): Promise<readonly (PortalAnswer & { processed?: boolean })[]> => {
    const { status, body } = await world().ask(key, '*/queries', {
      requests: requests.map((one) => ({ indexName: 'i', ...one })),
      ...more,
    });
    expect(status, JSON.stringify(body)).to.equal(200);
    return body.results ?? [];
  };

  describe('titles of queries as a facet', () => {
    const named = `${first} OR ${second}`;
    const both = { [annasFirst.title]: 2, [annasSecond.title]: 1 };

    it('are counted where they are named, also narrowed and with words', async () => {
      expect((await search({ facets: [titles], filters: named })).facets).to.deep.equal({ [titles]: both });
      const narrowed = await search({ facets: [titles, 'level_type'], filters: `(${named}) AND level_type:Advanced` });
      expect(narrowed.facets).to.deep.equal({ [titles]: { [annasFirst.title]: 1 }, level_type: { Advanced: 1 } });
      const worded = await search({ facets: [titles], filters: named, query: 'biologia' });
      expect(worded.facets).to.deep.equal({ [titles]: { [annasSecond.title]: 1 } });
      expect(worded).to.not.have.property('unsupported');
    });

    it('are counted by what is refined of them only where the search says so, as libraries ask', async () => {
      const facets = [titles, 'level_type'];
      const [main, ofTitles, ofLevels] = await several([
        {
          facets,
          filters: named,
          facetFilters: [[chosen(annasSecond)], ['level_type:Intermediate', 'level_type:Advanced']],
        },
        {
          facets: titles,
          filters: named,
          facetFilters: [['level_type:Intermediate', 'level_type:Advanced']],
          hitsPerPage: 0,
        },
        { facets: 'level_type', filters: named, facetFilters: [[chosen(annasSecond)]], hitsPerPage: 0 },
      ]);
      expect(main?.hits.map(({ key }) => key)).to.deep.equal(['Find+4']);
      expect(main?.facets).to.deep.equal({ [titles]: { [annasSecond.title]: 1 }, level_type: { Intermediate: 1 } });
      expect(ofTitles?.facets).to.deep.equal({ [titles]: { [annasFirst.title]: 1, [annasSecond.title]: 1 } });
      expect(ofLevels?.facets).to.deep.equal({ level_type: { Intermediate: 1 } });
    });

    it('are the same in searches that the engine is asked as one', async () => {
      for (const query of ['', 'python']) {
        const views = [['level_type:Advanced'], ['level_type:Introductory'], []].map((facetFilters) => ({
          ...{ query, facets: [titles], filters: named, facetFilters, hitsPerPage: 5 },
        }));
        const together = await several(views);
        const alone = await Promise.all(views.map(async (one) => (await several([one]))[0]));
        expect(together.map(({ facets }) => facets)).to.deep.equal(alone.map((one) => one?.facets));
        expect(together[2]?.facets?.[titles]).to.include({ [annasFirst.title]: 2 });
      }
    });

    it('of another customer are never counted, nor any where none is named', async () => {
      for (const members of [
        { filters: `${first} OR ${his}` },
        { filters: `${first} OR ${second} OR ${his}`, facetFilters: [[chosen(annasFirst), chosen(brunos)]] },
        { filters: his, facetFilters: [[chosen(brunos)]] },
      ]) {
        const { facets = {}, hits } = await search({ ...members, facets: [titles] });
        expect(JSON.stringify(facets)).to.not.include(brunos.title);
        expect(hits.map(({ key }) => key)).to.not.include('Find+3');
      }
      const unnamed = await search({ facets: [titles] });
      expect(unnamed).to.deep.include({ nbHits: 3, unsupported: [titles] });
      expect(unnamed.facets).to.equal(undefined);
      const gone = `enterprise_catalog_uuids:${brunos.catalog} AND ${first}`;
      expect((await search({ facets: [titles], filters: gone })).nbHits).to.equal(0);
    });

    it('are those of the key, where that names them', async () => {
      const key = makeSecuredKey(portalSecret, {
        filters: `${first} OR ${his}`,
        ...{ validUntil: undefined, restrictIndices: undefined, userToken: undefined },
      });
      const counted = { [annasFirst.title]: 2, [brunos.title]: 3 };
      expect((await world().search(key, { facets: [titles] })).facets).to.deep.equal({ [titles]: counted });
      const less = await world().search(key, { facets: [titles], filters: `${first} OR ${second}` });
      expect(less.facets).to.deep.equal({ [titles]: { [annasFirst.title]: 2 } });
      const hers = await world().search(key, { facets: [titles], filters: `enterprise_customer_uuids:${anna}` });
      expect(hers.facets).to.deep.equal({ [titles]: { [annasFirst.title]: 2 } });
    });

    it('are named where a hit is to have them', async () => {
      const answer = await search({ attributesToRetrieve: ['title', titles, 'enterprise_catalog_query_uuids'] });
      expect(answer.unsupported).to.deep.equal([
        `attributesToRetrieve (${titles})`,
        'attributesToRetrieve (enterprise_catalog_query_uuids)',
      ]);
    });
  });

  describe('a facet', () => {
    it('of languages has the one that is asked in; skills are counted by their names; others are named', async () => {
      const answer = await search({
        facets: ['metadata_language', 'skills', 'skills.name', 'original_image_url', 'marketing_url'],
        filters: 'metadata_language:es',
      });
      const skills = { Pandas: 1, Plotting: 1, SQL: 1 };
      expect(answer.facets).to.deep.equal({ metadata_language: { es: 3 }, skills, 'skills.name': skills });
      expect(answer.unsupported).to.deep.equal(['original_image_url', 'marketing_url']);
      const none = await search({ facets: ['metadata_language'], filters: 'key:nothing' });
      expect(none.facets).to.deep.equal({});
    });

    it('has its values by alphabet where they are wanted so: the first ones, and not the most frequent', async () => {
      const orders = [
        ['count', 'Computer Science'],
        ['alpha', 'Biology & Life Sciences'],
      ] as const;
      for (const [sortFacetValuesBy, first] of orders) {
        const { facets } = await search({ facets: ['subjects'], maxValuesPerFacet: 1, sortFacetValuesBy });
        expect(Object.keys(facets?.['subjects'] ?? {})).to.deep.equal([first]);
        const { body } = await world().ask(annas(), 'i/facets/subjects/query', { sortFacetValuesBy, maxFacetHits: 1 });
        expect(body.facetHits?.map(({ value }) => value)).to.deep.equal([first]);
      }
      const alpha = { facetQuery: 's', sortFacetValuesBy: 'alpha' };
      const found = await world().ask(annas(), 'i/facets/subjects/query', alpha);
      expect(found.body.facetHits?.map(({ value, count }) => [value, count])).to.deep.equal([
        ['Biology & Life Sciences', 1],
        ['Computer Science', 2],
        ['Data Analysis & Statistics', 1],
      ]);
      const none = await world().ask(annas(), 'i/facets/subjects/query', { ...alpha, maxFacetHits: 0 });
      expect(none.body.facetHits).to.deep.equal([]);
    });

    it('of numbers is named where its values are searched', async () => {
      for (const facet of ['first_enrollable_paid_seat_price', 'advertised_course_run.upgrade_deadline']) {
        const { body } = await world().ask(annas(), `i/facets/${facet}/query`, { facetQuery: '1' });
        expect(body).to.deep.include({ facetHits: [], unsupported: [facet] });
      }
    });
  });

  it('leaves out what follows a search that finds as many as it wants, where it is told so', async () => {
    const requests = [
      { query: 'nothingofthekind', typoTolerance: false, hitsPerPage: 1 },
      { query: 'biologia', hitsPerPage: 1, clickAnalytics: true },
      { query: 'python', hitsPerPage: 1, clickAnalytics: true },
      { type: 'facet', facet: 'partners.name', facetQuery: 'univ' },
    ];
    const stopped = await several(requests, { strategy: 'stopIfEnoughMatches' });
    expect(stopped.map(({ nbHits, processed }) => [nbHits, processed])).to.deep.equal([
      [0, true],
      [1, true],
      [0, false],
      [undefined, false],
    ]);
    expect(stopped[2]).to.deep.include({ hits: [], nbPages: 0 }).and.not.have.property('queryID');
    expect(stopped[1]).to.have.property('queryID');
    expect(stopped[3]?.facetHits).to.deep.equal([]);
    const wanting = await several(
      requests.map((one) => ({ ...one, hitsPerPage: 9 })),
      { strategy: 'stopIfEnoughMatches' },
    );
    expect(wanting.map(({ processed }) => processed)).to.deep.equal([true, true, true, true]);
    const all = await several(requests, { strategy: 'none' });
    expect(all[2]?.nbHits).to.equal(2);
    expect(all.some((one) => 'processed' in one)).to.equal(false);
  });
}
