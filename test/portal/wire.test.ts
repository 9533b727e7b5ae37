import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { BadRequestError } from '../../src/kernel/errors.ts';
import { decodeFacetSearch, decodeOneQuery, decodeQueries } from '../../src/portal/port.ts';

interface WireCase {
  url: string;
  body: string;
}
const wire = JSON.parse(readFileSync(new URL('cases/wire.json', import.meta.url), 'utf8')) as WireCase[];
const bodyOf = (at: number): unknown => JSON.parse(wire[at]?.body ?? '') as unknown;

const facet = (attribute: string, value: string, negated = false) => ({
  term: { kind: 'facet', attribute, value },
  negated,
});
const usual = {
  index: 'i',
  text: '',
  typos: true,
  fewerWords: true,
  synonyms: true,
  rules: true,
  filter: [],
  refinements: [],
  page: 0,
  hitsPerPage: 20,
  facets: [],
  maxValuesPerFacet: 100,
  sortFacetValuesBy: 'count',
  attributesToRetrieve: ['*'],
  attributesToHighlight: ['*'],
  attributesToSnippet: [],
  highlightPreTag: '<em>',
  highlightPostTag: '</em>',
  snippetEllipsisText: '…',
  onlyMarkedValues: false,
  onlyIfNeeded: false,
  clickAnalytics: false,
  analytics: true,
  userToken: '',
  responseFields: ['*'],
  facetSearch: undefined,
  unsupported: [],
};

function refusal(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    expect(error).to.be.instanceOf(BadRequestError);
    return (error as Error).message;
  }
  throw new Error('it is taken');
}

const oneOf = (members: unknown) => decodeOneQuery('i', members);

