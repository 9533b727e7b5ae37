import { expect } from 'chai';
import algoliasearchHelper from 'algoliasearch-helper';
import { Client } from '../support/client.ts';
import { version4, version5, version5Lite } from './support/libraries.ts';
import { annasFirst, anna, bruno, portalSecret, PortalWorld, type PortalAnswer } from './support/world.ts';

const index = 'enterprise_catalog';

/** What every version does, in the words of these tests. */
interface Library {
  search(requests: { indexName: string; params?: object }[]): Promise<PortalAnswer[]>;
  searchOne(index: string, params: object): Promise<PortalAnswer>;
  facetValues(facet: string, params: object): Promise<PortalAnswer>;
}

const libraries: [name: string, make: (url: string, key: string) => Library][] = [
  [
    'algoliasearch 4',
    (url, key) => {
      const client = version4(url, key);
      return {
        search: async (requests) => (await client.search(requests)).results as unknown as PortalAnswer[],
        searchOne: async (name, { query = '', ...params }: { query?: string }) =>
          (await client.initIndex(name).search(query, params)) as unknown as PortalAnswer,
        facetValues: async (facet, { facetQuery = '', ...params }: { facetQuery?: string }) =>
          (await client.initIndex(index).searchForFacetValues(facet, facetQuery, params)) as unknown as PortalAnswer,
      };
    },
  ],
  [
    'algoliasearch 5',
    (url, key) => {
      const client = version5(url, key);
      return {
        search: async (requests) => (await client.search(requests)).results as unknown as PortalAnswer[],
        searchOne: async (indexName, searchParams) =>
          (await client.searchSingleIndex({ indexName, searchParams })) as unknown as PortalAnswer,
        facetValues: async (facetName, searchForFacetValuesRequest) =>
          (await client.searchForFacetValues({
            indexName: index,
            facetName,
            searchForFacetValuesRequest,
          })) as unknown as PortalAnswer,
      };
    },
  ],
  [
    'algoliasearch 5 lite',
    (url, key) => {
      const client = version5Lite(url, key);
      const search = async (requests: Parameters<typeof client.search>[0]): Promise<PortalAnswer[]> =>
        (await client.search(requests)).results as unknown as PortalAnswer[];
      return {
        search,
        searchOne: async (indexName, params) => one(await search({ requests: [{ indexName, ...params }] })),
        facetValues: async (facet, params) =>
          one(await search({ requests: [{ indexName: index, type: 'facet', facet, ...params }] })),
      };
    },
  ],
];

function one(answers: PortalAnswer[]): PortalAnswer {
  const [answer] = answers;
  if (answer === undefined) {
    throw new Error('there is no answer');
  }
  return answer;
}

const keysOf = ({ hits }: PortalAnswer): string[] => hits.map((hit) => hit.key).sort();

/** What a library throws. */
async function thrown(asking: PromiseLike<unknown>): Promise<{ name?: string; status?: number; message: string }> {
  const error: unknown = await Promise.resolve(asking).then(
    () => {
      throw new Error('it is answered');
    },
    (reason: unknown) => reason,
  );
  return error as { message: string };
}

