import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { course, uuidOf } from '../support/documents.ts';
import { operator } from '../support/writers.ts';
import { markedTexts, type Highlights } from '../../src/search/port.ts';
import { Asker } from './asker.ts';
import { catalogue } from './catalogue.ts';

const highlight = { attributes: markedTexts };

const secretRun = {
  key: 'course-v1:Mark+3+secret',
  uuid: uuidOf('secret run'),
  title: 'Quokka seminar',
  short_description: 'Quokkas for invited guests.',
  restriction_type: 'custom-b2b-enterprise',
};

const more = [
  course('Mark+1', {
    title: 'Write &lt;script&gt;alert("x")&lt;/script&gt; &amp; <i>understand</i> it',
    short_description: 'Why &lt;img src=x onerror=alert(1)&gt; in a title must stay a text.',
  }),
  course('Mark+2', {
    title: 'Long reading',
    full_description: `<p>${'One of many sentences. '.repeat(60)}The zebra crosses here. ${'More sentences follow. '.repeat(60)}</p>`,
  }),
  course('Mark+3', { title: 'Marsupials', course_runs: [secretRun] }),
  course('Mark+4', { title: 'A very long text', full_description: `${'word '.repeat(300_000)} okapi` }),
];

describe('highlights', () => {
  let asker: Asker;

  before(async () => {
    asker = await Asker.open([...Object.values(catalogue), ...more]);
  });
  after(() => asker.stop());

  const highlightsOf = async (text: string, key: string): Promise<Highlights | undefined> => {
    const { hits } = await asker.ask(text, { highlight });
    const hit = hits.find(({ content_key }) => content_key === key);
    expect(hit, `${text} finds ${key}`).to.not.equal(undefined);
    return hit?.highlights;
  };

  it('mark what was found, in the title whole and in the descriptions', async () => {
    expect(await highlightsOf('python', 'Find+1')).to.deep.equal({ title: '<mark>Python</mark> for Data Science' });
    expect(await highlightsOf('python', 'Find+2')).to.deep.equal({
      full_description: 'We write them in <mark>Python</mark> and test them.',
    });
    expect(await highlightsOf('plot', 'Find+1')).to.deep.equal({
      short_description: 'Clean, <mark>plot</mark> and explain measurements.',
    });
    expect(await highlightsOf('pandas', 'Find+1'), 'found elsewhere').to.deep.equal({});
  });

  it('mark every word, by its stem, its beginning, and whatever its accents', async () => {
    expect((await highlightsOf('science data', 'Find+1'))?.title).to.equal(
      'Python for <mark>Data</mark> <mark>Science</mark>',
    );
    expect((await highlightsOf('data sc', 'Find+1'))?.title).to.equal(
      'Python for <mark>Data</mark> <mark>Science</mark>',
    );
    expect((await highlightsOf('studies city', 'Find+5'))?.title).to.equal('<mark>Studying</mark> <mark>Cities</mark>');
    for (const text of ['biologia', 'biología', 'biologi\u0301', 'BIOLO']) {
      expect((await highlightsOf(text, 'Find+4'))?.title, text).to.equal('<mark>Biología</mark> molecular');
    }
  });

  it('escape everything else', async () => {
    expect((await highlightsOf('script', 'Mark+1'))?.title).to.equal(
      'Write &lt;<mark>script</mark>&gt;alert(&quot;x&quot;)&lt;&#x2F;<mark>script</mark>&gt; &amp; understand it',
    );
    expect((await highlightsOf('onerror', 'Mark+1'))?.short_description).to.equal(
      'Why &lt;img src=x <mark>onerror</mark>=alert(1)&gt; in a title must stay a text.',
    );
    const { hits } = await asker.ask('title', { highlight });
    for (const { highlights } of hits) {
      const rest = Object.values(highlights ?? {})
        .flat()
        .map((text) => text.replace(/<\/?mark>/g, ''));
      expect(rest.join('')).to.not.match(/[<>"']/);
    }
  });

  it('give of a long description the part where the words are', async () => {
    const { full_description: part = '' } = (await highlightsOf('zebra', 'Mark+2')) ?? {};
    expect(part).to.include('The <mark>zebra</mark> crosses here.');
    expect(part.length).to.be.within(100, 250);
  });

  it('leave a word unmarked that stands very far back, and find it all the same', async () => {
    expect(await highlightsOf('okapi', 'Mark+4')).to.deep.equal({});
  });

  it('are given when they are asked for, and empty without words', async () => {
    expect((await asker.ask('python')).hits.every((hit) => !('highlights' in hit))).to.equal(true);
    expect((await asker.ask('', { highlight })).hits.map(({ highlights }) => highlights)).to.deep.equal(
      Array.from({ length: 9 }, () => ({})),
    );
  });

  it('say nothing of restricted content', async () => {
    for (const words of ['quokka', 'quokk', 'marsupials']) {
      expect(await asker.keys(words, { highlight }), words).to.deep.equal([]);
    }
    const text = JSON.stringify({ key: 'No+Such', enterprise_force_include_aggregation_keys: ['course:Mark+3'] });
    const { catalog } = await asker.service.inclusion.createCatalog(
      {
        title: 'Forced',
        enterpriseUuid: uuidOf('the customer'),
        enterpriseName: null,
        query: { filter: { text, node: parseJson(text) } },
      },
      operator,
    );
    const scope = { catalogUuids: [catalog.uuid] };
    expect((await asker.ask('marsupi', { highlight, scope })).hits.map(({ highlights }) => highlights)).to.deep.equal([
      { title: '<mark>Marsupials</mark>' },
    ]);
    expect(await asker.keys('quokka', { highlight, scope })).to.deep.equal([]);
  });
});
