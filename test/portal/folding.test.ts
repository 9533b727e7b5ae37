import { expect } from 'chai';
import fc from 'fast-check';
import { EngineTap } from './support/engine-tap.ts';
import { moreCatalog, saveMore } from './support/more-courses.ts';
import { landingPage, resultsPage, type Chosen, type PageQuery } from './support/page-queries.ts';
import { anna, annasFirst, PortalWorld } from './support/world.ts';

const filters =
  `(enterprise_catalog_query_uuids:${annasFirst.query} OR enterprise_catalog_query_uuids:${moreCatalog.query})` +
  ' AND NOT content_type:video AND metadata_language:en';

const chosen: Chosen[] = [
  ['content_type', 'course'],
  ['level_type', 'Introductory', 'Advanced'],
  ['skill_names', 'Pandas', 'SQL'],
];

describe('searches of one page, on the engine', function () {
  this.timeout(60_000);
  let tap: EngineTap;
  let world: PortalWorld;
  let key: string;

  before(async () => {
    tap = await EngineTap.open(process.env['OPENSEARCH_URL'] ?? '');
    world = await PortalWorld.open({ OPENSEARCH_URL: tap.url });
    await saveMore(world, anna);
    key = await world.keyOf(anna);
  });
  after(async () => {
    await world.close();
    await tap.close();
  });

  /** Answers without what tells one moment from another, as texts. */
  async function ask(requests: readonly PageQuery[]): Promise<string[]> {
    const { status, body } = await world.ask(key, '*/queries', { requests });
    expect(status, JSON.stringify(body)).to.equal(200);
    return (body.results ?? []).map((answer) =>
      JSON.stringify({ ...answer, queryID: null, processingTimeMS: null, serverTimeMS: null }),
    );
  }

  async function alone(requests: readonly PageQuery[]): Promise<string[]> {
    const answers: string[] = [];
    for (const request of requests) {
      answers.push(...(await ask([request])));
    }
    return answers;
  }

  const pages: [what: string, queries: PageQuery[], searches: number][] = [
    ['a page of results with three facets chosen', resultsPage(filters, 'data', chosen), 1],
    ['its second page', resultsPage(filters, 'data', chosen, 1), 1],
    ['the same without words', resultsPage(filters, '', chosen), 1],
    ['the landing page, five lists with nine facets', landingPage(filters, ''), 1],
    ['the landing page with words', landingPage(filters, 'python'), 1],
    ['the landing page with three facets chosen, twenty searches', landingPage(filters, 'data', chosen), 1],
    // Asked as typed, and for words like them.
    ['words that are misspelt', resultsPage(filters, 'pyhton', chosen), 2],
    // And for some of the words.
    ['words of which some occur nowhere', resultsPage(filters, 'pyhton nothingofthekind', chosen), 3],
  ];
  for (const [what, queries, searches] of pages) {
    it(`of ${what}, are ${String(searches)} of the engine's, and answer as they do alone`, async () => {
      tap.take();
      const folded = await ask(queries);
      expect(tap.take()).to.deep.equal({ requests: searches, searches });
      const apart = await alone(queries);
      expect(tap.take().searches).to.equal(queries.length * searches);
      expect(folded).to.deep.equal(apart);
      expect(new Set(folded).size, 'they do not all answer the same').to.be.greaterThan(1);
    });
  }

  it('are one for each catalog where they ask for several, and not more because one is not there', async () => {
    const within = (catalog: string) =>
      resultsPage(filters, 'data', chosen).map((query) => ({
        ...query,
        filters: `enterprise_catalog_uuids:${catalog}`,
        // Its two items are few.
        typoTolerance: false,
      }));
    const queries = [...within(annasFirst.catalog), ...resultsPage(filters, 'data', chosen)];
    tap.take();
    const folded = await ask(queries);
    expect(tap.take()).to.deep.equal({ requests: 1, searches: 2 });
    expect(folded).to.deep.equal(await alone(queries));
    tap.take();
    const missing = await ask([
      ...within('0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f'),
      ...resultsPage(filters, 'data', chosen),
    ]);
    expect(tap.take()).to.deep.equal({ requests: 1, searches: 1 });
    expect(missing.slice(chosen.length + 1)).to.deep.equal(folded.slice(chosen.length + 1));
    expect(missing[0]).to.include('"nbHits":0');
  });

  it('drawn at random, answer byte for byte as they do alone', async () => {
    const clause = fc.constantFrom(
      ['level_type:Introductory', 'level_type:Advanced'],
      ['level_type:-Advanced'],
      ['skill_names:Pandas', 'skill_names:SQL'],
      ['subjects:Computer Science'],
      ['partners.name:North University'],
      ['content_type:course'],
      ['content_type:courserun'],
      ['nothing_of_the_kind:x'],
    );
    const facet = fc.constantFrom(
      'level_type',
      'skill_names',
      'partners.name',
      'subjects',
      'recent_enrollment_count',
      'zzz',
    );
    const some = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 3 });
    const attributes = fc.constantFrom(['*'], ['title'], ['skill_names', 'partners'], []);
    const words = fc.record({
      indexName: fc.constant('enterprise_catalog'),
      query: fc.constantFrom('', 'python', 'data', 'pyhton', 'data nothing'),
      filters: fc.constantFrom('', 'metadata_language:es', `enterprise_catalog_uuids:${annasFirst.catalog}`),
      typoTolerance: fc.boolean(),
    });
    const view = fc.record(
      {
        facetFilters: some(clause),
        numericFilters: fc.constantFrom([], ['recent_enrollment_count >= 0']),
        facets: fc.oneof(some(facet), facet, fc.constant('*')),
        maxValuesPerFacet: fc.constantFrom(1, 2, 300),
        hitsPerPage: fc.constantFrom(0, 1, 2, 20, 60),
        page: fc.constantFrom(0, 1, 2),
        attributesToHighlight: attributes,
        attributesToSnippet: fc.constantFrom([], ['short_description:3', 'full_description:5']),
        attributesToRetrieve: attributes,
      },
      { requiredKeys: ['hitsPerPage', 'facetFilters'] },
    );
    // A page looks for one thing or two, in several ways.
    const page = fc
      .tuple(words, words, fc.array(fc.tuple(fc.boolean(), view), { minLength: 2, maxLength: 6 }))
      .map(([one, other, views]) => views.map(([isOne, members]) => ({ ...(isOne ? one : other), ...members })));
    const asked = { apart: 0, together: 0 };
    await fc.assert(
      fc.asyncProperty(page, async (queries) => {
        tap.take();
        const apart = await alone(queries);
        asked.apart += tap.take().searches;
        const together = await ask(queries);
        asked.together += tap.take().searches;
        expect(together).to.deep.equal(apart);
      }),
      { numRuns: 25 },
    );
    expect(asked.together).to.be.lessThan(asked.apart * 0.7);
  });
});
