import { expect } from 'chai';
import { uuidOf } from '../support/documents.ts';
import { Searcher } from './searcher.ts';

const facetNames = [
  'content_type',
  'partners',
  'subjects',
  'skill_names',
  'level_type',
  'language',
  'availability',
  'programs',
  'program_titles',
  'course_type',
  'learning_type',
];

describe('search', () => {
  let searcher: Searcher;
  const programKey = uuidOf('Data program');

  before(async () => {
    searcher = await Searcher.open();
  });
  after(() => searcher.close());

  const keysOf = (q: string): Promise<string[]> => searcher.keys({ q, relax: 'false' });

  it('answers in one shape, whether something is found or not', async () => {
    for (const q of ['python', 'nothingofthekind']) {
      const body = await searcher.find({ q });
      expect(body).to.have.all.keys(
        'count',
        'num_pages',
        'current_page',
        'next_cursor',
        'relaxed',
        'locale',
        'query_id',
        'results',
        'facets',
        'stats',
      );
      expect(body.facets).to.have.all.keys(...facetNames);
    }
    const { results } = await searcher.find({ q: 'python for data science' });
    expect(results[0]).to.deep.equal({
      content_key: 'Find+1',
      content_type: 'course',
      uuid: uuidOf('Find+1'),
      title: 'Python for Data Science',
      short_description: 'Clean, plot and explain measurements.',
      partners: ['North University'],
      subjects: ['Data Analysis & Statistics', 'Computer Science'],
      skill_names: ['Pandas', 'Plotting'],
      level_type: 'Introductory',
      language: 'English',
      availability: ['Available Now'],
      programs: [],
      program_titles: [],
      course_type: null,
      learning_type: 'course',
      card_image_url: null,
      marketing_url: null,
      price: null,
      recent_enrollment_count: 0,
      bayesian_average: 0,
    });
    expect(await searcher.find({ q: 'nothingofthekind' })).to.deep.include({
      count: 0,
      num_pages: 1,
      current_page: 1,
      results: [],
    });
  });

  it('wants all the words, wherever they stand, and puts those of a title first', async () => {
    expect(await keysOf('python data')).to.deep.equal(['Find+1', 'Find+2']);
    expect(await keysOf('data python')).to.deep.equal(['Find+1', 'Find+2']);
    expect((await keysOf('python')).sort()).to.deep.equal(['Find+1', 'Find+2', 'Find+3']);
    expect((await keysOf('python'))[0]).to.equal('Find+1');
    expect(await keysOf('python data night')).to.deep.equal(['Find+2']);
    expect(await keysOf('python data night nothingofthekind')).to.deep.equal([]);
    expect((await keysOf('north university')).sort()).to.deep.equal(['Find+1', 'Find+2']);
    expect(await keysOf('architecture towns')).to.deep.equal(['Find+5']);
    expect(await keysOf('spreadsheets')).to.deep.equal([programKey]);
  });

  it('reads words by their stems', async () => {
    for (const q of ['studying cities', 'study city', 'STUDIES CITY', 'studied   cities!']) {
      expect(await keysOf(q), q).to.deep.equal(['Find+5']);
    }
  });

  it('does not care for accents or case', async () => {
    for (const q of ['biologia', 'biología', 'BIOLOGÍA', 'biologi\u0301a MOLECULAR', 'moleculas', 'celula']) {
      expect(await keysOf(q), q).to.deep.equal(['Find+4']);
    }
  });

  it('finds everything when there are no words', async () => {
    const all = ['Find+1', 'Find+2', 'Find+3', 'Find+4', 'Find+5', programKey].sort();
    for (const query of [{}, { q: '' }, { q: '   ' }, { q: '\t\n' }]) {
      const body = await searcher.find(query);
      expect(body.count).to.equal(6);
      expect(body.results.map(({ content_key }) => content_key).sort()).to.deep.equal(all);
    }
  });

  it('hides course runs unless they are asked for', async () => {
    const runKey = 'course-v1:Find+1+2026';
    expect(await keysOf('python')).to.not.include(runKey);
    expect(await searcher.keys({ q: 'python', content_type: 'courserun' })).to.deep.equal([runKey]);
    const both = await searcher.find({ q: 'python', content_type: ['courserun', 'course'] });
    expect(both.results.map(({ content_key }) => content_key).sort()).to.deep.equal(
      ['Find+1', 'Find+2', 'Find+3', runKey].sort(),
    );
    expect(Object.keys((await searcher.find({})).facets['content_type'] ?? {}).sort()).to.deep.equal([
      'course',
      'program',
    ]);
  });

  it('counts the values of each facet among what is found', async () => {
    const { facets } = await searcher.find({});
    expect(facets).to.deep.include({
      content_type: { course: 5, program: 1 },
      level_type: { Introductory: 2, Advanced: 2, Intermediate: 1 },
      subjects: {
        'Computer Science': 3,
        'Data Analysis & Statistics': 2,
        Architecture: 1,
        'Biology & Life Sciences': 1,
      },
      language: { English: 4, Spanish: 1 },
      programs: { 'MicroMasters® Program': 1 },
      course_type: {},
    });
    expect((await searcher.find({ q: 'python' })).facets['level_type']).to.deep.equal({ Introductory: 2, Advanced: 1 });
  });

  it('narrows by a facet, and keeps the other values it could have in sight', async () => {
    const body = await searcher.find({ level_type: 'Introductory' });
    expect(body.results.map(({ content_key }) => content_key).sort()).to.deep.equal(['Find+1', 'Find+3']);
    expect(body.count).to.equal(2);
    expect(body.facets['level_type']).to.deep.equal({ Introductory: 2, Advanced: 2, Intermediate: 1 });
    expect(body.facets['subjects']).to.deep.equal({ 'Computer Science': 2, 'Data Analysis & Statistics': 1 });
  });

  it('takes any of several values of one facet, and all of several facets', async () => {
    const either = await searcher.find({ level_type: ['Introductory', 'Intermediate'] });
    expect(either.results.map(({ content_key }) => content_key).sort()).to.deep.equal(['Find+1', 'Find+3', 'Find+4']);
    const both = await searcher.find({ level_type: ['Introductory', 'Advanced'], partners: 'South College' });
    expect(both.results.map(({ content_key }) => content_key).sort()).to.deep.equal(['Find+3', 'Find+5']);
    // Each facet is counted without its own choice, and with the other's.
    expect(both.facets['partners']).to.deep.equal({ 'North University': 2, 'South College': 2 });
    expect(both.facets['level_type']).to.deep.equal({ Introductory: 1, Advanced: 1 });
    expect(await searcher.keys({ subjects: 'data analysis & statistics' }), 'values differ by case').to.deep.equal([]);
    expect((await searcher.find({ level_type: '' })).count, 'nothing chosen').to.equal(6);
  });
});
