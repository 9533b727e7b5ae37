import { expect } from 'chai';
import fc from 'fast-check';
import type { Filter, SearchRequest } from '../../src/search/port.ts';
import { Searcher } from './searcher.ts';

describe('several searches at once', function () {
  this.timeout(60_000);
  let searcher: Searcher;

  before(async () => {
    searcher = await Searcher.open();
  });
  after(() => searcher.close());

  const beginners: Filter = { attribute: 'level_type', in: ['Introductory'] };
  const courses: Filter = { attribute: 'content_type', in: ['course'] };
  const usual = { text: 'python', page: 1, pageSize: 10, facets: ['level_type'] } satisfies SearchRequest;
  const pages: [what: string, requests: SearchRequest[]][] = [
    [
      'which narrow the same words further',
      [
        { ...usual, filter: { all: [beginners, courses] } },
        { ...usual, filter: beginners, pageSize: 1 },
      ],
    ],
    [
      'which narrow everything further, in two ways',
      [
        { ...usual, text: '', filter: { all: [beginners, courses] } },
        { ...usual, text: '', filter: { all: [courses, { attribute: 'language', in: ['Spanish'] }] } },
      ],
    ],
    [
      'of one list in which other attributes are marked',
      [
        { ...usual, highlight: { attributes: ['title'], whole: true } },
        { ...usual, highlight: { attributes: ['skill_names'], whole: true }, documents: true },
        { ...usual, pageSize: 1 },
      ],
    ],
  ];
  for (const [what, requests] of pages) {
    it(`${what}, find what each finds alone`, async () => {
      const { search } = searcher.service;
      const apart = await Promise.all(requests.map((request) => search.search(request)));
      expect(await search.searchAll(requests)).to.deep.equal(apart);
      expect(apart[0], 'they do not find the same').to.not.deep.equal(apart[1]);
    });
  }

  it('drawn at random, find what each finds alone', async () => {
    const clause = fc.constantFrom<Filter>(
      { attribute: 'level_type', in: ['Introductory', 'Advanced'] },
      { attribute: 'skill_names', in: ['Python', 'SQL', 'Pandas'] },
      { not: { attribute: 'subjects', in: ['Architecture'] } },
      { attribute: 'content_type', in: ['course'] },
      {
        any: [
          { attribute: 'content_type', in: ['courserun'] },
          { attribute: 'language', in: ['English'] },
        ],
      },
      { attribute: 'recent_enrollment_count', range: { gte: 0 } },
    );
    const words = fc.record({
      text: fc.constantFrom('', 'python', 'computer science', 'pyhton', 'data nothingofthekind'),
      locale: fc.constantFrom('en', 'es'),
      show: fc.constantFrom('discoverable', 'everything'),
      sort: fc.constantFrom('relevance', 'title', '-start'),
    });
    const view = fc.record(
      {
        filter: fc.array(clause, { maxLength: 3 }).map((all) => ({ all })),
        chosen: fc.constantFrom({}, {}, { subjects: ['Computer Science'] }),
        page: fc.constantFrom(1, 2),
        pageSize: fc.constantFrom(0, 1, 2, 20),
        facets: fc.constantFrom(['level_type'], ['skill_names', 'price', 'subjects'], []),
        valuesPerFacet: fc.constantFrom(1, 100),
        highlight: fc.constantFrom(
          { attributes: ['title'] },
          { attributes: ['title', 'full_description', 'skill_names'], whole: true },
          { attributes: ['short_description', 'partners'], whole: true },
        ),
        documents: fc.boolean(),
      },
      { requiredKeys: ['page', 'pageSize'] },
    );
    const page = fc
      .tuple(words, words, fc.array(fc.tuple(fc.boolean(), view), { minLength: 2, maxLength: 6 }))
      .map(([one, other, views]) =>
        views.map(([isOne, members]): SearchRequest => ({ ...(isOne ? one : other), ...members })),
      );
    const { search } = searcher.service;
    await fc.assert(
      fc.asyncProperty(page, async (requests) => {
        const apart = await Promise.all(requests.map((request) => search.search(request)));
        expect(await search.searchAll(requests)).to.deep.equal(apart);
      }),
      { numRuns: 10 },
    );
  });
});
