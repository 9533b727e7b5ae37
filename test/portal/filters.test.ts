import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { BadRequestError } from '../../src/kernel/errors.ts';
import type { Filter, Literal, Term } from '../../src/portal/filter/filter.ts';
import { parseFilters } from '../../src/portal/filter/parse-filters.ts';
import { readFacetFilters, readNumericFilters } from '../../src/portal/filter/read-nested.ts';

const cases = (
  JSON.parse(readFileSync(new URL('cases/filters.json', import.meta.url), 'utf8')) as {
    cases: { src: string; filters?: string; facetFilters?: string[][] }[];
  }
).cases;

const facet = (attribute: string, value: string, negated = false): Literal => ({
  term: { kind: 'facet', attribute, value },
  negated,
});
const compare = (attribute: string, comparison: '<' | '<=' | '=' | '!=' | '>' | '>=', number: number): Literal => ({
  term: { kind: 'number', attribute, comparison, number },
  negated: false,
});

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).to.be.instanceOf(BadRequestError);
    return (error as Error).message;
  }
  throw new Error('it is taken');
}

describe("the language of the portal's filters", () => {
  describe('what portals send', () => {
    const expected: Record<string, Filter> = {
      'useDefaultSearchFilters.test.jsx': [
        [
          facet('enterprise_catalog_query_uuids', 'test-catalog-query-uuid-1'),
          facet('enterprise_catalog_query_uuids', 'test-catalog-query-uuid-2'),
        ],
        [facet('content_type', 'video', true)],
        [facet('metadata_language', 'en')],
      ],
      useContentTypeFilter: [
        [facet('content_type', 'course')],
        [facet('enterprise_catalog_query_uuids', 'a'), facet('enterprise_catalog_query_uuids', 'b')],
        [facet('metadata_language', 'es')],
      ],
      'public-catalog CatalogSearch default (bare OR chain, mixed quoting)': [
        [
          facet('learning_type', 'course'),
          facet('learning_type', 'program'),
          facet('learning_type', 'Executive Education'),
        ],
      ],
      'public-catalog no results deck': [
        [facet('learning_type', 'course')],
        [facet('enterprise_catalog_query_titles', 'A la Carte')],
      ],
      'public-catalog Xpert none (space after colon, bare null)': [[facet('aggregation_key', 'null')]],
      'secured key (enterprise-catalog algolia.py)': [
        [facet('enterprise_catalog_query_uuids', 'u1'), facet('enterprise_catalog_query_uuids', 'u2')],
      ],
      'my-career service': [[facet('name', 'Data Scientist')]],
    };

    for (const { src, filters, facetFilters } of cases) {
      it(src, () => {
        const read = filters === undefined ? readFacetFilters(facetFilters ?? []) : parseFilters(filters);
        expect(read).to.deep.equal(expected[src]);
      });
    }

    it('as many keys as a page asks for', () => {
      const text = `(${Array.from({ length: 500 }, (_, at) => `aggregation_key:'course:edX+Demo${String(at)}'`).join(' OR ')})`;
      const [clause = []] = parseFilters(text);
      expect(clause).to.have.length(500);
      expect(clause[499]).to.deep.equal(facet('aggregation_key', 'course:edX+Demo499'));
    });
  });

  const taken: [text: string, filter: Filter][] = [
    ['', []],
    [' \t\n', []],
    // OR binds tighter than AND.
    ['a:1 OR a:2 AND b:3', [[facet('a', '1'), facet('a', '2')], [facet('b', '3')]]],
    ['b:3 AND a:1 OR a:2', [[facet('b', '3')], [facet('a', '1'), facet('a', '2')]]],
    ['(a:1 AND b:2) AND c:3', [[facet('a', '1')], [facet('b', '2')], [facet('c', '3')]]],
    ['((a:1))', [[facet('a', '1')]]],
    ['(a:1 OR (a:2 OR a:3))AND(b:1)', [[facet('a', '1'), facet('a', '2'), facet('a', '3')], [facet('b', '1')]]],
    ['NOT a:1 OR NOT a:2', [[facet('a', '1', true), facet('a', '2', true)]]],
    // Quoting.
    [`a:"x AND y" AND b:'(z)'`, [[facet('a', 'x AND y')], [facet('b', '(z)')]]],
    [
      String.raw`a:"say \"hi\" \\ it's" AND b:'it\'s'`,
      [[facet('a', String.raw`say "hi" \ it's`)], [facet('b', "it's")]],
    ],
    [String.raw`a:"back\slash"`, [[facet('a', String.raw`back\slash`)]]],
    ['"an attribute":"a value"', [[facet('an attribute', 'a value')]]],
    ['a:""', [[facet('a', '')]]],
    // Without quotes.
    [
      'actor:Tom Cruise OR actor:Scarlett Johansson',
      [[facet('actor', 'Tom Cruise'), facet('actor', 'Scarlett Johansson')]],
    ],
    ['a :  b', [[facet('a', 'b')]]],
    ["a:it's", [[facet('a', "it's")]]],
    ['key:course:edX+Demo-X', [[facet('key', 'course:edX+Demo-X')]]],
    ['a:-v', [[facet('a', '-v')]]],
    ['a:C++ and more AND b:c#', [[facet('a', 'C++ and more')], [facet('b', 'c#')]]],
    ['a:NOTHING OR a:ORANGE OR a:ANDES', [[facet('a', 'NOTHING'), facet('a', 'ORANGE'), facet('a', 'ANDES')]]],
    ['free:true AND free:false', [[facet('free', 'true')], [facet('free', 'false')]]],
    ['a:Road TO Rome', [[facet('a', 'Road TO Rome')]]],
    // Tags.
    ['red OR _tags:blue', [[facet('_tags', 'red'), facet('_tags', 'blue')]]],
    ['"light blue"', [[facet('_tags', 'light blue')]]],
    // Numbers.
    ['price<10', [[compare('price', '<', 10)]]],
    ['price <= 1.5 OR price>=-2e3', [[compare('price', '<=', 1.5), compare('price', '>=', -2_000)]]],
    [
      'price = 0 AND price != 3 AND (price>.5)',
      [[compare('price', '=', 0)], [compare('price', '!=', 3)], [compare('price', '>', 0.5)]],
    ],
    ['price:1 TO 5.5', [[{ term: { kind: 'range', attribute: 'price', from: 1, to: 5.5 }, negated: false }]]],
    ['NOT price: -1 TO 1', [[{ term: { kind: 'range', attribute: 'price', from: -1, to: 1 }, negated: true }]]],
    [
      'a.b.c>1 OR d:1 TO 2',
      [[compare('a.b.c', '>', 1), { term: { kind: 'range', attribute: 'd', from: 1, to: 2 }, negated: false }]],
    ],
  ];
  for (const [text, filter] of taken) {
    it(`takes ${JSON.stringify(text)}`, () => {
      expect(parseFilters(text)).to.deep.equal(filter);
    });
  }

  const refused: [text: string, why: RegExp][] = [
    ['a:1 OR (b:2 AND c:3)', /an alternative of OR cannot contain AND/],
    ['(b:2 AND c:3) OR a:1', /an alternative of OR cannot contain AND/],
    ['NOT (a:1 OR a:2)', /NOT stands before one condition/],
    ['NOT NOT a:1', /a condition is expected/],
    ['a:1 OR price<3', /all facets, all numbers, or all tags/],
    ['red OR a:1', /all facets, all numbers, or all tags/],
    ['a:1 AND', /a condition|an attribute is expected, at the end/],
    ['AND a:1', /a condition is expected/],
    ['a:1 OR OR a:2', /a condition is expected/],
    ['a:1 NOT a:2', /AND, OR or the end is expected/],
    ['(a:1', /AND, OR or \) is expected, at the end/],
    ['a:1)', /AND, OR or the end is expected/],
    ['()', /an attribute is expected/],
    ['a:', /a value is expected, at the end/],
    ['a: AND b:1', /a value is expected/],
    [':x', /an attribute is expected/],
    ['a:"x', /the quote " has no end/],
    [`a:'x"`, /the quote ' has no end/],
    ['a:"x"y', /is expected after the quoted value/],
    ['a:x"y"', /AND, OR or the end is expected/],
    ['a:f(x)', /AND, OR or the end is expected/],
    // Small words are no operators, and must not become part of a value.
    ['a:1 and b:2', /AND or OR, in capitals/],
    ['a:1 b:2', /AND or OR, in capitals/],
    ['a:1 or price<2', /AND or OR, in capitals/],
    ['Tom Cruise', /AND, OR or the end is expected/],
    ['price<', /a number is expected/],
    ['price<ten', /a number is expected/],
    ['price<1e999', /a number is expected/],
    ['price=="1"', /a number is expected/],
    ['a!b', /AND, OR or the end is expected/],
    ['a:b<score=3>', /scores/],
    ['a:"b"<score=3>', /scores/],
    [`${'('.repeat(30)}a:1${')'.repeat(30)}`, /20 deep/],
    ['a:1 AND '.repeat(2_001), /2000 conditions/],
    ['a'.repeat(65_537), /65536 characters/],
  ];
  for (const [text, why] of refused) {
    it(`refuses ${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)}`, () => {
      expect(refusal(() => parseFilters(text))).to.match(why);
    });
  }

  it('says where it is wrong, and of which parameter', () => {
    expect(refusal(() => parseFilters('a:1 AND b:2 c:3', 'filters of the key'))).to.equal(
      'filters of the key: AND or OR, in capitals, is expected before another condition; a value with such signs is quoted, at the end',
    );
    expect(refusal(() => parseFilters('(a:1) b'))).to.include('at character 7, before "b"');
  });

  describe('in lists', () => {
    it('facetFilters: all of the outer list, one of each inner one, and minus is not', () => {
      expect(readFacetFilters([['a:1', 'a:-2'], 'b:x:y', [], ['c:\\-3'], ''])).to.deep.equal([
        [facet('a', '1'), facet('a', '2', true)],
        [facet('b', 'x:y')],
        [facet('c', '-3')],
      ]);
      expect(readFacetFilters('a:1')).to.deep.equal([[facet('a', '1')]]);
      expect(readFacetFilters('')).to.deep.equal([]);
      for (const wrong of ['nothing', ':x', '']) {
        expect(readFacetFilters([[]])).to.deep.equal([]);
        if (wrong !== '') {
          expect(refusal(() => readFacetFilters([wrong]))).to.match(/is not attribute:value/);
        }
      }
    });

    it('numericFilters: comparisons and ranges, and nothing else', () => {
      const range: Term = { kind: 'range', attribute: 'price', from: 1, to: 5 };
      expect(readNumericFilters([['price < 10', ' price=20 '], 'price:1 TO 5'])).to.deep.equal([
        [compare('price', '<', 10), compare('price', '=', 20)],
        [{ term: range, negated: false }],
      ]);
      for (const wrong of ['price', 'price:5', 'a:b', 'price<1 AND price>0', 'price<1,price>0', 'NOT price<1']) {
        expect(
          refusal(() => readNumericFilters([wrong])),
          wrong,
        ).to.match(/numericFilters: /);
      }
    });
  });

  it('takes time as the text is long, and no more', () => {
    const hard = [
      (length: number) => `a:${'x '.repeat(length / 2)}`,
      (length: number) => `a:"${'\\'.repeat(length)}`,
      (length: number) => `a:${'1'.repeat(length)}`,
      (length: number) => `a:1${' '.repeat(length)}TO`,
      (length: number) => ' '.repeat(length),
      (length: number) => '('.repeat(length),
      (length: number) => `a:b OR ${'a:c OR '.repeat(length / 7)}`,
    ];
    for (const make of hard) {
      const text = make(60_000);
      const start = performance.now();
      try {
        parseFilters(text);
      } catch (error) {
        expect(error).to.be.instanceOf(BadRequestError);
      }
      // Some 2 ms; what grows with the square of the length would take seconds.
      expect(performance.now() - start, text.slice(0, 20)).to.be.lessThan(500);
    }
  });
});
