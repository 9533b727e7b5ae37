import { expect } from 'chai';
import { Client, expectProblem, type Answer } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { makeService, serve, type TestService } from '../support/service.ts';
import { catalogue } from './catalogue.ts';

interface Found {
  count: number;
  num_pages: number;
  current_page: number;
  results: { content_key: string; content_type: string; title: string }[];
  facets: Record<string, Record<string, number>>;
}

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
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const programKey = uuidOf('Data program');

  before(async () => {
    service = await makeService();
    const served = await serve(service);
    api = new Client(served.url);
    close = served.close;
    expect((await api.post('/api/v1/content-metadata/', Object.values(catalogue))).status).to.equal(200);
  });
  after(async () => {
    await close();
    await service.stop();
  });

  const search = (query: Record<string, string | string[]>): Promise<Answer<Found>> => {
    const pairs = Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    return api.get<Found>(`/api/v1/search?${new URLSearchParams(pairs).toString()}`);
  };
  const find = async (query: Record<string, string | string[]>): Promise<Found> => {
    const { status, body } = await search(query);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body;
  };
  const keys = ({ results }: Found): string[] => results.map(({ content_key }) => content_key);
  const keysOf = async (q: string): Promise<string[]> => keys(await find({ q }));

  it('answers in one shape, whether something is found or not', async () => {
    for (const q of ['python', 'nothingofthekind']) {
      const body = await find({ q });
      expect(body).to.have.all.keys('count', 'num_pages', 'current_page', 'results', 'facets');
      expect(body.facets).to.have.all.keys(...facetNames);
    }
    const { results } = await find({ q: 'python for data science' });
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
    expect(await find({ q: 'nothingofthekind' })).to.deep.include({
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

  it('finds text whose accents upstream wrote as characters of their own', async () => {
    await api.post('/api/v1/content-metadata/', course('Find+Nfd', { title: 'Cafe\u0301 culture' }));
    for (const q of ['cafe', 'café', 'cafe\u0301']) {
      expect(await keysOf(q), q).to.deep.equal(['Find+Nfd']);
    }
    await service.inclusion.decideItems(await service.replication.remove(['Find+Nfd']));
  });

  it('finds everything when there are no words', async () => {
    const all = ['Find+1', 'Find+2', 'Find+3', 'Find+4', 'Find+5', programKey].sort();
    for (const query of [{}, { q: '' }, { q: '   ' }, { q: '\t\n' }]) {
      const body = await find(query);
      expect(body.count).to.equal(6);
      expect(keys(body).sort()).to.deep.equal(all);
    }
  });

  it('hides course runs unless they are asked for', async () => {
    const runKey = 'course-v1:Find+1+2026';
    expect(await keysOf('python')).to.not.include(runKey);
    expect(keys(await find({ q: 'python', content_type: 'courserun' }))).to.deep.equal([runKey]);
    const both = await find({ q: 'python', content_type: ['courserun', 'course'] });
    expect(keys(both).sort()).to.deep.equal(['Find+1', 'Find+2', 'Find+3', runKey].sort());
    expect(Object.keys((await find({})).facets['content_type'] ?? {}).sort()).to.deep.equal(['course', 'program']);
  });

  it('counts the values of each facet among what is found', async () => {
    const { facets } = await find({});
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
      programs: { MicroMasters: 1 },
      course_type: {},
    });
    expect((await find({ q: 'python' })).facets['level_type']).to.deep.equal({ Introductory: 2, Advanced: 1 });
  });

  it('narrows by a facet, and keeps the other values it could have in sight', async () => {
    const body = await find({ level_type: 'Introductory' });
    expect(keys(body).sort()).to.deep.equal(['Find+1', 'Find+3']);
    expect(body.count).to.equal(2);
    expect(body.facets['level_type']).to.deep.equal({ Introductory: 2, Advanced: 2, Intermediate: 1 });
    expect(body.facets['subjects']).to.deep.equal({ 'Computer Science': 2, 'Data Analysis & Statistics': 1 });
  });

  it('takes any of several values of one facet, and all of several facets', async () => {
    const either = await find({ level_type: ['Introductory', 'Intermediate'] });
    expect(keys(either).sort()).to.deep.equal(['Find+1', 'Find+3', 'Find+4']);
    const both = await find({ level_type: ['Introductory', 'Advanced'], partners: 'South College' });
    expect(keys(both).sort()).to.deep.equal(['Find+3', 'Find+5']);
    // Each facet is counted without its own choice, and with the other's.
    expect(both.facets['partners']).to.deep.equal({ 'North University': 2, 'South College': 2 });
    expect(both.facets['level_type']).to.deep.equal({ Introductory: 1, Advanced: 1 });
    expect(keys(await find({ subjects: 'data analysis & statistics' })), 'values differ by case').to.deep.equal([]);
    expect((await find({ level_type: '' })).count, 'nothing chosen').to.equal(6);
  });

  it('refuses a parameter that it does not know, rather than to find more than was asked for', async () => {
    for (const name of [
      'level',
      'Level_type',
      'filter',
      'filter.org',
      '_id',
      'tombstone',
      'qq',
      '__proto__',
      'constructor',
    ]) {
      const { detail } = expectProblem(await search({ q: 'python', [name]: 'x' }), 400, 'bad_request');
      expect(detail).to.include(name);
    }
  });

  it('comes in pages that do not overlap', async () => {
    const seen: string[] = [];
    for (const page of ['1', '2', '3']) {
      const body = await find({ page, page_size: '2' });
      expect(body).to.include({ count: 6, num_pages: 3, current_page: Number(page) });
      seen.push(...keys(body));
    }
    expect(new Set(seen).size).to.equal(6);
    expect(await find({ page: '4', page_size: '2' })).to.deep.include({ count: 6, results: [] });
    expect(keys(await find({ page_size: '1000' }))).to.have.length(6);
  });

  it('cannot be paged past its window', async () => {
    expect((await find({ page: '100', page_size: '100' })).results).to.deep.equal([]);
    expectProblem(await search({ page: '101', page_size: '100' }), 400, 'bad_request');
    expectProblem(await search({ page: '501' }), 400, 'bad_request');
    expectProblem(await search({ page: '0' }), 404, 'not_found');
    expectProblem(await search({ page: 'x' }), 404, 'not_found');
    expectProblem(await search({ page_size: '0' }), 400, 'bad_request');
  });

  it('never shows what was removed', async () => {
    await api.post(
      '/api/v1/content-metadata/',
      course('Find+Gone', { title: 'Vanishing tricks', level_type: 'Expert' }),
    );
    expect(await keysOf('vanishing tricks')).to.deep.equal(['Find+Gone']);
    await service.inclusion.decideItems(await service.replication.remove(['Find+Gone']));
    expect(await keysOf('vanishing tricks')).to.deep.equal([]);
    expect((await find({})).facets['level_type']).to.not.have.property('Expert');
    expect(keys(await find({ level_type: 'Expert' }))).to.deep.equal([]);
  });

  it('shows a changed item at once', async () => {
    await api.post('/api/v1/content-metadata/', course('Find+New', { title: 'Weaving' }));
    expect(await keysOf('weaving')).to.deep.equal(['Find+New']);
    await api.post('/api/v1/content-metadata/', course('Find+New', { title: 'Knitting' }));
    expect(await keysOf('weaving')).to.deep.equal([]);
    expect(await keysOf('knitting')).to.deep.equal(['Find+New']);
    await service.inclusion.decideItems(await service.replication.remove(['Find+New']));
  });

  it('takes any text as words', async () => {
    const hostile = [
      '*',
      '*:*',
      'title:*',
      'python OR biologia',
      'python" OR "x',
      '{"match_all":{}}',
      '"}}],"must":[{"match_all":{}}]',
      '{"$":"text"}',
      "'; DROP TABLE content; --",
      '_exists_:title AND (',
      '/.*/',
      'python~2 +data -x',
      '\u0000\u0001',
      '\ud800',
      '\\u0022',
      '((((((((((',
      '日本語',
      '👩‍🔬',
      'a'.repeat(500),
      Array.from({ length: 32 }, (_, index) => `word${String(index)}`).join(' '),
    ];
    for (const q of hostile) {
      const { status, body } = await search({ q });
      expect(status, q).to.equal(200);
      expect(body.count, q).to.equal(0);
    }
    const tooMuch = [
      'a'.repeat(501),
      'w '.repeat(33),
      '日'.repeat(33),
      'ひ'.repeat(33),
      '🌍'.repeat(33),
      'a.b-'.repeat(17),
    ];
    for (const q of tooMuch) {
      expectProblem(await search({ q }), 400, 'bad_request');
    }
    for (const value of ['*', '{"terms":{}}', '" OR 1=1', 'x'.repeat(5_000)]) {
      expect((await find({ level_type: value })).count, value).to.equal(0);
    }
  });
});
