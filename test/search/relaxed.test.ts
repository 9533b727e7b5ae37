import { expect } from 'chai';
import { course } from '../support/documents.ts';
import { Asker } from './asker.ts';
import { catalogue } from './catalogue.ts';

const popular = { reviews_count: 5_000, avg_course_rating: 5, recent_enrollment_count: 90_000 };

const more = [
  // Each is one letter from the other, and the one that is meant has no reader yet.
  course('Like+1', { title: 'Marine biology' }),
  course('Like+2', { title: 'Martine speaks', ...popular }),
  course('Like+3', { title: 'Organic chemistry', level_type: 'Advanced' }),
  course('Like+4', { title: 'Inorganic chemistry', level_type: 'Introductory' }),
  course('Like+5', { title: 'Coasts', full_description: 'Of a tidal plain with a harbor.' }),
  course('Like+6', { title: 'Tidal harbour', ...popular }),
  ...Array.from({ length: 5 }, (_, index) =>
    course(`Ice+${String(index)}`, {
      title: `Glacier ${String(index)}`,
      level_type: index === 0 ? 'Expert' : 'Advanced',
    }),
  ),
  course('Ice+Not', { title: 'Glazier', level_type: 'Expert' }),
  course('Some+1', { title: 'Volcanoes', full_description: 'How lava flows from a crater.' }),
  course('Some+2', { title: 'Lava lamps', level_type: 'Advanced' }),
  course('Some+3', { title: 'Lava and crater: a journey' }),
  course('Some+4', { title: 'Lava flows' }),
];

describe('a search that finds little', () => {
  let asker: Asker;

  before(async () => {
    asker = await Asker.open([...Object.values(catalogue), ...more]);
  });
  after(() => asker.stop());

  const ask = (text: string, request: object = {}): ReturnType<Asker['ask']> =>
    asker.ask(text, { strict: false, ...request });
  const keys = async (text: string): Promise<string[]> => (await ask(text)).hits.map(({ content_key: key }) => key);

  it('takes words for misspelt ones, and says so', async () => {
    for (const [text, key] of [
      ['pyhton for data science', 'Find+1'],
      ['pythn', 'Find+1'],
      ['engneering', 'Find+2'],
      ['biologa molecular', 'Find+4'],
      ['organic chemsitry', 'Like+3'],
      ['ypthon', 'Find+1'],
    ] as const) {
      const { hits, relaxed, count } = await ask(text);
      expect(hits[0]?.content_key, text).to.equal(key);
      expect(relaxed, text).to.equal('typos');
      expect(count, text).to.be.greaterThan(0);
    }
    expect((await ask('adta')).count, 'of a short word the first letter is taken for right').to.equal(0);
    expect((await ask('dtaa engineering')).hits[0]?.content_key).to.equal('Find+2');
    expect((await ask('adta engineering')).hits[0]?.content_key, 'but not of a whole title').to.equal('Find+2');
    expect((await ask('dta')).relaxed, 'three letters are too few').to.equal(null);
  });

  it('puts what has the word as it was typed above what has one like it, however popular', async () => {
    expect(await keys('marine')).to.deep.equal(['Like+1', 'Like+2']);
    expect(await keys('martine')).to.deep.equal(['Like+2', 'Like+1']);
    expect((await ask('marine')).relaxed).to.equal('typos');
    // Both words at the end of a text, and one of them in a title beside one like the other.
    expect(await keys('tidal harbor')).to.deep.equal(['Like+5', 'Like+6']);
  });

  it('gives up words where no spelling helps, and says so', async () => {
    const { hits, relaxed } = await ask('python nothingofthekind');
    expect(relaxed).to.equal('words');
    expect(hits.map(({ content_key: key }) => key)).to.include.members(['Find+1', 'Find+2', 'Find+3']);
    expect((await ask('nothingofthekind')).relaxed).to.equal(null);
    expect((await ask('nothingofthekind')).count).to.equal(0);
  });

  it('gives up words where few are found, below those that have them all', async () => {
    const { hits, relaxed } = await ask('lava crater');
    expect(relaxed).to.equal('words');
    expect(hits.map(({ content_key: key }) => key).slice(0, 2)).to.deep.equal(['Some+3', 'Some+1']);
    expect(hits.map(({ content_key: key }) => key)).to.include.members(['Some+2', 'Some+4']);
  });

  it('gives nothing up where an item is called so', async () => {
    const { hits, relaxed } = await ask('lava FLOWS');
    expect(relaxed).to.equal(null);
    expect(hits.map(({ content_key: key }) => key)).to.deep.equal(['Some+4', 'Some+1']);
  });

  it('gives nothing up where enough is found, nothing was asked, or nothing may be', async () => {
    for (const text of ['data', '', 'science']) {
      expect((await ask(text)).relaxed, text).to.equal(null);
    }
    expect(await asker.keys('pyhton', { strict: true })).to.deep.equal([]);
    expect((await ask('xyzzyplugh')).relaxed).to.equal(null);
  });

  it('is of one way for every page, facet and choice', async () => {
    const whole = await ask('chemsitry');
    expect(whole.count).to.equal(2);
    const narrowed = await ask('chemsitry', { chosen: { level_type: ['Advanced'] } });
    expect(narrowed.hits.map(({ content_key: key }) => key)).to.deep.equal(['Like+3']);
    expect(narrowed.facets.level_type).to.deep.equal({ Advanced: 1, Introductory: 1 });
    const filter = { attribute: 'level_type', in: ['Introductory'] };
    expect((await ask('chemsitry', { filter })).hits.map(({ content_key: key }) => key)).to.deep.equal(['Like+4']);
    // Words that find enough are not corrected only because a choice or a filter leaves few of them.
    const expert = { attribute: 'level_type', in: ['Expert'] };
    for (const request of [{ chosen: { level_type: ['Expert'] } }, { filter: expert }]) {
      const { hits, relaxed } = await ask('glacier', request);
      expect(hits.map(({ content_key: key }) => key)).to.deep.equal(['Ice+0']);
      expect(relaxed).to.equal(null);
    }
    const [first, second] = [await ask('chemsitry', { pageSize: 1 }), await ask('chemsitry', { pageSize: 1, page: 2 })];
    expect(new Set([...first.hits, ...second.hits].map(({ content_key: key }) => key)).size).to.equal(2);
    expect(first.relaxed).to.equal('typos');
    expect(second.relaxed).to.equal('typos');
  });

  it('marks the words that it took', async () => {
    const { hits } = await ask('organic chemsitry', { highlight: { attributes: ['title'] } });
    expect(hits[0]?.highlights).to.deep.equal({ title: '<mark>Organic</mark> <mark>chemistry</mark>' });
  });
});