describe("the portal's libraries, from Node", function () {
  this.timeout(60_000);
  let world: PortalWorld;
  let url: string;
  let key: string;

  before(async () => {
    world = await PortalWorld.open();
    url = world.api.url;
    key = await world.keyOf(anna);
  });
  after(() => world.close());

  for (const [name, make] of libraries) {
    describe(name, () => {
      it('searches, one and several at once', async () => {
        const library = make(url, key);
        const found = await library.searchOne(index, {
          query: 'python',
          hitsPerPage: 1,
          facets: ['level_type'],
          facetFilters: [['level_type:Introductory', 'level_type:Advanced']],
          clickAnalytics: true,
        });
        expect(found).to.include({ nbHits: 2, nbPages: 2, page: 0 });
        expect(found.facets).to.deep.equal({ level_type: { Introductory: 1, Advanced: 1 } });
        expect(found.hits[0]?._highlightResult?.['title']?.value).to.equal('<em>Python</em> for Data Science');
        expect(found.queryID).to.match(/^[0-9a-f]{32}$/);
        expect(found).to.not.have.any.keys('unsupported', 'message');

        const answers = await library.search([
          { indexName: index, params: { query: 'biologia', attributesToRetrieve: ['key'] } },
          { indexName: 'i', params: { filters: 'NOT level_type:Advanced', hitsPerPage: 10 } },
          { indexName: index },
        ]);
        expect(answers.map(keysOf)).to.deep.equal([['Find+4'], ['Find+1', 'Find+4'], ['Find+1', 'Find+2', 'Find+4']]);
      });

      it('searches values of a facet', async () => {
        const { facetHits } = await make(url, key).facetValues('partners.name', {
          facetQuery: 'univ',
          filters: 'NOT level_type:Advanced',
          maxFacetHits: 5,
        });
        expect(facetHits).to.have.deep.members([
          { value: 'North University', highlighted: 'North <em>Univ</em>ersity', count: 1 },
          { value: 'Universidad del Sur', highlighted: '<em>Univ</em>ersidad del Sur', count: 1 },
        ]);
      });

      it('has tokens of one customer for keys, until they are revoked', async () => {
        const learner = world.callerOf(anna);
        const expires_at = new Date(Date.now() + 60_000).toISOString();
        const { body } = await learner.post<{ id: string; token: string }>('/api/v1/search-tokens', {
          customer: anna,
          expires_at,
        });
        expect(keysOf(await make(url, body.token).searchOne(index, {}))).to.deep.equal(['Find+1', 'Find+2', 'Find+4']);
        await learner.ask('DELETE', `/api/v1/search-tokens/${body.id}`);
        const error = await thrown(make(url, body.token).searchOne(index, { query: 'again' }));
        expect(error).to.include({ name: 'ApiError', status: 403 });
        expect(error.message).to.match(/was revoked/);
      });

      it('throws what the service says is wrong, once, and does not take it for away', async () => {
        const anyIndex = version5(url, 'none').generateSecuredApiKey({
          parentApiKey: portalSecret,
          restrictions: { filters: `enterprise_customer_uuids:${anna}` },
        });
        const wrong: [asked: Promise<unknown>, status: number, why: RegExp][] = [
          [make(url, 'no key').searchOne(index, {}), 403, /^Invalid Application-ID or API key$/],
          [make(url, key).searchOne('nothing', {}), 403, /^Index not allowed with this API key: nothing$/],
          [make(url, anyIndex).searchOne('nothing', {}), 404, /^Index nothing does not exist$/],
          [make(url, key).searchOne(index, { filters: 'a:' }), 400, /filters: a value is expected/],
          [make(url, key).searchOne(index, { aroundLatLng: '1,1' }), 400, /aroundLatLng is not supported/],
          [make(url, key).search([{ indexName: index, params: { page: -1 } }]), 400, /requests\/0: page/],
        ];
        for (const [asked, status, why] of wrong) {
          const error = await thrown(asked);
          expect(error).to.include({ name: 'ApiError', status });
          expect(error.message).to.match(why);
        }
      });

      it('throws that nobody can be reached where nobody is', async () => {
        const error = await thrown(make('http://127.0.0.1:9', key).searchOne(index, {}));
        expect(error.name).to.equal('RetryError');
      });
    });
  }

  describe('a secured key', () => {
    const restrictions = {
      filters: `enterprise_catalog_query_uuids:${annasFirst.query}`,
      restrictIndices: ['other', 'enterprise_*'],
      userToken: 'somebody',
    };
    const makers: [name: string, make: (more: object) => string][] = [
      ['version 4', (more) => version4(url, 'none').generateSecuredApiKey(portalSecret, { ...restrictions, ...more })],
      [
        'version 5',
        (more) =>
          version5(url, 'none').generateSecuredApiKey({
            parentApiKey: portalSecret,
            restrictions: { ...restrictions, ...more },
          }),
      ],
    ];
    for (const [name, make] of makers) {
      it(`made by ${name} opens what it says, in its indices, until its end`, async () => {
        const validUntil = Math.floor(Date.now() / 1_000) + 600;
        const made = make({ validUntil });
        for (const [, library] of libraries) {
          const client = library(url, made);
          expect(keysOf(await client.searchOne(index, {}))).to.deep.equal(['Find+1', 'Find+2']);
          expect(
            keysOf(await client.searchOne(index, { filters: `enterprise_customer_uuids:${bruno}` })),
          ).to.deep.equal([]);
          expect(await thrown(client.searchOne('i', {}))).to.include({
            status: 403,
            message: 'Index not allowed with this API key: i',
          });
          const ended = library(url, make({ validUntil: 1 }));
          expect((await thrown(ended.searchOne(index, {}))).message).to.match(/validUntil/);
        }
      });
    }

    it('made here is read by both versions', async () => {
      const remaining = [
        version4(url, 'none').getSecuredApiKeyRemainingValidity(key),
        version5(url, 'none').getSecuredApiKeyRemainingValidity({ securedApiKey: key }),
      ];
      for (const seconds of remaining) {
        expect(seconds).to.be.within(3_400, 3_600);
      }
      expect(await world.keys(key)).to.have.length(3);
    });
  });

  for (const [name, make] of [
    ['algoliasearch 4', version4],
    ['algoliasearch 5 lite', version5Lite],
  ] as const) {
    it(`algoliasearch-helper counts facets without their own choice, over ${name}`, async () => {
      const helper = algoliasearchHelper(make(url, key) as Parameters<typeof algoliasearchHelper>[0], index, {
        facets: ['content_type'],
        disjunctiveFacets: ['level_type', 'skill_names'],
        hitsPerPage: 2,
        maxValuesPerFacet: 10,
      });
      const results = new Promise<Record<string, unknown> & PortalAnswer & { disjunctiveFacets: object[] }>(
        (resolve, reject) => {
          helper.on('result', ({ results: found }) => {
            resolve(found as never);
          });
          helper.on('error', ({ error }) => {
            reject(error);
          });
        },
      );
      helper
        .addDisjunctiveFacetRefinement('level_type', 'Introductory')
        .addDisjunctiveFacetRefinement('skill_names', 'Pandas')
        .addDisjunctiveFacetRefinement('skill_names', 'SQL')
        .search();
      const { nbHits, hits, disjunctiveFacets } = await results;
      expect([nbHits, hits.map((hit) => hit.key)]).to.deep.equal([1, ['Find+1']]);
      expect(disjunctiveFacets).to.deep.include.members([
        { name: 'level_type', data: { Introductory: 1, Advanced: 1 }, exhaustive: true },
        { name: 'skill_names', data: { Pandas: 1, Plotting: 1, SQL: 0 }, exhaustive: true },
      ]);

      const values = await helper.searchForFacetValues('skill_names', 'p', 10);
      expect(values.facetHits.map(({ value, isRefined }) => [value, isRefined])).to.deep.equal([
        ['Pandas', true],
        ['Plotting', false],
      ]);
    });
  }

  it('algoliasearch-helper, and what is built on it, has the bounds of numbers without their own choice', async () => {
    const helper = algoliasearchHelper(version4(url, key), index, {
      disjunctiveFacets: ['recent_enrollment_count', 'first_enrollable_paid_seat_price'],
    });
    const results = new Promise<{ nbHits: number; getFacetStats: (attribute: string) => unknown }>((resolve) => {
      helper.on('result', ({ results: found }) => {
        resolve(found);
      });
    });
    helper.addNumericRefinement('recent_enrollment_count', '>=', 1_000_000).search();
    const found = await results;
    expect(found.nbHits).to.equal(0);
    expect(found.getFacetStats('recent_enrollment_count')).to.deep.equal({ min: 0, max: 0, avg: 0, sum: 0 });
    expect(found.getFacetStats('first_enrollable_paid_seat_price'), 'nothing has one').to.equal(undefined);
  });

  it('what they do beside searching is answered in their form', async () => {
    const client = version4(url, key).initIndex(index);
    for (const asked of [client.getObject('course-x'), client.saveObject({ objectID: 'x' }), client.getSettings()]) {
      const error = await thrown(asked);
      expect(error).to.include({ name: 'ApiError', status: 404 });
      expect(error.message).to.be.a('string').and.not.equal('');
    }
    const plain = await new Client(url, null).get<{ message: string }>('/1/indexes/enterprise_catalog/settings');
    expect(plain.body.message).to.be.a('string');
  });
});
