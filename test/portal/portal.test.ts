import { expect } from 'chai';
import { uuidOf } from '../support/documents.ts';
import { testAcademies } from './support/academy-tests.ts';
import { testAnswers } from './support/answer-tests.ts';
import { testCustomers } from './support/customer-tests.ts';
import { testFacets } from './support/facet-tests.ts';
import { foundBy } from './support/found-by.ts';
import { testFuzzedFilters } from './support/fuzz-tests.ts';
import { testKeys } from './support/key-tests.ts';
import { testSteering } from './support/steering-tests.ts';
import { testOrders } from './support/order-tests.ts';
import { testWire } from './support/wire-tests.ts';
import { anna, annasFirst, annasSecond, PortalWorld } from './support/world.ts';

describe("search in the portal's protocol", function () {
  this.timeout(60_000);
  let world: PortalWorld;
  let annas: string;

  before(async () => {
    world = await PortalWorld.open();
    annas = await world.keyOf(anna);
  });
  after(() => world.close());

  testWire(
    () => world,
    () => annas,
  );
  testOrders(() => world);
  testAcademies(
    () => world,
    () => annas,
  );

  describe('an answer', () => {
    it('says what was given up to find something, and else nothing of it', async () => {
      expect(await world.search(annas, { query: 'pyhton' })).to.include({ relaxed: 'typos' });
      expect(await world.search(annas, { query: 'engineering' })).to.not.have.property('relaxed');
    });

    it('is whole', async () => {
      const { hits, queryID, ...answer } = await world.search(annas, {
        query: 'python data',
        facets: ['content_type', 'partners.name', 'skill_names'],
        clickAnalytics: true,
        hitsPerPage: 1,
      });
      expect(queryID).to.match(/^[0-9a-f]{32}$/);
      expect(answer).to.deep.include({
        nbHits: 2,
        page: 0,
        nbPages: 2,
        hitsPerPage: 1,
        facets: {
          content_type: { course: 2 },
          'partners.name': { 'North University': 2 },
          skill_names: { Pandas: 1, Plotting: 1, SQL: 1 },
        },
        exhaustiveFacetsCount: true,
        exhaustiveNbHits: true,
        exhaustiveTypo: true,
        exhaustive: { facetsCount: true, facetValues: true, nbHits: true, typo: true },
        query: 'python data',
        index: 'enterprise_catalog',
        renderingContent: {},
      });
      expect(answer).to.have.property('params').that.includes('query=python%20data');
      expect(answer).to.have.property('processingTimeMS').that.is.a('number');
      expect(answer).to.have.property('serverTimeMS').that.is.a('number');
      expect(hits).to.have.length(1);
      const [hit] = hits;
      expect(hit?.objectID).to.match(/^course-[0-9a-f-]{36}$/);
      expect(hit).to.include({ key: 'Find+1', content_type: 'course', title: 'Python for Data Science' });
      expect(hit?.partners.map(({ name }) => name)).to.deep.equal(['North University']);
      expect(hit?._highlightResult?.['title']).to.deep.equal({
        value: '<em>Python</em> for <em>Data</em> Science',
        matchLevel: 'full',
        fullyHighlighted: false,
        matchedWords: ['python', 'data'],
      });
      expect(hit?._highlightResult?.partners?.[0]?.name).to.deep.equal({
        value: 'North University',
        matchLevel: 'none',
        matchedWords: [],
      });
    });

    it('has the pages, members, attributes and tags that were asked for', async () => {
      const second = await world.search(annas, { hitsPerPage: 2, page: 1 });
      expect(second).to.include({ nbHits: 3, nbPages: 2, page: 1 });
      expect(second.hits).to.have.length(1);
      expect(second).to.not.have.any.keys('queryID', 'facets', 'unsupported', 'message');
      const past = await world.search(annas, { hitsPerPage: 1_000, page: 500 });
      expect(past).to.include({ nbHits: 3, page: 500 });
      expect(past.hits).to.deep.equal([]);
      const counted = await world.search(annas, { hitsPerPage: 0, facets: ['*'] });
      expect(counted).to.include({ nbHits: 3, nbPages: 0 });
      expect(counted.hits).to.deep.equal([]);
      expect(counted.facets?.['level_type']).to.deep.equal({ Introductory: 1, Advanced: 1, Intermediate: 1 });

      const few = await world.search(annas, { responseFields: ['hits', 'nbHits'], attributesToRetrieve: ['title'] });
      expect(few).to.have.all.keys('hits', 'nbHits');
      expect(Object.keys(few.hits[0] ?? {}).sort()).to.deep.equal(['_highlightResult', 'objectID', 'title']);
      const bare = await world.search(annas, { attributesToHighlight: [], attributesToRetrieve: ['*', '-title'] });
      expect(bare.hits[0]).to.not.have.any.keys('_highlightResult', 'title');
      const tagged = await world.search(annas, {
        query: 'biologia',
        attributesToHighlight: ['title'],
        highlightPreTag: '<b>',
        highlightPostTag: '</b>',
      });
      expect(tagged.hits[0]?._highlightResult).to.deep.equal({
        title: {
          value: '<b>Biología</b> molecular',
          matchLevel: 'full',
          fullyHighlighted: false,
          matchedWords: ['biologia'],
        },
      });
    });

    it('names what it leaves out of account', async () => {
      const answer = await world.search(annas, {
        optionalFilters: ['content_type:course'],
        facets: ['level_type', 'nothing_of_the_kind'],
        filters: 'NOT other_thing:x',
      });
      expect(answer.unsupported).to.have.members(['optionalFilters', 'other_thing', 'nothing_of_the_kind']);
      expect(answer.message).to.include('optionalFilters');
      expect(answer.nbHits).to.equal(3);
      const none = await world.search(annas, { filters: 'other_thing:x' });
      expect(none).to.deep.include({ nbHits: 0, hits: [], unsupported: ['other_thing'] });
    });

    testAnswers(
      () => world,
      () => annas,
    );

    it('of several searches at once: in order, whatever they share', async () => {
      const base = { indexName: 'enterprise_catalog', facets: ['level_type', 'content_type'] };
      const { body } = await world.ask(annas, '*/queries', {
        requests: [
          { ...base, hitsPerPage: 2, facetFilters: [['level_type:Advanced']] },
          { ...base, facets: 'level_type', hitsPerPage: 0, analytics: false },
          { ...base, type: 'facet', facet: 'partners.name', facetQuery: 'univ', maxFacetHits: 10 },
          { ...base, query: 'biologia', facets: [] },
          { ...base, filters: 'metadata_language:fr' },
        ],
      });
      expect(body.results?.map(({ nbHits }) => nbHits)).to.deep.equal([1, 3, undefined, 1, 0]);
      expect(body.results?.[0]?.facets?.['level_type']).to.deep.equal({ Advanced: 1 });
      expect(body.results?.[1]?.facets).to.deep.equal({
        level_type: { Introductory: 1, Advanced: 1, Intermediate: 1 },
      });
      expect(body.results?.[1]?.hits).to.deep.equal([]);
      expect(body.results?.[2]?.facetHits).to.have.deep.members([
        { value: 'North University', highlighted: 'North <em>Univ</em>ersity', count: 2 },
        { value: 'Universidad del Sur', highlighted: '<em>Univ</em>ersidad del Sur', count: 1 },
      ]);
      expect(body.results?.[3]?.hits.map(({ key }) => key)).to.deep.equal(['Find+4']);
    });

    it('of the landing page is what the portal expects', async () => {
      const filters =
        `(enterprise_catalog_query_uuids:${annasFirst.query} OR enterprise_catalog_query_uuids:${annasSecond.query})` +
        ' AND NOT content_type:video AND metadata_language:en';
      expect(await world.keys(annas, { filters })).to.deep.equal(['Find+1', 'Find+2', 'Find+4']);
      expect(await world.keys(annas, { filters: `content_type:course AND ${filters}` })).to.have.length(3);
      expect(await world.keys(annas, { filters: 'aggregation_key: null' })).to.deep.equal([]);
      expect(
        await world.keys(annas, { filters: `enterprise_catalog_query_titles:"${annasSecond.title}"` }),
      ).to.deep.equal(['Find+4']);
    });
  });

  it('finds what filters of every form say', async () => {
    for (const [members, found] of foundBy) {
      expect(await world.keys(annas, members), JSON.stringify(members)).to.deep.equal(found);
    }
    const { body } = await world.ask(annas, '*/queries', {
      requests: [
        {
          indexName: 'i',
          facets: ['skill_names', 'level_type'],
          facetFilters: [['skill_names:SQL', 'skill_names:Pandas']],
        },
        { indexName: 'i', facets: 'skill_names', hitsPerPage: 0 },
      ],
    });
    expect(body.results?.map(({ nbHits, facets }) => [nbHits, facets])).to.deep.equal([
      [2, { skill_names: { Pandas: 1, Plotting: 1, SQL: 1 }, level_type: { Introductory: 1, Advanced: 1 } }],
      [3, { skill_names: { Pandas: 1, Plotting: 1, SQL: 1 } }],
    ]);
  });

  it('searches in some of the customer’s queries', async () => {
    const third = { catalog: uuidOf('a third catalog'), query: uuidOf('a third query'), title: 'A third' };
    await world.saveCatalog(third, anna, ['Find+5']);
    const filters = `enterprise_catalog_query_uuids:${annasFirst.query} OR enterprise_catalog_query_uuids:${third.query}`;
    expect(await world.keys(annas, { filters })).to.deep.equal(['Find+1', 'Find+2', 'Find+5']);
    await world.api.ask('DELETE', `/api/v1/enterprise-catalogs/${third.catalog}/`);
    expect(await world.keys(annas, { filters })).to.deep.equal(['Find+1', 'Find+2']);
  });

  testCustomers(
    () => world,
    () => annas,
  );
  testFacets(
    () => world,
    () => annas,
  );
  testKeys(() => world);
  testSteering(() => world);
  testFuzzedFilters(() => world);
});
