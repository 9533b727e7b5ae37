import path from 'node:path';
import { expect } from 'chai';
import { readRequestTemplate } from '../../src/platform/opensearch/request-template.ts';
import { buildSearch, type SearchPlan } from '../../src/search/build-search.ts';
import { facets, markedTexts, type SearchRequest } from '../../src/search/port.ts';
import { expectGolden } from '../support/golden.ts';

const template = readRequestTemplate(path.resolve(import.meta.dirname, '../../queries'), 'search');

/** As it is sent: JSON. */
function built(request: Partial<SearchRequest>, more: Partial<SearchPlan> = {}): object {
  const plan: SearchPlan = {
    request: { text: '', page: 1, pageSize: 20, ...request },
    scope: undefined,
    relaxed: null,
    ...more,
  };
  return JSON.parse(JSON.stringify(buildSearch(template, plan))) as object;
}

describe('the request of a search', () => {
  it('is the one that is kept', async () => {
    const request = {
      text: ' Data  Biologi\u0301a ',
      page: 3,
      pageSize: 25,
      chosen: { level_type: ['Introductory', 'Advanced'], partners: ['North University'] },
      filter: { attribute: 'price', range: { lt: 100 } },
      facets: ['level_type', 'partners', 'price'],
    } as const;
    const scope = { query: { term: { 'filter.level_type': 'Introductory' } }, shown: [] };
    await expectGolden(new URL('./build-search.golden.json', import.meta.url), built(request, { scope }));
  });

  it('is the one that is kept, for somebody who is still typing and wants highlights', async () => {
    const body = built({ text: 'data analyti', highlight: { attributes: markedTexts } }) as {
      query: { bool: { must: object[] } };
      highlight: object;
    };
    await expectGolden(new URL('./as-you-type.golden.json', import.meta.url), {
      must: body.query.bool.must,
      highlight: body.highlight,
    });
  });

  it('asks for everything when there is no text', () => {
    for (const text of ['', ' \t\n']) {
      expect(JSON.stringify(built({ text })))
        .to.include('"must":[{"match_all":{}}]')
        .and.to.not.include('"match"');
    }
  });

  it('carries a text and values as they are, never as part of its form', () => {
    const hostile = '"}}],"x":{"$":"scope"}';
    const kept = new Set<string>();
    JSON.parse(JSON.stringify(built({ text: hostile, chosen: { partners: [hostile] } })), (name, value: unknown) => {
      if (value === hostile) {
        kept.add(name);
      }
      return value;
    });
    expect([...kept].sort()).to.deep.equal(['0', 'query', 'title.exact']);
  });

  it('counts each facet without its own choice and with all the others', () => {
    const { aggs } = built({ chosen: { level_type: ['Advanced'], language: ['English'], subjects: [] } }) as {
      aggs: Record<string, { filter: { bool: { filter: { terms: Record<string, string[]> }[] } } }>;
    };
    const narrowedBy = (facet: string): string[] =>
      (aggs[facet]?.filter.bool.filter ?? []).flatMap(({ terms }) => Object.keys(terms)).sort();
    expect(Object.keys(aggs)).to.deep.equal([...facets]);
    expect(narrowedBy('level_type')).to.deep.equal(['language']);
    expect(narrowedBy('language')).to.deep.equal(['level_type']);
    for (const facet of facets.filter((name) => name !== 'level_type' && name !== 'language')) {
      expect(narrowedBy(facet), facet).to.deep.equal(['language', 'level_type']);
    }
  });

  it('keeps to what may be seen, whatever else is asked', () => {
    const discoverable = '{"term":{"is_discoverable":true}}';
    for (const request of [{}, { text: 'x' }, { filter: { any: [] } }, { chosen: { content_type: ['courserun'] } }]) {
      for (const relaxed of [null, 'typos', 'words'] as const) {
        const { query } = built(request, { relaxed, scope: { query: { term: { a: 1 } }, shown: [] } }) as {
          query: { bool: { filter: object[] } };
        };
        expect(JSON.stringify(query.bool.filter)).to.include(discoverable).and.to.include('{"term":{"a":1}}');
      }
    }
    expect(JSON.stringify(built({ show: 'everything' }))).to.not.include('is_discoverable');
    const { query } = built({}, { scope: { query: { term: { a: 1 } }, shown: [7] } }) as {
      query: { bool: { filter: object[] } };
    };
    const shown = `{"bool":{"should":[${discoverable},{"terms":{"content_id":[7]}}],"minimum_should_match":1}}`;
    expect(JSON.stringify(query.bool.filter), 'discoverable, or shown in the scope').to.include(
      `{"term":{"a":1}},${shown}`,
    );
  });
});
