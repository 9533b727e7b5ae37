import { expect } from 'chai';
import { expectProblem } from '../support/client.ts';
import { Searcher } from './searcher.ts';

describe('what a search may ask', () => {
  let searcher: Searcher;

  before(async () => {
    searcher = await Searcher.open();
  });
  after(() => searcher.close());

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
      const { detail } = expectProblem(await searcher.search({ q: 'python', [name]: 'x' }), 400, 'bad_request');
      expect(detail).to.include(name);
    }
  });

  it('says what may have been meant, and what there is', async () => {
    for (const [query, said] of [
      [{ level_typ: 'x' }, /^level_typ: there is no such parameter; did you mean level_type\?; there are q, relax, /],
      [{ price__gt: '1' }, /did you mean price__gte or price__lte\?; there are/],
      [{ colour: 'x' }, /^colour: there is no such parameter; there are q, /],
      [{ sort: 'titel' }, /^sort must be one of relevance, title, .*-rating; did you mean title\?$/],
      [{ facet: 'subject' }, /^facet\/0 must be one of .*; did you mean subjects\?$/],
      [{ customer: 'Acme' }, /^customer must match format "uuid"$/],
      [{ catalog: 'Acme' }, /^catalog\/0 must match format "uuid"$/],
    ] as const) {
      const { detail } = expectProblem(await searcher.search(query), 400, 'bad_request');
      expect(detail).to.match(said);
    }
  });

  it('comes in pages that do not overlap', async () => {
    const seen: string[] = [];
    for (const page of ['1', '2', '3']) {
      const body = await searcher.find({ page, page_size: '2' });
      expect(body).to.include({ count: 6, num_pages: 3, current_page: Number(page) });
      seen.push(...body.results.map(({ content_key }) => content_key));
    }
    expect(new Set(seen).size).to.equal(6);
    expect(await searcher.find({ page: '4', page_size: '2' })).to.deep.include({ count: 6, results: [] });
    expect(await searcher.keys({ page_size: '1000' })).to.have.length(6);
  });

  it('cannot be paged past its window', async () => {
    expect((await searcher.find({ page: '100', page_size: '100' })).results).to.deep.equal([]);
    expectProblem(await searcher.search({ page: '101', page_size: '100' }), 400, 'bad_request');
    expectProblem(await searcher.search({ page: '501' }), 400, 'bad_request');
    expectProblem(await searcher.search({ page: '0' }), 404, 'not_found');
    expectProblem(await searcher.search({ page: 'x' }), 404, 'not_found');
    expectProblem(await searcher.search({ page_size: '0' }), 400, 'bad_request');
  });

  it('says where the words were found when it is asked to', async () => {
    const marked = await searcher.find({ q: 'plotting', highlight: 'true' });
    expect(marked.results[0]).to.deep.include({
      highlights: { short_description: 'Clean, <mark>plot</mark> and explain measurements.' },
    });
    for (const query of [{ q: 'plotting' }, { q: 'plotting', highlight: 'false' }]) {
      expect((await searcher.find(query)).results[0]).to.not.have.property('highlights');
    }
    expectProblem(await searcher.search({ q: 'plotting', highlight: 'perhaps' }), 400, 'bad_request');
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
      const { status, body } = await searcher.search({ q, relax: 'false' });
      expect(status, q).to.equal(200);
      expect((await searcher.search({ q })).status, `${q}, relaxed`).to.equal(200);
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
      expectProblem(await searcher.search({ q }), 400, 'bad_request');
    }
    for (const value of ['*', '{"terms":{}}', '" OR 1=1', 'x'.repeat(5_000)]) {
      expect((await searcher.find({ level_type: value })).count, value).to.equal(0);
    }
  });
});
