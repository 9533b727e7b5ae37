import path from 'node:path';
import { expect } from 'chai';
import { readRequestTemplate } from '../../src/platform/opensearch/request-template.ts';
import { buildSearch } from '../../src/search/build-search.ts';
import { facets, type SearchRequest } from '../../src/search/port.ts';
import { expectGolden } from '../support/golden.ts';

const template = readRequestTemplate(path.resolve(import.meta.dirname, '../../queries'), 'search');
const everything: SearchRequest = { text: '', page: 1, pageSize: 20, facets: {} };

describe('the request of a search', () => {
  it('is the one that is kept', async () => {
    const built = buildSearch(
      template,
      {
        text: ' Data  Biologi\u0301a ',
        page: 3,
        pageSize: 25,
        facets: { level_type: ['Introductory', 'Advanced'], partners: ['North University'] },
      },
      { term: { 'filter.level_type': 'Introductory' } },
    );
    await expectGolden(new URL('./build-search.golden.json', import.meta.url), built);
  });

  it('is the one that is kept, for somebody who is still typing and wants highlights', async () => {
    const built = buildSearch(template, { ...everything, text: 'data analyti', highlight: true }, undefined) as {
      query: { bool: { must: object[] } };
      highlight: object;
    };
    await expectGolden(new URL('./as-you-type.golden.json', import.meta.url), {
      must: built.query.bool.must,
      highlight: built.highlight,
    });
  });

  it('asks for everything when there is no text', () => {
    for (const text of ['', ' \t\n']) {
      const built = JSON.stringify(buildSearch(template, { ...everything, text }, undefined));
      expect(built).to.include('"must":[{"match_all":{}}]').and.to.not.include('multi_match');
    }
  });

  it('carries a text and values as they are, never as part of its form', () => {
    const hostile = '"}}],"x":{"$":"scope"}';
    const built = buildSearch(template, { ...everything, text: hostile, facets: { partners: [hostile] } }, undefined);
    const kept: string[] = [];
    JSON.parse(JSON.stringify(built), (name, value: unknown) => {
      if (value === hostile) {
        kept.push(name);
      }
      return value;
    });
    // Three times as the text asked for, and once as a value in the choice and in each other facet's filter.
    expect(kept.filter((name) => name === 'query')).to.have.length(3);
    expect(kept.filter((name) => name === '0')).to.have.length(1 + facets.length - 1);
  });

  it('counts each facet without its own choice and with all the others', () => {
    const built = buildSearch(
      template,
      { ...everything, facets: { level_type: ['Advanced'], language: ['English'], subjects: [] } },
      undefined,
    ) as { aggs: Record<string, { filter: { bool: { filter: { terms: Record<string, string[]> }[] } } }> };
    const narrowedBy = (facet: string): string[] =>
      (built.aggs[facet]?.filter.bool.filter ?? []).flatMap(({ terms }) => Object.keys(terms)).sort();
    expect(Object.keys(built.aggs)).to.deep.equal([...facets]);
    expect(narrowedBy('level_type')).to.deep.equal(['language']);
    expect(narrowedBy('language')).to.deep.equal(['level_type']);
    for (const facet of facets.filter((name) => name !== 'level_type' && name !== 'language')) {
      expect(narrowedBy(facet), facet).to.deep.equal(['language', 'level_type']);
    }
  });
});