describe("requests in the portal's protocol", () => {
  describe('as the libraries send them', () => {
    it('version 4, several: parameters URL-encoded', () => {
      const [query] = decodeQueries(bodyOf(0));
      expect(query).to.deep.equal({
        ...usual,
        text: 'x y',
        filter: [[facet('a', 'b c')], [facet('d', 'e', true)]],
        refinements: [[facet('a', '1'), facet('a', '2')], [facet('b', '3')]],
        facets: ['a', 'b'],
        clickAnalytics: true,
        params: (bodyOf(0) as { requests: { params: string }[] }).requests[0]?.params,
      });
    });

    it('version 4, one: parameters as members', () => {
      expect(oneOf(bodyOf(1))).to.deep.equal({
        ...usual,
        text: 'x',
        filter: [[facet('_tags', 'f')]],
        refinements: [[facet('a', '1')], [facet('b', '2')]],
        hitsPerPage: 10,
        params: 'query=x&filters=f&facetFilters=%5B%5B%22a%3A1%22%5D%2C%22b%3A2%22%5D&hitsPerPage=10',
      });
    });

    it('values of a facet, both versions', () => {
      expect(decodeFacetSearch('i', 'skill_names', bodyOf(2))).to.deep.include({
        filter: [[facet('_tags', 'f')]],
        refinements: [[facet('a', '1')]],
        facetSearch: { facet: 'skill_names', text: 'py', most: 10 },
      });
      expect(decodeFacetSearch('i', 'skill_names', bodyOf(5)).facetSearch).to.deep.equal({
        facet: 'skill_names',
        text: 'py',
        most: 10,
      });
    });

    it('version 5, several: parameters as members', () => {
      expect(decodeQueries(bodyOf(3))[0]).to.deep.include({
        ...usual,
        text: 'x',
        hitsPerPage: 3,
        refinements: [[facet('a', '1')]],
      });
      expect(decodeQueries(bodyOf(4))[0]).to.deep.include({ ...usual, text: 'x', hitsPerPage: 3 });
    });

    it('version 5, a search of a facet among others, and its strategy', () => {
      const [query, values] = decodeQueries({
        requests: [
          { indexName: 'i', type: 'default' },
          { indexName: 'j', type: 'facet', facet: 'skill_names', facetQuery: 'py', maxFacetHits: 7, query: 'x' },
        ],
        strategy: 'none',
      });
      expect(query?.facetSearch).to.equal(undefined);
      expect(values).to.deep.include({
        index: 'j',
        text: 'x',
        facetSearch: { facet: 'skill_names', text: 'py', most: 7 },
      });
    });

    it('version 5: whether a search is left out where one before finds enough', () => {
      for (const strategy of ['none', 'stopIfEnoughMatches', null]) {
        const onlyIfNeeded = strategy === 'stopIfEnoughMatches';
        expect(decodeQueries({ requests: [{ indexName: 'i' }], strategy })[0]).to.include({ onlyIfNeeded });
      }
    });

    it('InstantSearch: a facet as a text, tags that are empty, its own tags, and what has no effect here', () => {
      const params = new URLSearchParams({
        query: 'data',
        facets: 'skill_names',
        tagFilters: '',
        page: '2',
        hitsPerPage: '0',
        analytics: 'false',
        facetingAfterDistinct: 'true',
        maxValuesPerFacet: '300',
        highlightPreTag: '<ais-highlight-0000000000>',
        highlightPostTag: '</ais-highlight-0000000000>',
      }).toString();
      const encoded = decodeQueries({ requests: [{ indexName: 'i', params }] })[0];
      expect(encoded).to.deep.equal({
        ...usual,
        text: 'data',
        facets: ['skill_names'],
        page: 2,
        hitsPerPage: 0,
        analytics: false,
        maxValuesPerFacet: 300,
        highlightPreTag: '<ais-highlight-0000000000>',
        highlightPostTag: '</ais-highlight-0000000000>',
        params,
      });
      const asObject = { indexName: 'i', params: Object.fromEntries(new URLSearchParams(params)) };
      expect(decodeQueries({ requests: [asObject] })[0], 'handed on as an object').to.deep.include({
        facets: ['skill_names'],
        page: 2,
        hitsPerPage: 0,
        maxValuesPerFacet: 300,
      });
    });
  });

  it('say the same in every spelling of a parameter', () => {
    const spellings: [string, unknown[], unknown][] = [
      ['facets', [['a', 'b'], '["a","b"]', 'a,b', ' a , b '], ['a', 'b']],
      ['facets', [['*'], '*', ['a', '*'], '["*"]'], 'every'],
      ['facets', [[], '', '[]', null], []],
      ['page', [3, '3'], 3],
      ['clickAnalytics', [true, 'true'], true],
      ['clickAnalytics', [false, 'false', null], false],
      ['analytics', [true, 'true', null], true],
      ['analytics', [false, 'false'], false],
      ['userToken', [7, '7'], '7'],
      ['attributesToHighlight', [[], '[]', ''], []],
      ['sortFacetValuesBy', ['alpha'], 'alpha'],
    ];
    for (const [name, values, expected] of spellings) {
      for (const value of values) {
        expect(oneOf({ [name]: value }), JSON.stringify([name, value]))
          .to.have.property(name)
          .that.deep.equals(expected);
      }
    }
    for (const value of [[['a:1', 'a:2'], 'b:3'], '[["a:1","a:2"],"b:3"]']) {
      expect(oneOf({ facetFilters: value }).refinements).to.deep.equal([
        [facet('a', '1'), facet('a', '2')],
        [facet('b', '3')],
      ]);
    }
    expect(oneOf({ facetFilters: 'a:1' }).refinements).to.deep.equal([[facet('a', '1')]]);
    expect(oneOf({ filters: 'a:1', numericFilters: ['p<1'] }).filter).to.have.length(2);
    expect(oneOf({ params: 'query=one&page=4', query: 'two' }), 'members count before what is encoded').to.include({
      text: 'two',
      page: 4,
    });
  });

  it('name what is not supported, and only where it would change something', () => {
    expect(oneOf({ optionalFilters: ['a:1'], queryType: 'prefixAll', getRankingInfo: true }).unsupported).to.deep.equal(
      ['optionalFilters', 'queryType', 'getRankingInfo'],
    );
    expect(oneOf({ optionalFilters: [], synonyms: null, userToken: 'u', distinct: true }).unsupported).to.deep.equal(
      [],
    );
    expect(oneOf({ params: 'optionalFilters=%5B%5D&removeWordsIfNoResults=lastWords' }).unsupported).to.deep.equal([
      'removeWordsIfNoResults',
    ]);
  });

  it('say whether words may be misspelt, in all forms', () => {
    for (const [value, typos, unsupported] of [
      [undefined, true, []],
      [true, true, []],
      ['true', true, []],
      [false, false, []],
      ['false', false, []],
      ['min', true, ['typoTolerance']],
      ['strict', true, ['typoTolerance']],
    ] as const) {
      expect(oneOf({ typoTolerance: value })).to.deep.include({ typos, unsupported });
    }
  });

  const refused: [what: string, members: unknown, why: RegExp][] = [
    ['an unknown parameter', { facetFilter: 'a:1' }, /there is no such parameter: facetFilter/],
    ['a name that every object has', { constructor: 'x' }, /there is no such parameter: constructor/],
    ['a name of prototypes', JSON.parse('{"__proto__": {"filters": ""}}'), /there is no such parameter: __proto__/],
    ['places', { aroundLatLng: '1,2' }, /aroundLatLng is not supported/],
    ['tags', { tagFilters: ['a'] }, /tagFilters is not supported/],
    ['an offset', { offset: 5, length: 5 }, /offset is not supported/],
    ['a page that is none', { page: -1 }, /page: a whole number/],
    ['half a page', { page: 1.5 }, /page: a whole number/],
    ['too many hits', { hitsPerPage: 1_001 }, /hitsPerPage: a whole number from 0 to 1000/],
    ['a list as a number', { hitsPerPage: [1] }, /hitsPerPage/],
    ['a text that is an object', { query: {} }, /query: a text/],
    ['a text that is too long', { query: 'x'.repeat(513) }, /query: at most 512/],
    ['broken JSON', { facetFilters: '[["a:1"' }, /facetFilters: begins like a list of JSON/],
    ['filters in a list', { filters: ['a:1'] }, /filters: a text/],
    ['a list of numbers', { facets: [1] }, /facets: a list of at most 1000 texts/],
    ['a list that is too long', { facets: Array.from({ length: 1_001 }, () => 'a') }, /at most 1000 texts/],
    ['a list three deep', { facetFilters: [[['a:1']]] }, /facetFilters: a list is expected/],
    ['a word for yes', { clickAnalytics: 'yes' }, /clickAnalytics: true or false/],
    ['fewer words in a way that is none', { removeWordsIfNoResults: 'some' }, /removeWordsIfNoResults: one of/],
    ['an order that is none', { sortFacetValuesBy: 'name' }, /sortFacetValuesBy: one of count, alpha/],
    ['params as a list', { params: ['query'] }, /params: URL-encoded/],
    ['a broken filter', { filters: 'a:' }, /filters: a value is expected/],
    ['a list in place of the body', [], /the body is not an object/],
    ['no body', null, /the body is not an object/],
  ];
  for (const [what, members, why] of refused) {
    it(`are refused with ${what}`, () => {
      expect(refusal(() => oneOf(members))).to.match(why);
    });
  }

  it('are refused as several, saying which is wrong', () => {
    const good = { indexName: 'i' };
    const bodies: [unknown, RegExp][] = [
      [{}, /requests: a list/],
      [{ requests: [] }, /requests: a list/],
      [{ requests: Array.from({ length: 51 }, () => good) }, /1 to 50/],
      [{ requests: Array.from({ length: 6 }, () => ({ ...good, hitsPerPage: 1_000 })) }, /together at most 5000 hits/],
      [{ requests: [good], strategy: 'stopSometimes' }, /strategy/],
      [{ requests: [good], query: 'x' }, /no such member beside `requests`: query/],
      [{ requests: [good, 'i'] }, /requests\/1: it is not an object/],
      [{ requests: [good, good, { query: 'x' }] }, /requests\/2: indexName/],
      [{ requests: [{ ...good, type: 'facet' }] }, /requests\/0: facet/],
      [{ requests: [{ ...good, type: 'other' }] }, /requests\/0: type/],
      [{ requests: [{ ...good, facet: 'a' }] }, /requests\/0: there is no such parameter: facet/],
      [{ requests: [good, { ...good, params: 'nothing=1' }] }, /requests\/1: there is no such parameter: nothing/],
    ];
    for (const [body, why] of bodies) {
      expect(refusal(() => decodeQueries(body))).to.match(why);
    }
  });

  it('of whatever form are read or refused, and never anything else', () => {
    const names = fc.constantFrom(
      'requests',
      'indexName',
      'params',
      'query',
      'filters',
      'facetFilters',
      'facets',
      'page',
      'type',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(names, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (body) => {
        for (const decode of [decodeQueries, oneOf, (value: unknown) => decodeFacetSearch('i', 'f', value)]) {
          try {
            decode(body);
          } catch (error) {
            expect(error).to.be.instanceOf(BadRequestError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
