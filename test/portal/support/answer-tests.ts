import { expect } from 'chai';
import { course, listed } from '../../support/documents.ts';
import type { PortalAnswer, PortalHit, PortalWorld } from './world.ts';

/** What an answer says of what was asked, on the service of the test that calls it. @param annas Anna's key */
export function testAnswers(world: () => PortalWorld, annas: () => string): void {
  it('names attributes in which no words are marked, and says which parts of attributes it cannot leave out', async () => {
    const answer = await world().search(annas(), {
      query: 'python',
      attributesToHighlight: ['title', 'partners.name', 'level_type'],
      attributesToSnippet: ['*:5', 'key:3'],
      attributesToRetrieve: ['*', '-partners.name', '-title'],
    });
    expect(answer.unsupported).to.deep.equal([
      'attributesToHighlight (level_type)',
      'attributesToSnippet (key:3)',
      'attributesToRetrieve (-partners.name)',
    ]);
    expect(answer.hits[0]).to.include.keys('partners').and.not.have.any.keys('title');
  });

  it('marks words in long texts where they are named, and there alone', async () => {
    const long = [
      course('Long+1', {
        outcome: '<p>Build looms &amp; weave on them</p>',
        additional_information: 'Looms are lent for a week, and so are threads.',
      }),
      course('Long+2', { outcome: 'Draw looms', additional_information: 'Nothing of that kind' }),
    ];
    await world().api.post('/api/v1/content-metadata/?refresh=true', long.map(listed));
    const ask = async (members: object): Promise<Record<string, PortalHit>> => {
      const { body } = await world().api.post<PortalAnswer>('/1/indexes/i/query', { query: 'looms', ...members });
      expect(body).to.not.have.property('unsupported');
      return Object.fromEntries(body.hits.map((hit) => [hit.key, hit]));
    };
    const named = await ask({ attributesToHighlight: ['outcome', 'additional_information'] });
    const found = { matchLevel: 'full', fullyHighlighted: false, matchedWords: ['looms'] };
    expect(named['Long+1']?._highlightResult).to.deep.equal({
      outcome: { value: 'Build <em>looms</em> &amp; weave on them', ...found },
      additional_information: { value: '<em>Looms</em> are lent for a week, and so are threads.', ...found },
    });
    expect(named['Long+2']?._highlightResult).to.deep.equal({
      outcome: { value: 'Draw <em>looms</em>', ...found },
      additional_information: { value: 'Nothing of that kind', matchLevel: 'none', matchedWords: [] },
    });
    const cut = await ask({ attributesToSnippet: ['*:3', 'additional_information:3'] });
    expect(cut['Long+1']?.['_snippetResult'])
      .to.deep.include({ additional_information: { value: '<em>Looms</em> are lent…', matchLevel: 'full' } })
      .and.not.have.any.keys('outcome');
    // What one learns is looked for there too, and is no part of it.
    expect(cut['Long+2']?.['_snippetResult']).to.deep.include({
      additional_information: { value: 'Nothing of that…', matchLevel: 'none' },
    });
    expect(cut['Long+1']?._highlightResult).to.not.have.any.keys('outcome', 'additional_information');
  });

  it('says what was given up to find something, and gives up no words where it is told not to', async () => {
    const given: [members: object, found: string[], relaxed: string | undefined][] = [
      [{ query: 'python' }, ['Find+1', 'Find+2'], undefined],
      [{ query: 'pyhton' }, ['Find+1'], 'typos'],
      [{ query: 'plotting nothingofthekind' }, ['Find+1'], 'words'],
      [{ query: 'plotting nothingofthekind', removeWordsIfNoResults: 'none' }, [], undefined],
      [{ query: 'pyhton', removeWordsIfNoResults: 'none' }, ['Find+1'], 'typos'],
    ];
    for (const [members, found, relaxed] of given) {
      const answer = await world().search(annas(), members as Record<string, unknown>);
      expect(answer.hits.map(({ key }) => key).sort(), JSON.stringify(members)).to.deep.equal(found);
      expect(answer.relaxed, JSON.stringify(members)).to.equal(relaxed);
    }
  });

  it('has parts of texts, and lists without what is not marked, where they are asked for', async () => {
    const { hits } = await world().search(annas(), {
      query: 'plotting',
      attributesToSnippet: ['short_description:2', 'skill_names'],
      attributesToHighlight: ['skill_names', 'short_description'],
      restrictHighlightAndSnippetArrays: true,
    });
    const plotting = { value: '<em>Plotting</em>', matchLevel: 'full' };
    expect(hits[0]?.['_snippetResult']).to.deep.equal({
      short_description: { value: 'Clean, <em>plot</em>…', matchLevel: 'full' },
      skill_names: [plotting],
    });
    expect(hits[0]?._highlightResult).to.deep.equal({
      short_description: {
        value: 'Clean, <em>plot</em> and explain measurements.',
        matchLevel: 'full',
        fullyHighlighted: false,
        matchedWords: ['plotting'],
      },
      skill_names: [{ ...plotting, fullyHighlighted: true, matchedWords: ['plotting'] }],
    });
  });

  it('is in the order of the index that is asked, and the same otherwise', async () => {
    const ask = async (name: string): Promise<PortalAnswer> =>
      (await world().ask(annas(), `${name}/query`, { facets: ['level_type'] })).body;
    const [usual, byTitle] = [await ask('enterprise_catalog'), await ask('by_title')];
    expect(usual.hits.map(({ title }) => title)).to.deep.equal([
      'Python for Data Science',
      'Data Engineering',
      'Biología molecular',
    ]);
    expect(byTitle.hits.map(({ title }) => title)).to.deep.equal([
      'Biología molecular',
      'Data Engineering',
      'Python for Data Science',
    ]);
    expect(byTitle.facets).to.deep.equal(usual.facets);
    expect(byTitle).to.include({ index: 'by_title', nbHits: 3 });
    const both = {
      requests: [
        { indexName: 'by_title', hitsPerPage: 1 },
        { indexName: 'i', hitsPerPage: 1 },
      ],
    };
    const { body } = await world().ask(annas(), '*/queries', both);
    expect(body.results?.map(({ hits }) => hits[0]?.key)).to.deep.equal(['Find+4', 'Find+1']);
  });
}
