import { expect } from 'chai';
import { expectProblem, type CatalogBody, type Client } from '../support/client.ts';
import { uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { walk } from './support/walk.ts';

interface Page {
  count: number;
  next: string | null;
  previous: string | null;
  results: CatalogBody[];
}

const base = '/api/v1/enterprise-catalogs/';
const [small, large] = [uuidOf('two catalogs'), uuidOf('eleven catalogs')];

describe('the list of catalogs', () => {
  let api: Client;
  let close: () => Promise<void>;
  const titles: string[] = [];

  before(async () => {
    ({ api, close } = await servedService());
    for (let number = 1; number <= 13; number += 1) {
      const title = `Catalog ${String(number)}`;
      const enterprise_customer = number === 4 || number === 9 ? small : large;
      const created = await api.post(base, { title, enterprise_customer, content_filter: { key: 'Any+1' } });
      expect(created.status).to.equal(201);
      titles.push(title);
    }
  });
  after(() => close());

  const titlesOf = ({ results }: Page): string[] => results.map(({ title }) => title);

  it('comes in pages of ten, oldest first', async () => {
    const { status, body } = await api.get<Page>(base);
    expect(status).to.equal(200);
    expect(body).to.have.all.keys('count', 'next', 'previous', 'results');
    expect(body).to.deep.include({ count: 13, previous: null });
    expect(titlesOf(body)).to.deep.equal(titles.slice(0, 10));
    expect(body.results[0]).to.have.all.keys(
      'uuid',
      'title',
      'enterprise_customer',
      'catalog_query_uuid',
      'content_last_modified',
      'catalog_modified',
      'query_title',
    );
  });

  it('is walked whole by following next, and back by previous', async () => {
    const seen: string[] = [];
    let last: Page | undefined;
    for (let next: string | null = `${api.url}${base}?page_size=4`; next !== null; next = last.next) {
      expect(next.startsWith(`${api.url}${base}?`), next).to.equal(true);
      last = (await api.get<Page>(next.slice(api.url.length))).body;
      expect(last.count).to.equal(13);
      seen.push(...titlesOf(last));
    }
    expect(seen).to.deep.equal(titles);
    const back = (await api.get<Page>(String(last?.previous).slice(api.url.length))).body;
    expect(titlesOf(back)).to.deep.equal(titles.slice(8, 12));
  });

  it('is narrowed to a customer, also in its links', async () => {
    const two = (await api.get<Page>(`${base}?enterprise_customer=${small.toUpperCase()}`)).body;
    expect(two).to.deep.include({ count: 2, next: null, previous: null });
    expect(titlesOf(two)).to.deep.equal(['Catalog 4', 'Catalog 9']);
    const first = (await api.get<Page>(`${base}?enterprise_customer=${large}&page_size=6`)).body;
    expect(first.count).to.equal(11);
    const second = (await api.get<Page>(String(first.next).slice(api.url.length))).body;
    expect(second).to.deep.include({ count: 11, next: null });
    expect(titlesOf(second)).to.have.length(5).and.not.include('Catalog 9');
  });

  it('is empty for a customer that nobody knows', async () => {
    const { status, body } = await api.get<Page>(`${base}?enterprise_customer=${uuidOf('nobody')}`);
    expect(status).to.equal(200);
    expect(body).to.deep.equal({ count: 0, next: null, previous: null, results: [] });
  });

  it('takes large pages up to its limit', async () => {
    for (const size of [13, 1_000, 1_000_000]) {
      const { body } = await api.get<Page>(`${base}?page_size=${String(size)}`);
      expect(titlesOf(body)).to.deep.equal(titles);
      expect(body.next).to.equal(null);
    }
  });

  it('has no page past the end, nor one that is no number', async () => {
    for (const page of ['3', '999999999', '0', '-1', 'two', '1.5', '99999999999999999999', '']) {
      expectProblem(await api.get(`${base}?page=${page}`), 404, 'not_found');
    }
    expectProblem(await api.get(`${base}?page=2&enterprise_customer=${uuidOf('nobody')}`), 404, 'not_found');
  });

  it('refuses a page size that is no number, and a customer that is no uuid', async () => {
    for (const size of ['0', '-1', 'ten', '1e2']) {
      expectProblem(await api.get(`${base}?page_size=${size}`), 400, 'bad_request');
    }
    expectProblem(await api.get(`${base}?enterprise_customer=acme`), 400, 'bad_request');
  });

  it('is not sent again to whoever has it, until a catalog changes', async () => {
    const path = `${base}?page_size=3`;
    const etag = (await api.get(path)).headers.get('etag') ?? '';
    const ask = (): Promise<{ status: number }> => api.ask('GET', path, { headers: { 'If-None-Match': etag } });
    expect((await ask()).status).to.equal(304);
    const { body } = await api.get<Page>(path);
    const one = `${base}${body.results[0]?.uuid ?? ''}/`;
    const ofOne = (await api.get(one)).headers.get('etag') ?? '';
    await api.ask('PATCH', one, { body: { enabled_course_modes: ['audit'] } });
    expect((await ask()).status).to.equal(200);
    expect((await api.ask('GET', one, { headers: { 'If-None-Match': ofOne } })).status).to.equal(200);
  });

  it('leaves a log that is walked by a cursor while more is written', async () => {
    const log = '/api/v1/audit-log/?action=catalog.create&page_size=4';
    const first = await api.get<{ count: number; next: string; results: { id: number }[] }>(log);
    const created = await api.post(base, {
      title: 'Later',
      enterprise_customer: large,
      content_filter: { key: 'B+1' },
    });
    expect(created.status).to.equal(201);
    const rest = await walk<{ id: number }>(api, first.body.next.slice(api.url.length));
    const ids = [...first.body.results, ...rest.entries].map(({ id }) => id);
    expect(ids).to.have.length(first.body.count);
    expect(ids).to.deep.equal([...new Set(ids)].sort((one, other) => other - one));
  });
});
