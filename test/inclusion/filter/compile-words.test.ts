import { expect } from 'chai';
import { compileFilter, usesText } from '../../../src/inclusion/filter/compile-filter.ts';
import { parse } from './support/read.ts';

describe('compiled filters of words', () => {
  const cases: [title: string, filter: unknown, query: object][] = [
    ['a phrase', { title: 'Deep Learning' }, { match_phrase: { 'filter.title': { query: 'Deep Learning', slop: 0 } } }],
    [
      'stemmed words',
      { title__match: ['b', 'a a'] },
      {
        bool: {
          should: [
            { match: { 'filter.title.stems': { query: 'a a', operator: 'and' } } },
            { match: { 'filter.title.stems': { query: 'b', operator: 'and' } } },
          ],
          minimum_should_match: 1,
        },
      },
    ],
    ['words of a key', { key__phrase: '6.00' }, { match_phrase: { 'filter.key_words': { query: '6.00', slop: 0 } } }],
    [
      'q: stemmed words of four texts together',
      { q__match: 'a b' },
      {
        multi_match: {
          query: 'a b',
          type: 'cross_fields',
          operator: 'and',
          fields: ['title', 'key_words', 'short_description', 'full_description'].map((name) => `filter.${name}.stems`),
        },
      },
    ],
    ['whether there is a text', { q__exists: true }, { term: { 'filter.present': 'q' } }],
  ];
  for (const [title, filter, query] of cases) {
    it(title, () => {
      expect(compileFilter(parse(filter), 0)).to.deep.equal(query);
    });
  }

  it('are known, wherever the words stand, and no others', () => {
    for (const [filter, expected] of [
      [{ title: 'a' }, true],
      [{ key__phrase: 'a' }, true],
      [{ key: 'a', none_of: [{ org: 'o' }, { any_of: [{ q__match: 'a' }] }] }, true],
      [{ key: 'a', title__exists: true }, false],
      [{ none_of: [{ org: 'o' }] }, false],
    ] as const) {
      expect(usesText(parse(filter).conditions), JSON.stringify(filter)).to.equal(expected);
    }
  });
});
