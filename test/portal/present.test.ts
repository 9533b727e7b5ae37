import { expect } from 'chai';
import type { ContentHit } from '../../src/portal/content-search.ts';
import { decodeOneQuery } from '../../src/portal/port.ts';
import { presentHit } from '../../src/portal/present/present-hit.ts';

const hit: ContentHit = {
  content_key: 'A+B',
  content_type: 'course',
  uuid: '51291603-8058-4c93-b7d9-eb4c620c0867',
  document: {
    title: 'Research & Development',
    short_description: 'Short & <b>bold</b>.',
    full_description: 'One two three four five six seven eight nine ten eleven.',
    partners: [{ name: 'R&D Institute', logo_image_url: null }],
    skill_names: ['Research', 'Writing', '<script>'],
    secret: null,
  },
  highlights: {
    title: '<mark>Research</mark> &amp; <mark>Development</mark>',
    full_description: 'One two <mark>three</mark> four five six seven eight nine ten eleven.',
    partners: ['<mark>R&amp;D</mark> Institute'],
    skill_names: ['<mark>Research</mark>'],
  },
};
const show = (members: Record<string, unknown>, one = hit): Record<string, unknown> =>
  presentHit(one, decodeOneQuery('i', { query: 'research developing three', ...members }));

describe("hits in the portal's protocol", () => {
  it('have every value that could be highlighted, escaped, with how much of the words is in it', () => {
    expect(show({})['_highlightResult']).to.deep.equal({
      title: {
        value: '<em>Research</em> &amp; <em>Development</em>',
        matchLevel: 'partial',
        fullyHighlighted: true,
        matchedWords: ['research', 'developing'],
      },
      short_description: { value: 'Short &amp; &lt;b&gt;bold&lt;/b&gt;.', matchLevel: 'none', matchedWords: [] },
      full_description: {
        value: 'One two <em>three</em> four five six seven eight nine ten eleven.',
        matchLevel: 'partial',
        fullyHighlighted: false,
        matchedWords: ['three'],
      },
      partners: [
        {
          name: {
            value: '<em>R&amp;D</em> Institute',
            matchLevel: 'partial',
            fullyHighlighted: false,
            // Marked by something that is none of the words, such as a synonym.
            matchedWords: [],
          },
        },
      ],
      skill_names: [
        { value: '<em>Research</em>', matchLevel: 'partial', fullyHighlighted: true, matchedWords: ['research'] },
        { value: 'Writing', matchLevel: 'none', matchedWords: [] },
        { value: '&lt;script&gt;', matchLevel: 'none', matchedWords: [] },
      ],
    });
  });

  it('are plain between the tags of InstantSearch, which shows them as text', () => {
    for (const [before, after] of [
      ['<ais-highlight-0000000000>', '</ais-highlight-0000000000>'],
      ['__ais-highlight__', '__/ais-highlight__'],
    ] as const) {
      const { _highlightResult } = show({ highlightPreTag: before, highlightPostTag: after }) as {
        _highlightResult: Record<string, { value: string }> & { skill_names: { value: string }[] };
      };
      expect(_highlightResult['title']?.value).to.equal(`${before}Research${after} & ${before}Development${after}`);
      expect(_highlightResult['short_description']?.value).to.equal('Short & <b>bold</b>.');
      expect(_highlightResult.skill_names[2]?.value).to.equal('<script>');
    }
    const other = show({ highlightPreTag: '<ais-highlight-x>', highlightPostTag: '</ais-highlight-x>' }) as {
      _highlightResult: Record<string, { value: string }>;
    };
    expect(other._highlightResult['short_description']?.value).to.include('&lt;b&gt;');
  });

  it('have the parts of texts that are asked for', () => {
    const attributesToSnippet = [
      'full_description:3',
      'short_description:2',
      'title',
      'skill_names:1',
      'partners.name',
    ];
    expect(show({ attributesToSnippet, snippetEllipsisText: ' …' })['_snippetResult']).to.deep.equal({
      full_description: { value: ' …two <em>three</em> four …', matchLevel: 'partial' },
      short_description: { value: 'Short &amp; …', matchLevel: 'none' },
      title: { value: '<em>Research</em> &amp; <em>Development</em>', matchLevel: 'partial' },
      skill_names: [
        { value: '<em>Research</em>', matchLevel: 'partial' },
        { value: 'Writing', matchLevel: 'none' },
        { value: '&lt;script&gt;', matchLevel: 'none' },
      ],
      partners: [{ name: { value: '<em>R&amp;D</em> Institute', matchLevel: 'partial' } }],
    });
    const plain = show({
      attributesToSnippet: ['*:2'],
      highlightPreTag: '__ais-highlight__',
      highlightPostTag: '__/ais-highlight__',
    }) as { _snippetResult: Record<string, { value: string }> };
    expect(plain._snippetResult['short_description']?.value).to.equal('Short &…');
    expect(Object.keys(plain._snippetResult)).to.have.length(5);
    expect(show({})).to.not.have.property('_snippetResult');
  });

  it('are without values in which nothing was found, where those are not wanted', () => {
    const { _highlightResult: marked } = show({ restrictHighlightAndSnippetArrays: true }) as {
      _highlightResult: { skill_names: { value: string }[] };
    };
    expect(marked.skill_names.map(({ value }) => value)).to.deep.equal(['<em>Research</em>']);
  });

  it('say who they are, also where nothing is to be retrieved', () => {
    expect(show({ attributesToRetrieve: [], attributesToHighlight: [] })).to.deep.equal({
      objectID: 'course-51291603-8058-4c93-b7d9-eb4c620c0867',
    });
    const without = { ...hit, uuid: null };
    expect(show({ attributesToRetrieve: ['partners.name'], attributesToHighlight: [] }, without)).to.deep.equal({
      objectID: 'course-A+B',
      partners: [{ name: 'R&D Institute', logo_image_url: null }],
    });
  });
});
