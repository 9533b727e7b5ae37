import { expect } from 'chai';
import { expectProblem, type Answer, type Client } from '../support/client.ts';
import { course, program, run, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { sql, type TestService } from '../support/service.ts';
import { walk } from './support/walk.ts';

type Item = Record<string, unknown>;
interface ContentPage {
  count: number;
  next: string | null;
  previous: string | null;
  num_pages: number;
  current_page: number;
  start: number;
  results: Item[];
  uuid: string;
  title: string;
  enterprise_customer: string;
}

const customer = uuidOf('a customer of content');
const catalog = uuidOf('a catalog of content');
const open = { status: 'published', is_enrollable: true, is_marketable: true };
const secret = {
  ...open,
  key: 'course-v1:Sec+Ret+1',
  uuid: uuidOf('secret'),
  restriction_type: 'custom-b2b-enterprise',
};

/** What a catalog holds, as its clients read it. The filter takes in everything that there is. */
describe('get_content_metadata', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const number = 23;
  const keyOf = (index: number): string => `Num+${String(index).padStart(2, '0')}`;

  before(async () => {
    ({ service, api, close } = await servedService());
    const { status, body } = await api.post<{ results: { outcome: string }[] }>('/api/v1/content-metadata/', [
      ...Array.from({ length: number }, (_, index) =>
        course(keyOf(index), { course_runs: [{ ...open, key: `course-v1:${keyOf(index)}+1` }] }),
      ),
      course('Idle+1', { course_runs: [{ key: 'course-v1:Idle+1+1', status: 'archived' }] }),
      run('Idle+1', '1', { status: 'archived' }),
      course('Half+1', {
        course_runs: [{ ...open, key: 'course-v1:Half+1+1' }, secret],
        course_run_keys: [secret.key],
      }),
      { content_type: 'courserun', aggregation_key: 'courserun:Half+1', title: 'Secret', ...secret },
      program('A program', { status: 'active' }),
    ]);
    expect(status).to.equal(200);
    expect(body.results.map(({ outcome }) => outcome)).to.not.include('refused');
    const made = await api.post('/api/v1/enterprise-catalogs/', {
      uuid: catalog,
      title: 'Everything',
      enterprise_customer: customer,
      enterprise_customer_name: 'Méthfield Labs',
      content_filter: { content_type: ['course', 'courserun', 'program'] },
    });
    expect(made.status).to.equal(201);
  });
  after(() => close());

  const path = (query: string, version = 'v1'): string =>
    `/api/${version}/enterprise-catalogs/${catalog}/get_content_metadata/${query}`;
  const read = (query: string, version?: string): Promise<Answer<ContentPage>> =>
    api.get<ContentPage>(path(query, version));
  const keysOf = ({ results }: { results: Item[] }): unknown[] => results.map((item) => item['key'] ?? item['uuid']);
  /** Courses that are open, the half open one, the closed course's run, the program. */
  const listed = number + 3;

  it('comes in pages of ten, with the catalog and exact numbers', async () => {
    const { status, body } = await read('');
    expect(status).to.equal(200);
    expect(body).to.include({
      count: listed,
      num_pages: 3,
      current_page: 1,
      start: 0,
      previous: null,
      uuid: catalog,
      title: 'Everything',
      enterprise_customer: customer,
    });
    expect(keysOf(body)).to.deep.equal(Array.from({ length: 10 }, (_, index) => keyOf(index)));
    const second = await read('?page=2&page_size=4');
    expect(second.body).to.include({ current_page: 2, start: 4, num_pages: 7 });
    expect(keysOf(second.body)).to.deep.equal([4, 5, 6, 7].map(keyOf));
  });

  for (const version of ['v1', 'v2']) {
    it(`is walked whole by following next, each item once, without what nobody can enrol in: ${version}`, async () => {
      const { entries, pages } = await walk<Item>(api, path('?page_size=4', version));
      expect(pages).to.equal(7);
      const keys = keysOf({ results: entries });
      expect(new Set(keys).size).to.equal(listed);
      expect(keys).to.have.length(listed);
      expect(keys).to.include.members(['Half+1', 'course-v1:Idle+1+1']).and.not.include('Idle+1');
      expect(JSON.stringify(entries), 'restricted runs').to.not.include('Sec+Ret');
    });
  }

  it('goes on where the page before ended, also when items before it have come and gone', async () => {
    const first = await read('?page_size=5');
    const gone = await service.replication.remove([keyOf(0), keyOf(1)], null);
    await service.inclusion.decideItems(gone);
    try {
      const next = await api.get<ContentPage>(first.body.next?.slice(api.url.length) ?? '');
      expect(keysOf(next.body)).to.deep.equal([5, 6, 7, 8, 9].map(keyOf));
      expect(next.body.count).to.equal(listed - 2);
      // By its number alone, two are passed over.
      expect(keysOf((await read('?page_size=5&page=2')).body)).to.deep.equal([7, 8, 9, 10, 11].map(keyOf));
    } finally {
      await api.post(
        '/api/v1/content-metadata/',
        [0, 1].map((index) => course(keyOf(index), { course_runs: [{ ...open, key: `course-v1:${keyOf(index)}+1` }] })),
      );
    }
  });

  it('leaves out a restricted run also where it is a member', async () => {
    const pair = `SELECT q.id, i.id, UTC_TIMESTAMP(3) FROM enterprise_catalog c JOIN catalog_query q ON q.id = c.query_id
      JOIN content i ON i.content_key = ? WHERE c.uuid = ?`;
    const before = await api.post(`/api/v1/enterprise-catalogs/${catalog}/generate_diff/`, {});
    await sql(service.stores, `INSERT INTO membership (query_id, content_id, since) ${pair}`, [secret.key, catalog]);
    try {
      expect((await read('')).body.count).to.equal(listed);
      const { entries } = await walk<Item>(api, path('?page_size=100'));
      expect(entries).to.have.length(listed);
      expect((await read(`?content_keys=${secret.key}`)).body).to.deep.include({ count: 1 });
      const after = await api.post(`/api/v1/enterprise-catalogs/${catalog}/generate_diff/`, {});
      expect(after.body).to.deep.equal(before.body);
    } finally {
      await sql(
        service.stores,
        'DELETE m FROM membership m JOIN content i ON i.id = m.content_id WHERE i.content_key = ?',
        [secret.key],
      );
    }
  });

  it('has no page past the end, by its number', async () => {
    expectProblem(await read('?page=4'), 404, 'not_found');
    expectProblem(await read('?page=0'), 404, 'not_found');
    expectProblem(await read('?cursor=abc'), 400, 'bad_request');
    expect((await read('?page=9&cursor=99999999')).body.results).to.deep.equal([]);
  });

  it('comes all at once, in the same order, when asked to', async () => {
    const { entries } = await walk<Item>(api, path('?page_size=100'));
    const { status, headers, body } = await read('?traverse_pagination=True&page_size=2');
    expect(status).to.equal(200);
    expect(headers.get('content-type')).to.match(/^application\/json/);
    expect(body).to.deep.include({
      count: listed,
      next: null,
      previous: null,
      num_pages: 1,
      current_page: 1,
      start: 0,
    });
    expect(body).to.deep.include({ uuid: catalog, title: 'Everything', enterprise_customer: customer });
    expect(body.results).to.deep.equal(entries);
  });

  it('breaks off an answer that cannot be finished, and logs it', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `Break+${String(index)}`);
    await api.post(
      '/api/v1/content-metadata/',
      many.map((key) => course(key, { course_runs: [open] })),
    );
    const broken = uuidOf('a catalog that breaks off');
    await api.post('/api/v1/enterprise-catalogs/', {
      uuid: broken,
      title: 'Breaks off',
      enterprise_customer: customer,
      content_filter: { key: many },
    });
    await sql(
      service.stores,
      "UPDATE content_body b JOIN content c ON c.id = b.content_id SET b.normalized = '{' WHERE c.content_key = 'Break+100'",
    );
    const asked = api.get(`/api/v1/enterprise-catalogs/${broken}/get_content_metadata/?traverse_pagination=true`);
    expect(await asked.catch((error: unknown) => error)).to.be.instanceOf(Error);
    expect(service.logged.map(({ message }) => message)).to.include('answer not sent');
    const gone = await service.replication.remove(many, null);
    await service.inclusion.decideItems(gone);
  });

  describe('by keys', () => {
    const named = async (...keys: string[]): Promise<unknown[]> =>
      keysOf((await read(`?page_size=100&${keys.map((key) => `content_keys=${key}`).join('&')}`)).body);

    it('gives the items, the course of a run and the runs of a course, as far as they are members', async () => {
      expect(await named('Num+03', 'Num%2B05', 'Num%2007', 'No+Such')).to.deep.equal([3, 5, 7].map(keyOf));
      expect(await named('Idle+1')).to.deep.equal(['Idle+1', 'course-v1:Idle+1+1']);
      expect(await named('course-v1:Idle+1+1')).to.deep.equal(['Idle+1', 'course-v1:Idle+1+1']);
      expect(await named(uuidOf('A program'))).to.deep.equal([uuidOf('A program')]);
      expect(await named('No+Such')).to.deep.equal([]);
    });

    it('never gives a restricted run', async () => {
      expect(await named(secret.key, 'Half+1')).to.deep.equal(['Half+1']);
    });

    it('in pages, too', async () => {
      const keys = [1, 2, 3, 4, 5].map((index) => `content_keys=${keyOf(index)}`).join('&');
      const { entries, pages } = await walk<Item>(api, path(`?page_size=2&${keys}`));
      expect(pages).to.equal(3);
      expect(keysOf({ results: entries })).to.deep.equal([1, 2, 3, 4, 5].map(keyOf));
    });

    it('takes a hundred and refuses one more', async () => {
      const many = (count: number): string =>
        `?${Array.from({ length: count }, (_, index) => `content_keys=A%20${String(index)}`).join('&')}`;
      expect((await read(many(100))).body.count).to.equal(0);
      expectProblem(await read(many(101)), 400, 'bad_request');
    });
  });

  it('does not know an unknown catalog, nor one that is no uuid', async () => {
    const at = (uuid: string): string => `/api/v1/enterprise-catalogs/${uuid}/get_content_metadata`;
    expectProblem(await api.get(at(uuidOf('nothing'))), 404, 'not_found');
    expectProblem(await api.get(at('nothing')), 404, 'not_found');
  });

  it('tells by its ETag whether anything has changed', async () => {
    const first = await read('?page_size=3');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).to.match(/^"[\w-]+"$/);
    for (const header of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await api.ask('GET', path('?page_size=3'), { headers: { 'If-None-Match': header } });
      expect(again.status, header).to.equal(304);
      expect(again.body, header).to.equal(null);
      expect(again.headers.get('etag')).to.equal(etag);
    }
    await api.post('/api/v1/content-metadata/', course(keyOf(1), { title: 'Anew', course_runs: [open] }));
    const changed = await api.ask<ContentPage>('GET', path('?page_size=3'), { headers: { 'If-None-Match': etag } });
    expect(changed.status).to.equal(200);
    expect(changed.body.results[1]?.['title']).to.equal('Anew');
    await api.post(
      '/api/v1/content-metadata/',
      course(keyOf(1), { course_runs: [{ ...open, key: `course-v1:${keyOf(1)}+1` }] }),
    );
  });

  it('follows a course that opens and one that closes', async () => {
    const count = async (): Promise<number> => (await read('')).body.count;
    await api.post('/api/v1/content-metadata/', course('Idle+1', { course_runs: [open] }));
    expect(await count()).to.equal(listed + 1);
    await api.post('/api/v1/content-metadata/', course('Idle+1', { course_runs: [] }));
    expect(await count()).to.equal(listed);
  });

  describe('generate_diff', () => {
    interface Difference {
      items_not_found: { content_key: string }[];
      items_not_included: { content_key: string }[];
      items_found: { content_key: string; date_updated: string }[];
    }
    const at = `/api/v1/enterprise-catalogs/${catalog}/generate_diff/`;
    const keys = (items: { content_key: string }[]): string[] => items.map(({ content_key }) => content_key);

    it('compares a list with the catalog, by post and by get', async () => {
      const wanted = ['Num+04', 'No+Such', 'Idle+1', 'Num+04'];
      const { status, body } = await api.post<Difference>(at, { content_keys: wanted });
      expect(status).to.equal(200);
      expect(keys(body.items_not_found)).to.deep.equal(['No+Such']);
      expect(keys(body.items_found)).to.deep.equal(['Num+04', 'Idle+1']);
      // Everything else, and the course in which nobody can enrol with it.
      expect(body.items_not_included).to.have.length(listed - 1);
      expect(keys(body.items_not_included)).to.not.include.members(['Num+04', secret.key]);
      expect(body.items_found[0]?.date_updated).to.match(/^\d{4}-\d\d-\d\dT/);
      const byAddress = await api.get<Difference>(`${at}?${wanted.map((key) => `content_keys=${key}`).join('&')}`);
      expect(byAddress.body).to.deep.equal(body);
    });

    it('gives the whole catalog for no keys and for no body', async () => {
      for (const body of [{}, { content_keys: [] }, undefined]) {
        const answer = await api.ask<Difference>('POST', at, body === undefined ? {} : { body });
        expect(answer.status).to.equal(200);
        expect(answer.body.items_not_included).to.have.length(listed + 1);
        expect([...answer.body.items_found, ...answer.body.items_not_found]).to.deep.equal([]);
      }
      expectProblem(await api.post(at, { content_keys: 'Num+04' }), 400, 'bad_request');
    });
  });
});
