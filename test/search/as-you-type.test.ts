import path from 'node:path';
import { expect } from 'chai';
import { readRequestTemplate } from '../../src/platform/opensearch/request-template.ts';
import { buildSearch } from '../../src/search/build-search.ts';
import { facets, markedTexts, type Locale, type Relaxed } from '../../src/search/port.ts';
import { course } from '../support/documents.ts';
import { Asker } from './asker.ts';
import { catalogue } from './catalogue.ts';

const popular = { reviews_count: 5_000, avg_course_rating: 5, recent_enrollment_count: 90_000 };

const more = [
  course('Type+1', {
    title: 'Getting started',
    short_description: 'Statistics, programming, and a little business.',
    skill_names: ['Machine Learning', 'Organizational Communication'],
    level_type: 'Introductory',
  }),
  // Of these three only the last has the word `art`, and there it counts least.
  course('Type+2', { title: 'Artificial Arthropods', skill_names: ['Artistry'], ...popular }),
  course('Type+3', { title: 'Article by article', short_description: 'Articulate articles.', ...popular }),
  course('Type+4', { title: 'Museums', full_description: `${'Halls and stairs. '.repeat(200)} Also some art.` }),
  course('Type+5', { title: '日本の歴史' }),
];

describe('search as one types', () => {
  let asker: Asker;

  before(async () => {
    asker = await Asker.open([...Object.values(catalogue), ...more]);
  });
  after(() => asker.stop());

  it('takes the last word for the beginning of one', async () => {
    expect(await asker.keys('pyth')).to.have.members(['Find+1', 'Find+2', 'Find+3']);
    expect(await asker.keys('Pyth')).to.have.members(['Find+1', 'Find+2', 'Find+3']);
    expect(await asker.keys('data pyth')).to.have.members(['Find+1', 'Find+2']);
    // `science` stands in a title and, of the other, in a subject.
    expect(await asker.keys('data sc')).to.deep.equal(['Find+1', 'Find+2']);
    expect(await asker.keys('biologi'), 'with an accent in the text').to.deep.equal(['Find+4']);
    expect(await asker.keys('biologí')).to.deep.equal(['Find+4']);
    expect(await asker.keys('BIOLOGI\u0301')).to.deep.equal(['Find+4']);
    expect(await asker.keys('north univ')).to.have.members(['Find+1', 'Find+2']);
  });

  it('takes no other word so, and not the last one when something follows it', async () => {
    for (const text of ['pyth data', 'pyth ', 'pyth\t', 'data sc ', 'pyth,', 'pyth data sc']) {
      expect(await asker.keys(text), text).to.deep.equal([]);
    }
    expect(await asker.keys('python ')).to.have.members(['Find+1', 'Find+2', 'Find+3']);
  });

  it('wants all the signs of a word that the index takes sign by sign', async () => {
    expect(await asker.keys('日本')).to.deep.equal(['Type+5']);
    expect(await asker.keys('日記')).to.deep.equal([]);
  });

  it('wants every other word whole', async () => {
    expect(await asker.keys('nothingofthekind pyth')).to.deep.equal([]);
    expect(await asker.keys('python nothingofthek')).to.deep.equal([]);
  });

  it('puts what has the word itself above everything that only has its beginning', async () => {
    expect((await asker.keys('art'))[0]).to.equal('Type+4');
    expect(await asker.keys('art')).to.have.members(['Type+2', 'Type+3', 'Type+4']);
    const scores = await asker.keys('python');
    expect(await asker.keys('python '), 'and leaves their order').to.deep.equal(scores);
  });

  it('loses nothing on the way, where a word is shorter in the index than in the text', async () => {
    for (const text of ['machine learning', 'organizational communication', 'statistics programming business']) {
      for (let length = 3; length <= text.length; length += 1) {
        const typed = text.slice(0, length);
        if (!typed.endsWith(' ')) {
          expect(await asker.keys(typed), typed).to.include('Type+1');
        }
      }
    }
  });

  it('counts the values of facets among what it finds', async () => {
    for (const text of ['p', 'da', 'data s', 'art', 'programmi']) {
      const found = await asker.ask(text);
      expect(found.hits).to.have.length(found.count);
      for (const facet of facets) {
        for (const [value, count] of Object.entries(found.facets[facet] ?? {})) {
          const narrowed = await asker.ask(text, { chosen: { [facet]: [value] } });
          expect(narrowed.count, `${text}: ${facet} ${value}`).to.equal(count);
        }
      }
    }
  });

  it('takes a text of 16 words so, of more every word must be whole', async () => {
    const python = (words: number): string => `${'python '.repeat(words - 1)}pyth`;
    expect(await asker.keys(python(16))).to.have.members(['Find+1', 'Find+2', 'Find+3']);
    expect(await asker.keys(python(17))).to.deep.equal([]);
    expect(await asker.keys('python '.repeat(32))).to.have.members(['Find+1', 'Find+2', 'Find+3']);
  });

  it('stays within the clauses that the engine takes, together with the largest scope', async () => {
    const template = readRequestTemplate(path.resolve(import.meta.dirname, '../../queries'), 'search');
    const { opensearchUrl, indexPrefix } = asker.service.stores.config;
    const search = (
      text: string,
      clauses: number,
      relaxed: Relaxed | null = null,
      locale: Locale = 'en',
    ): Promise<number> => {
      const filters = Array.from({ length: clauses }, (_, index) => ({ term: { 'filter.org': String(index) } }));
      const scope = { bool: { should: filters, minimum_should_match: 1 } };
      const request = { text, locale, page: 1, pageSize: 20, highlight: { attributes: markedTexts } };
      return fetch(`${opensearchUrl}/${indexPrefix}content/_search`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(buildSearch(template, { request, scope: { query: scope, shown: [] }, relaxed })),
      }).then(({ status }) => status);
    };
    const words = (count: number, last: string): string =>
      [...Array.from({ length: count - 1 }, (_, index) => `word${String(index)}`), last].join(' ');
    // `analyti` may become the most words of all.
    expect(await search(words(16, 'analyti'), 600)).to.equal(200);
    expect(await search(words(32, 'analyti'), 600)).to.equal(200);
    expect(await search(words(8, 'analyti'), 600, 'typos')).to.equal(200);
    expect(await search(words(8, 'analyti'), 600, 'words')).to.equal(200);
    expect(await search(words(32, 'analyti'), 600, 'words')).to.equal(200);
    for (const count of [5, 6, 10, 11, 32]) {
      for (const relaxed of [null, 'words', ...(count > 5 ? [] : ['typos' as const])] as const) {
        const status = await search(words(count, 'analyti'), 600, relaxed, 'es');
        expect(status, `${String(count)} words, ${String(relaxed)}`).to.equal(200);
      }
    }
    expect(await search(words(32, 'analyti'), 1_025), 'this would be too many').to.equal(400);
  });
});
