import { expect } from 'chai';
import { course, listed } from '../support/documents.ts';
import { expectProblem } from '../support/client.ts';
import { Searcher } from './searcher.ts';

interface Suggestions {
  titles: Record<string, { content_key: string; highlighted: string }[]>;
  partners: Value[];
  skill_names: Value[];
  subjects: Value[];
}
interface Value {
  value: string;
  highlighted: string;
  count: number;
}

const more = [
  listed(course('Sug+1', { title: 'Biología marina', owners: [{ key: 'E', name: 'École <b>Polytechnique</b>' }] })),
  listed(course('Sug+2', { title: 'Datos', skill_names: ['C++', 'C# (.NET)', 'Über Data'] })),
];

describe('suggestions', () => {
  let searcher: Searcher;

  before(async () => {
    searcher = await Searcher.open(more);
  });
  after(() => searcher.close());

  const suggest = async (query: Record<string, string>): Promise<Suggestions> => {
    const { status, body } = await searcher.api.get<Suggestions>(
      `/api/v1/search/suggest?${new URLSearchParams(query).toString()}`,
    );
    expect(status, JSON.stringify(body)).to.equal(200);
    return body;
  };
  const values = async (facet: string, query: Record<string, string>): Promise<Value[]> => {
    const path = `/api/v1/search/facets/${facet}?${new URLSearchParams(query).toString()}`;
    const { status, body } = await searcher.api.get<{ results: Value[] }>(path);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body.results;
  };

  it('are titles by type and names in which a word begins so, with how many have them', async () => {
    const { titles, subjects, skill_names, partners } = await suggest({ q: 'data' });
    expect(titles['course']?.map(({ content_key }) => content_key)).to.deep.equal(['Find+2', 'Find+1']);
    expect(titles['course']?.[0]?.highlighted).to.equal('<mark>Data</mark> Engineering');
    expect(titles['program']).to.have.length(1);
    expect(titles).to.not.have.property('courserun');
    expect(subjects).to.deep.equal([
      { value: 'Data Analysis & Statistics', highlighted: '<mark>Data</mark> Analysis &amp; Statistics', count: 2 },
    ]);
    expect(skill_names.map(({ highlighted }) => highlighted)).to.deep.equal(['Über <mark>Data</mark>']);
    expect(partners).to.deep.equal([]);
  });

  it('do not care for case and accents, and escape', async () => {
    for (const q of ['ecole', 'ÉCOLE', 'e\u0301col', 'polytech']) {
      const { partners } = await suggest({ q });
      expect(
        partners.map(({ value }) => value),
        q,
      ).to.deep.equal(['École <b>Polytechnique</b>']);
    }
    expect((await suggest({ q: 'ecole' })).partners[0]?.highlighted).to.equal(
      '<mark>École</mark> &lt;b&gt;Polytechnique&lt;&#x2F;b&gt;',
    );
    const { titles } = await suggest({ q: 'biologia' });
    expect(titles['course']?.map(({ content_key }) => content_key).sort()).to.deep.equal(['Find+4', 'Sug+1']);
    expect((await suggest({ q: 'c+' })).skill_names.map(({ value }) => value)).to.deep.equal(['C++']);
    expect((await suggest({ q: 'c#' })).skill_names.map(({ value }) => value)).to.deep.equal(['C# (.NET)']);
  });

  it('take a title for one that was misspelt, where there is none as it was typed', async () => {
    expect((await suggest({ q: 'enginering' })).titles['course']?.[0]?.highlighted).to.equal(
      'Data <mark>Engineering</mark>',
    );
  });

  it('are the best titles and the most frequent names where nothing is typed', async () => {
    const { titles, subjects } = await suggest({ limit: '2' });
    expect(titles['course']).to.have.length(2);
    expect(titles['course']?.[0]?.highlighted).to.not.include('<mark>');
    expect(subjects.map(({ value, count }) => [value, count])).to.deep.equal([
      ['Computer Science', 3],
      ['Data Analysis & Statistics', 2],
    ]);
  });

  it('take any text', async () => {
    for (const q of [
      '.*',
      '[a-z]+',
      '(',
      '"',
      '\\',
      '~',
      '<1-9>',
      '@',
      '#',
      'a'.repeat(500),
      '日本',
      '\u0000',
      '-',
      '^',
      ']',
      'İ',
      'ß',
    ]) {
      await suggest({ q });
      await values('skill_names', { value: q.slice(0, 100) });
    }
    expect((await suggest({ q: '.*' })).partners).to.deep.equal([]);
    expectProblem(await searcher.api.get('/api/v1/search/suggest?text=x'), 400, 'bad_request');
  });

  it('of one facet are among what else is asked, without its own choice', async () => {
    expect(await values('subjects', {})).to.have.length(4);
    expect((await values('subjects', { value: 'comp' })).map(({ value }) => value)).to.deep.equal(['Computer Science']);
    expect((await values('subjects', { value: 'science' }))[0]?.highlighted).to.equal('Computer <mark>Science</mark>');
    expect(await values('subjects', { value: 'cience' })).to.deep.equal([]);
    expect(await values('subjects', { level_type: 'Advanced', subjects: 'Architecture', q: 'data' })).to.deep.equal([
      { value: 'Architecture', highlighted: 'Architecture', count: 1 },
      { value: 'Computer Science', highlighted: 'Computer Science', count: 1 },
      { value: 'Data Analysis & Statistics', highlighted: 'Data Analysis &amp; Statistics', count: 1 },
    ]);
    expectProblem(await searcher.api.get('/api/v1/search/facets/price'), 404, 'not_found');
    expectProblem(await searcher.api.get('/api/v1/search/facets/filter.org'), 404, 'not_found');
  });
});
