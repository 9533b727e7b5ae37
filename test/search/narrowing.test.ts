import { expect } from 'chai';
import { expectProblem, type Answer } from '../support/client.ts';
import { course, listed, uuidOf } from '../support/documents.ts';
import { Searcher, type Found } from './searcher.ts';

const priced = (key: string, price: number | null, start: string, members: object = {}): object => {
  const run = `course-v1:${key}+open`;
  return {
    ...listed(course(key, { title: `Priced ${key}`, first_enrollable_paid_seat_price: price, ...members })),
    course_runs: [
      {
        key: run,
        uuid: uuidOf(run),
        status: 'published',
        is_enrollable: true,
        is_marketable: true,
        start,
        end: '2099-01-01T00:00:00Z',
      },
    ],
  };
};

describe('a search that is narrowed', () => {
  let searcher: Searcher;

  before(async () => {
    searcher = await Searcher.open([
      priced('Price+1', 10, '2025-01-31T12:00:00Z', { level_type: 'Introductory' }),
      priced('Price+2', 20, '2025-02-01T00:00:00Z', { level_type: 'Advanced' }),
      priced('Price+3', 30.5, '2025-03-01T00:00:00Z', { level_type: 'Advanced' }),
      priced('Price+4', null, '2025-04-01T00:00:00Z'),
    ]);
  });
  after(() => searcher.close());

  const keys = async (query: Record<string, string>): Promise<string[]> =>
    (await searcher.keys({ q: 'priced', ...query })).sort();
  const post = (body: object): Promise<Answer<Found>> => searcher.api.post<Found>('/api/v1/search', body);
  const filtered = async (filter: object): Promise<string[]> => {
    const { status, body } = await post({ q: 'priced', filter });
    expect(status, JSON.stringify(body)).to.equal(200);
    return body.results.map(({ content_key: key }) => key).sort();
  };

  it('takes bounds of numbers and dates', async () => {
    expect(await keys({ price__gte: '20' })).to.deep.equal(['Price+2', 'Price+3']);
    expect(await keys({ price__lte: '20' })).to.deep.equal(['Price+1', 'Price+2']);
    expect(await keys({ price__gte: '10.5', price__lte: '30.5' })).to.deep.equal(['Price+2', 'Price+3']);
    expect(await keys({ start__lte: '2025-01-31' }), 'to the end of the day').to.deep.equal(['Price+1']);
    expect(await keys({ start__gte: '2025-02-01', start__lte: '2025-03-01T00:00:00Z' })).to.deep.equal([
      'Price+2',
      'Price+3',
    ]);
    for (const query of [
      { price__gte: 'cheap' },
      { start__gte: 'soon' },
      { start__gte: '2025-02-30' },
      { price__in: '3' },
    ]) {
      expectProblem(await searcher.search(query), 400, 'bad_request');
    }
  });

  it('takes a tree of conditions', async () => {
    const advanced = { attribute: 'level_type', in: ['Advanced'] };
    const cheap = { attribute: 'price', range: { lt: 30 } };
    expect(await filtered(advanced)).to.deep.equal(['Price+2', 'Price+3']);
    expect(await filtered({ all: [advanced, cheap] })).to.deep.equal(['Price+2']);
    expect(await filtered({ any: [advanced, cheap] })).to.deep.equal(['Price+1', 'Price+2', 'Price+3']);
    expect(await filtered({ not: advanced })).to.deep.equal(['Price+1', 'Price+4']);
    expect(await filtered({ any: [] })).to.deep.equal([]);
    expect(await filtered({ all: [] })).to.have.length(4);
    expect(await filtered({ attribute: 'price', in: [10, 30.5] })).to.deep.equal(['Price+1', 'Price+3']);
    expect(await filtered({ attribute: 'start', range: { gt: '2025-02-01', lt: '2025-04-01' } })).to.deep.equal([
      'Price+3',
    ]);
    expect(await filtered({ attribute: 'price', range: { gte: -1e300, lte: 1e300 } })).to.have.length(3);
  });

  it('refuses what is no tree of conditions, and says where', async () => {
    const deep = Array.from({ length: 9 }).reduce<object>((inner) => ({ not: inner }), { all: [] });
    for (const [filter, where] of [
      [{}, 'filter must be'],
      [{ attribute: 'colour', in: [] }, 'filter.attribute'],
      [{ attribute: 'subject', in: ['x'] }, 'did you mean subjects?'],
      [{ attribute: 'filter.org', in: ['x'] }, 'filter.attribute'],
      [{ attribute: '__proto__', in: ['x'] }, 'filter.attribute'],
      [{ attribute: 'level_type', in: 'Advanced' }, 'filter.in'],
      [{ attribute: 'level_type', in: [3] }, 'filter.in[0]'],
      [{ attribute: 'level_type', range: { gte: 'A' } }, 'filter.range.gte'],
      [{ attribute: 'price', range: {} }, 'filter.range'],
      [{ attribute: 'price', range: { from: 3 } }, 'filter.range'],
      [{ attribute: 'visible_via_association', in: ['perhaps'] }, 'filter.in[0]'],
      [{ all: [{ not: { any: [3] } }] }, 'filter.all[0].not.any[0]'],
      [{ all: [], any: [] }, 'filter must be'],
      [deep, 'levels deep'],
      [{ any: Array.from({ length: 61 }, () => ({ all: [{ attribute: 'price', in: [1] }] })) }, '60 clauses'],
    ] as const) {
      const { detail } = expectProblem(await post({ filter }), 400, 'bad_request');
      expect(detail).to.include(where);
    }
  });

  it('counts what it is told to, within the narrowing', async () => {
    const { body } = await post({
      q: 'priced',
      filter: { attribute: 'price', range: { gte: 15 } },
      chosen: { level_type: ['Advanced'] },
      facets: ['level_type', 'price'],
    });
    expect(body.facets).to.deep.equal({ level_type: { Advanced: 2 } });
    expect(body.stats).to.deep.equal({ price: { min: 20, max: 30.5, avg: 25.25, sum: 50.5 } });
    const { facets } = await searcher.find({ q: 'priced', facet: 'level_type', values_per_facet: '1' });
    expect(facets).to.deep.equal({ level_type: { Advanced: 2 } });
    expect((await searcher.find({ q: 'nothingofthekind', facet: 'price' })).stats).to.deep.equal({});
  });

  it('sorts by price, with what has none at the end', async () => {
    expect(await searcher.keys({ q: 'priced', sort: 'price' })).to.deep.equal([
      'Price+1',
      'Price+2',
      'Price+3',
      'Price+4',
    ]);
    expect(await searcher.keys({ q: 'priced', sort: '-price' })).to.deep.equal([
      'Price+3',
      'Price+2',
      'Price+1',
      'Price+4',
    ]);
    expectProblem(await searcher.search({ sort: 'colour' }), 400, 'bad_request');
  });

  it('is followed by its cursor to the end, in any order', async () => {
    for (const sort of ['relevance', 'title', 'price', '-price', 'start', '-start', '-popularity', '-rating']) {
      const query = { q: 'priced', sort, page_size: '1' };
      const whole = await searcher.keys({ q: 'priced', sort });
      const followed: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const body: Found = await searcher.find({ ...query, ...(cursor === '' ? {} : { cursor }) });
        followed.push(...body.results.map(({ content_key: key }) => key));
        cursor = followed.length > whole.length ? null : body.next_cursor;
      }
      expect(followed, sort).to.deep.equal(whole);
    }
  });

  it('refuses a cursor that is none, or of another search', async () => {
    const { next_cursor: cursor } = await searcher.find({ q: 'priced', page_size: '2' });
    const other = [
      { q: 'other' },
      { q: 'priced', sort: 'price' },
      { q: 'priced', level_type: 'Advanced' },
      { q: 'priced', show: 'all' },
    ];
    for (const query of other) {
      expectProblem(await searcher.search({ ...query, cursor: cursor ?? '' }), 400, 'bad_request');
    }
    const forged = JSON.parse(Buffer.from(cursor ?? '', 'base64url').toString()) as [string, unknown[]];
    for (const wrong of [
      'x',
      '',
      Buffer.from('[]').toString('base64url'),
      encode([forged[0], ['x', {}, null]]),
      encode([forged[0], forged[1].map(() => 'x')]),
    ]) {
      expectProblem(await searcher.search({ q: 'priced', cursor: wrong }), 400, 'bad_request');
    }
  });
});

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
