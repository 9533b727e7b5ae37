import { expect } from 'chai';
import { BadRequestError } from '../../src/kernel/errors.ts';
import { splitFilter } from '../../src/portal/ask/split-filter.ts';
import type { ContentFilter } from '../../src/portal/content-search.ts';
import { parseFilters } from '../../src/portal/filter/parse-filters.ts';

const a = '51291603-8058-4c93-b7d9-eb4c620c0867';
const b = 'a309b55d-68fb-4f31-b964-94812fad871d';
const split = (text: string) => splitFilter(parseFilters(text));
const filterOf = (text: string): readonly ContentFilter[] => {
  const { filter } = split(text);
  return 'all' in filter ? filter.all : [];
};

describe("what the portal's filters ask of search", () => {
  const asked: [text: string, filter: ContentFilter[]][] = [
    ['level_type:Advanced', [{ attribute: 'level_type', in: ['Advanced'] }]],
    ['partners.name:MIT OR partners.name:Yale', [{ attribute: 'partners', in: ['MIT', 'Yale'] }]],
    [
      'level_type:A OR NOT level_type:B OR subjects:C OR level_type:D',
      [
        {
          any: [
            { attribute: 'level_type', in: ['A', 'D'] },
            { not: { attribute: 'level_type', in: ['B'] } },
            { attribute: 'subjects', in: ['C'] },
          ],
        },
      ],
    ],
    [
      'level_type:A AND NOT content_type:video',
      [{ attribute: 'level_type', in: ['A'] }, { not: { attribute: 'content_type', in: ['video'] } }],
    ],
    ['learning_type_v2:course', [{ attribute: 'learning_type', in: ['course'] }]],
    ['key:"A+B"', [{ attribute: 'content_key', in: ['A+B'] }]],
    ['visible_via_association:true', [{ attribute: 'visible_via_association', in: [true] }]],
    ['visible_via_association:perhaps', [{ any: [] }]],
    // Prices are numbers, however they are asked for.
    ['first_enrollable_paid_seat_price:49', [{ attribute: 'price', in: [49] }]],
    ['first_enrollable_paid_seat_price:free', [{ any: [] }]],
    ['first_enrollable_paid_seat_price<100', [{ attribute: 'price', range: { lt: 100 } }]],
    ['first_enrollable_paid_seat_price>=1.5', [{ attribute: 'price', range: { gte: 1.5 } }]],
    ['first_enrollable_paid_seat_price:1 TO 5', [{ attribute: 'price', range: { gte: 1, lte: 5 } }]],
    ['first_enrollable_paid_seat_price=3', [{ attribute: 'price', in: [3] }]],
    ['first_enrollable_paid_seat_price!=3', [{ not: { attribute: 'price', in: [3] } }]],
    ['NOT first_enrollable_paid_seat_price>3', [{ not: { attribute: 'price', range: { gt: 3 } } }]],
    // Portals count moments in seconds, the index in milliseconds.
    [
      'advertised_course_run.upgrade_deadline > 1700000000',
      [{ attribute: 'upgrade_deadline', range: { gt: 1_700_000_000_000 } }],
    ],
    ['created:1 TO 2', [{ attribute: 'created', range: { gte: 1_000, lte: 2_000 } }]],
  ];
  for (const [text, filter] of asked) {
    it(text, () => {
      expect(filterOf(text)).to.deep.equal(filter);
      expect(split(text).unknown).to.deep.equal([]);
    });
  }

  it('finds nothing by an attribute that is not there, everything by its absence, and names it', () => {
    for (const name of [
      'nothing',
      'Level_type',
      'price',
      'partners',
      'upgrade_deadline',
      'constructor',
      '__proto__',
      '_tags',
    ]) {
      expect(split(`${name}:x`)).to.deep.include({ filter: { all: [{ any: [] }] }, unknown: [name] });
      expect(split(`NOT ${name}:x`)).to.deep.include({ filter: { all: [{ all: [] }] }, unknown: [name] });
    }
    expect(split('level_type > 5').unknown, 'a text is not compared with numbers').to.deep.equal(['level_type']);
    expect(filterOf('nothing:x OR level_type:A')).to.deep.equal([
      { any: [{ any: [] }, { attribute: 'level_type', in: ['A'] }] },
    ]);
  });

  it('narrows catalogs with every clause about them, and never widens them', () => {
    const [customers, queries] = ['enterprise_customer_uuids', 'enterprise_catalog_query_uuids'];
    const scopes: [string, object | undefined][] = [
      ['level_type:A', undefined],
      [`${customers}:${a}`, { enterpriseUuids: [a] }],
      [`${customers}:${a.toUpperCase()} OR ${customers}:${a}`, { enterpriseUuids: [a] }],
      [`${customers}:${a} AND ${customers}:${b}`, { enterpriseUuids: [] }],
      [`${customers}:${a} AND (${customers}:${b} OR ${customers}:${a})`, { enterpriseUuids: [a] }],
      [`${customers}:${a} AND ${queries}:${b}`, { enterpriseUuids: [a], queryUuids: [b] }],
      [`enterprise_catalog_uuids:nothing`, { catalogUuids: [] }],
      ['enterprise_catalog_query_titles:"A la Carte"', { queryTitles: ['A la Carte'] }],
    ];
    for (const [text, scope] of scopes) {
      expect(split(text).scope, text).to.deep.equal(scope);
    }
    for (const wrong of [
      `NOT ${customers}:${a}`,
      `${customers}:${a} OR ${queries}:${b}`,
      `${customers}:${a} OR NOT ${customers}:${b}`,
      `${customers}>5`,
      `level_type:A OR ${customers}:${a}`,
      'metadata_language:en OR level_type:A',
      'metadata_language>1',
    ]) {
      expect(() => split(wrong), wrong).to.throw(BadRequestError);
    }
  });

  it('chooses the language of texts', () => {
    for (const [text, locale] of [
      ['', 'en'],
      ['metadata_language:es', 'es'],
      ['metadata_language:en', 'en'],
      ['metadata_language:es OR metadata_language:en', 'en'],
      ['NOT metadata_language:en', 'es'],
      ['NOT metadata_language:fr', 'en'],
      ['metadata_language:fr', undefined],
      ['metadata_language:es AND metadata_language:en', undefined],
    ] as const) {
      expect(split(text), text).to.deep.include({ locale, filter: { all: [] } });
    }
  });
});
