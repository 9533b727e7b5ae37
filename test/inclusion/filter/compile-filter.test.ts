import { expect } from 'chai';
import { compileFilter } from '../../../src/inclusion/filter/compile-filter.ts';
import { fields } from '../../../src/replication/port.ts';
import { holds, leavesOf } from './support/matches.ts';
import { parse } from './support/read.ts';

const compile = (filter: unknown): object => compileFilter(parse(filter), 0);
const anything = { terms: { 'filter.content_type': ['course', 'courserun', 'program', 'learnerpathway'] } };
const noPathway = { term: { 'filter.content_type': 'learnerpathway' } };

describe('compiled filters', () => {
  const cases: [title: string, filter: unknown, query: object][] = [
    ['one value is a term', { key: 'A+1' }, { term: { 'filter.key': 'A+1' } }],
    [
      'a list is one clause, sorted, without repeats',
      { key: ['b', 'a', 'b'] },
      { terms: { 'filter.key': ['a', 'b'] } },
    ],
    [
      'entries stand side by side',
      { content_type: 'course', level_type: ['A', 'B'] },
      {
        bool: {
          filter: [{ term: { 'filter.content_type': 'course' } }, { terms: { 'filter.level_type': ['A', 'B'] } }],
        },
      },
    ],
    [
      'an exclusion alone selects by content type',
      { level_type__not: 'A' },
      { bool: { filter: [anything], must_not: [{ term: { 'filter.level_type': 'A' } }] } },
    ],
    [
      'an exclusion of null asks for a value',
      { level_type__exclude: [null, 'A'] },
      {
        bool: {
          filter: [{ term: { 'filter.present': 'level_type' } }],
          must_not: [{ term: { 'filter.level_type': 'A' } }],
        },
      },
    ],
    ['exists', { level_type__exists: true }, { term: { 'filter.present': 'level_type' } }],
    ['does not exist', { level_type__exists: false }, { term: { 'filter.absent': 'level_type' } }],
    ['null', { min_effort: null }, { term: { 'filter.absent': 'min_effort' } }],
    [
      'null or a value',
      { level_type: ['A', null] },
      {
        bool: {
          should: [{ term: { 'filter.absent': 'level_type' } }, { term: { 'filter.level_type': 'A' } }],
          minimum_should_match: 1,
        },
      },
    ],
    ['a number', { min_effort: ' 4.50 ' }, { term: { 'filter.min_effort': 4.5 } }],
    [
      'numbers stand beside the range that the percolator selects by',
      { min_effort: [7, '5', 9] },
      {
        bool: {
          filter: [
            { range: { 'filter.min_effort': { gte: 5, lte: 9 } } },
            { terms: { 'filter.min_effort': [5, 7, 9] } },
          ],
        },
      },
    ],
    ['the strictest bound', { min_effort__gt: [3, '7', 5] }, { range: { 'filter.min_effort': { gt: 7 } } }],
    ['both booleans are any value', { hidden: [false, 'True'] }, { term: { 'filter.present': 'hidden' } }],
    [
      'days are whole milliseconds',
      { start__gt: '1970-01-01', end__lt: '1970-01-02' },
      {
        bool: {
          filter: [
            { range: { 'filter.start': { gte: 86_400_000 } } },
            { range: { 'filter.end': { lte: 86_399_999 } } },
          ],
        },
      },
    ],
    [
      'days that adjoin are one range',
      { start: ['1970-01-03', '1970-01-01', '1970-01-02T12:00', '1970-01-02'] },
      { range: { 'filter.start': { gte: 0, lte: 259_199_999 } } },
    ],
    [
      'any of several filters',
      { level_type: 'A', any_of: [{ key: 'k' }, { org__not: 'o' }] },
      {
        bool: {
          filter: [
            { term: { 'filter.level_type': 'A' } },
            {
              bool: {
                should: [
                  { term: { 'filter.key': 'k' } },
                  { bool: { filter: [anything], must_not: [{ term: { 'filter.org': 'o' } }] } },
                ],
                minimum_should_match: 1,
              },
            },
          ],
        },
      },
    ],
    [
      'all of several filters stand side by side',
      { all_of: [{ key: 'k' }, { org: 'o', uuid__not: 'u' }] },
      {
        bool: {
          filter: [{ term: { 'filter.key': 'k' } }, { term: { 'filter.org': 'o' } }],
          must_not: [{ term: { 'filter.uuid': 'u' } }],
        },
      },
    ],
    [
      'none of several filters',
      { none_of: [{ key: 'k', org: 'o' }, { uuid: 'u' }] },
      {
        bool: {
          filter: [anything],
          must_not: [
            { bool: { filter: [{ term: { 'filter.key': 'k' } }, { term: { 'filter.org': 'o' } }] } },
            { term: { 'filter.uuid': 'u' } },
          ],
        },
      },
    ],
    [
      'no pathways',
      { level_type: 'A', include_learner_pathways: 'False' },
      { bool: { filter: [{ term: { 'filter.level_type': 'A' } }], must_not: [noPathway] } },
    ],
    [
      'no pathways where none can be',
      { content_type: 'course', include_learner_pathways: false },
      { term: { 'filter.content_type': 'course' } },
    ],
    [
      'no pathways though asked for',
      { content_type: ['course', 'learnerpathway'], include_learner_pathways: false },
      { bool: { filter: [{ terms: { 'filter.content_type': ['course', 'learnerpathway'] } }], must_not: [noPathway] } },
    ],
    [
      'forced items match whatever speaks against them',
      {
        org__not: 'MITx',
        include_learner_pathways: false,
        enterprise_force_include_aggregation_keys: ['course:b', 'course:a', 'course:b'],
      },
      {
        bool: {
          should: [
            { bool: { filter: [anything], must_not: [{ term: { 'filter.org': 'mitx' } }, noPathway] } },
            { terms: { 'filter.force_key': ['course:a', 'course:b'] } },
          ],
          minimum_should_match: 1,
        },
      },
    ],
  ];
  for (const [title, filter, query] of cases) {
    it(title, () => {
      expect(compile(filter)).to.deep.equal(query);
    });
  }

  it('a keyword that is too long for a term is asked for by what is indexed in its place', () => {
    const [clause] = leavesOf(compile({ key: 'k'.repeat(9000) })) as { term: { 'filter.key': string } }[];
    expect(clause?.term['filter.key']).to.match(/^sha256:[0-9a-f]{64}$/);
  });

  /** Every operator with every shape of value, for every field. */
  const filters = fields.flatMap(({ name, type }) => {
    const values = {
      keyword: ['A', 'B'],
      number: [1, 2],
      boolean: [true, false],
      date: ['2026-01-01', '2026-03-01'],
      text: ['A', 'B'],
    };
    const [one, other] = name === 'content_type' ? ['course', 'program'] : values[type];
    const words = (type === 'text' ? ['', '__phrase', '__match'] : name === 'key' ? ['__phrase'] : []).flatMap(
      (operator) => [one, [one, other]].map((value) => ({ [name + operator]: value })),
    );
    const exists = [true, false].map((value) => ({ [`${name}__exists`]: value }));
    if (type === 'text') {
      return [...words, ...exists];
    }
    const equality = ['', '__exact', '__in', '__not', '__exclude'].flatMap((operator) =>
      [one, null, [one, other], [one, null], [one, other, null]].map((value) => ({ [name + operator]: value })),
    );
    const ordered =
      type === 'number' || type === 'date'
        ? [
            ...['gt', 'gte', 'lt', 'lte'].map((operator) => ({ [`${name}__${operator}`]: one })),
            { [`${name}__range`]: [one, other] },
          ]
        : [];
    return [...equality, ...words, ...exists, ...ordered];
  });

  it('always have a clause that the percolator selects by, and never match an empty projection', () => {
    expect(filters).to.have.length.above(1300);
    for (const filter of filters) {
      for (const more of [
        {},
        { include_learner_pathways: false },
        { enterprise_force_include_aggregation_keys: ['course:a'] },
      ]) {
        const query = compile({ ...filter, ...more });
        expect(selects(query), JSON.stringify(query)).to.equal(true);
        expect(holds(query, {}), JSON.stringify(query)).to.equal(false);
      }
    }
  });

  it('keep both promises in groups', () => {
    for (const filter of filters) {
      for (const grouped of [
        { any_of: [filter, { key: 'k' }] },
        { all_of: [filter] },
        { none_of: [filter] },
        { any_of: [{ none_of: [{ none_of: [filter] }] }] },
      ]) {
        const query = compile(grouped);
        expect(selects(query), JSON.stringify(query)).to.equal(true);
        expect(holds(query, {}), JSON.stringify(query)).to.equal(false);
      }
    }
  });

  it('stay below the engine’s 1,024 clauses with every operator of every field at once', () => {
    const days = Array.from({ length: 9_999 }, (_, index) =>
      new Date(index * 2 * 86_400_000).toISOString().slice(0, 10),
    );
    const fewDays = days.slice(0, 8);
    for (const list of [days, fewDays]) {
      const everything: Record<string, unknown> = Object.fromEntries(
        filters.flatMap((filter) => Object.entries(filter)),
      );
      for (const { name, type } of fields) {
        for (const operator of ['', '__exact', '__in', '__not', '__exclude']) {
          if (type === 'date') {
            everything[name + operator] = [...list, null];
          }
        }
      }
      for (const [wrong, right] of [
        ['aggregration__key', 'aggregation_key'],
        ['aggregation__key', 'aggregation_key'],
        ['enrollment_mode', 'type'],
        ['key.raw', 'key'],
      ] as const) {
        for (const operator of ['', '__exact', '__in', '__not', '__exclude']) {
          everything[wrong + operator] = everything[right + operator];
        }
      }
      expect(Object.keys(everything)).to.have.length.above(350);
      expect(leavesOf(compile(everything))).to.have.length.below(1000);
    }
  });
});

/**
 * Whether the percolator can select the query by its terms: as measured on OpenSearch 3.6, by a term, by terms of a keyword and
 * by a range; a conjunction needs one such clause, a disjunction needs it in every branch, exclusions never count.
 */
function selects(query: object): boolean {
  const {
    bool,
    term,
    terms,
    range,
    match,
    match_phrase: phrase,
    multi_match: across,
  } = query as Record<string, Record<string, unknown> | undefined>;
  if (bool !== undefined) {
    const { filter = [], should = [] } = bool as { filter?: object[]; should?: object[] };
    return filter.some(selects) || (should.length > 0 && should.every(selects));
  }
  const isKeyword = Object.keys(terms ?? {}).every((path) =>
    fields.every(({ name, type }) => `filter.${name}` !== path || type === 'keyword'),
  );
  return (
    [match, phrase, across].some((words) => words !== undefined) ||
    term !== undefined ||
    range !== undefined ||
    (terms !== undefined && isKeyword)
  );
}
