import { expect } from 'chai';
import type { HoldingPlace } from '../../../src/inclusion/port.ts';
import type { Customers } from '../../../src/kernel/customers.ts';
import { uuidOf } from '../../support/documents.ts';
import { makeService, sql, type TestService } from '../../support/service.ts';
import { writeRows, type Rows } from './customer-rows.ts';

const [course, run, lone, removed] = ['Held+1', 'course-v1:Held+1+2026', 'Held+2', 'course-v1:Held+1+gone'];
const nobody = 'Held+None';
const crowd = Array.from({ length: 500 }, (_, number) => `Crowd ${String(number).padStart(3, '0')}`);

/** Six catalogs for each of the crowd on one query, and a handful in which one can see what must be found. */
const rows: Rows = {
  customers: [{ name: 'Beta' }],
  content: [
    { key: course },
    { key: run, parent: course },
    { key: removed, parent: course, removed: true },
    { key: lone },
    { key: nobody },
  ],
  queries: ['abandoned', 'forgotten', 'never used'],
  catalogs: [
    { title: 'courses', customer: 'Beta', customerName: 'An older name' },
    { title: 'runs', customer: 'alpha', customerName: null },
    { title: 'Both', customer: 'alpha', customerName: 'Alpha' },
    { title: 'another course', customer: 'Beta' },
    { title: 'empty', customer: 'Beta' },
    { title: 'nameless', customer: 'x', customerName: null, query: 'courses' },
    ...crowd.flatMap((customer) =>
      Array.from({ length: 6 }, (_, number) => ({
        title: `${customer}, ${String(number)}`,
        customer,
        query: 'everywhere',
      })),
    ),
  ],
  members: [
    { query: 'courses', key: course },
    { query: 'runs', key: run },
    { query: 'Both', key: course },
    { query: 'Both', key: run },
    { query: 'another course', key: lone },
    { query: 'everywhere', key: lone },
    { query: 'abandoned', key: run },
    { query: 'forgotten', key: course },
  ],
};

describe('the catalogs that contain an item', () => {
  let service: TestService;

  before(async () => {
    service = await makeService();
    await writeRows(service.stores, rows);
  });
  after(() => service.stop());

  const list = (
    key: string,
    options: { customers?: Customers; after?: HoldingPlace; offset?: number; limit?: number } = {},
  ) => service.inclusion.catalogsWithContent(key, { customers: 'every', offset: 0, limit: 10_000, ...options });
  const titles = async (key: string, customers: Customers = 'every'): Promise<string[]> =>
    (await list(key, { customers })).catalogs.map(({ title }) => title);

  it('hold the item, a run of it, or its course, each catalog once, by customer and title', async () => {
    expect(await titles(course)).to.deep.equal(['Both', 'runs', 'courses', 'nameless']);
    expect(await titles(run)).to.deep.equal(['Both', 'runs', 'courses', 'nameless']);
    expect(await titles(removed), 'a run that is gone is in nothing').to.deep.equal([]);
    expect(await titles(nobody)).to.deep.equal([]);
    expect(await titles('No+Such')).to.deep.equal([]);
    const { catalogs: found } = await list(course);
    expect(found[1]).to.deep.include({
      uuid: uuidOf('catalog runs'),
      title: 'runs',
      enterpriseUuid: uuidOf('alpha'),
      customerName: 'Alpha',
      query: { uuid: uuidOf('query runs'), title: 'runs', held: false },
    });
    expect(found[3]?.query.title, 'one query for two catalogs').to.equal('courses');
    expect(found.map(({ customerName }) => customerName)).to.deep.equal(['Alpha', 'Alpha', 'Beta', null]);
  });

  it('are those that containment names, customer by customer', async () => {
    const customers = ['Beta', 'alpha', 'x', 'Crowd 007', 'nobody'].map(uuidOf);
    for (const key of [course, run, lone, removed, nobody]) {
      for (const customer of customers) {
        const { catalogs: found } = await list(key, { customers: new Set([customer]) });
        const named = await service.inclusion.customerCatalogsContaining(customer, [key]);
        expect(found.map(({ uuid }) => uuid).sort(), `${key} of ${customer}`).to.deep.equal(named.sort());
      }
    }
  });

  it('are of the given customers only, hundreds of them too', async () => {
    const some = crowd.slice(0, 300).map(uuidOf);
    const { count, catalogs: found } = await list(lone, { customers: new Set(some) });
    expect(count).to.equal(1_800);
    expect(found).to.have.length(1_800);
    expect(new Set(found.map(({ enterpriseUuid }) => enterpriseUuid))).to.deep.equal(new Set(some));
    expect(await titles(course, new Set([uuidOf('Beta'), uuidOf('x')]))).to.deep.equal(['courses', 'nameless']);
    expect(await list(lone, { customers: new Set() })).to.deep.equal({ count: 0, catalogs: [] });
  });

  it('come page by page, and all are counted', async () => {
    const whole = await list(lone);
    expect(whole.count).to.equal(3_001);
    const pages = await Promise.all([0, 2_000, 4_000].map((offset) => list(lone, { offset, limit: 2_000 })));
    expect(pages.map(({ count }) => count)).to.deep.equal([3_001, 3_001, 3_001]);
    expect(pages.flatMap(({ catalogs: found }) => found)).to.deep.equal(whole.catalogs);
    expect(whole.catalogs[0]?.title).to.equal('another course');
  });

  it('come one after another, from where the last one is', async () => {
    for (const key of [course, lone]) {
      const { catalogs: whole } = await list(key);
      const limit = key === lone ? 1_000 : 1;
      const found: typeof whole = [];
      for (let after: HoldingPlace | undefined; ; after = found.at(-1)) {
        const { count, catalogs: page } = await list(key, { limit, ...(after && { after }) });
        expect(count, 'all of them, on each page').to.equal(whole.length);
        found.push(...page);
        if (page.length < limit) {
          break;
        }
      }
      expect(found).to.deep.equal(whole);
    }
  });

  it('may go meanwhile without another being passed over', async () => {
    const { catalogs: whole } = await list(lone, { limit: 30 });
    const [gone] = whole.slice(9, 10);
    expect(gone).to.not.equal(undefined);
    const elsewhere = { ...gone, id: 0, customerName: gone?.customerName ?? '', title: gone?.title ?? '' };
    const { catalogs: next } = await list(lone, {
      limit: 20,
      after: { ...elsewhere, enterpriseUuid: gone?.enterpriseUuid ?? '' },
    });
    expect(next[0]?.id, 'a place before it that no catalog has').to.equal(gone?.id);
  });

  it('leave out queries without catalogs, which are listed by themselves', async () => {
    const held = (title: string) => ({ uuid: uuidOf(`query ${title}`), title, held: false });
    for (const key of [course, run]) {
      expect(await service.inclusion.unusedQueriesWithContent(key, 10)).to.deep.equal({
        count: 2,
        queries: [held('abandoned'), held('forgotten')],
      });
    }
    expect(await service.inclusion.unusedQueriesWithContent(course, 1)).to.deep.equal({
      count: 2,
      queries: [held('abandoned')],
    });
    const none = { count: 0, queries: [] };
    expect(await service.inclusion.unusedQueriesWithContent(lone, 10)).to.deep.equal(none);
    expect(await service.inclusion.unusedQueriesWithContent('No+Such', 10)).to.deep.equal(none);
  });

  it('hold by what is held back only where nothing else holds', async () => {
    const hold = (query: string, key: string) =>
      sql(
        service.stores,
        `INSERT INTO membership_held (query_id, content_id, cause, since) SELECT q.id, c.id, 'item', UTC_TIMESTAMP(3)
         FROM catalog_query q JOIN content c WHERE q.title = ? AND c.content_key = ?`,
        [query, key],
      );
    await hold('courses', course);
    await hold('Both', run);
    await hold('abandoned', run);
    const { catalogs: found } = await list(course);
    expect(found.map(({ title, query }) => [title, query.held])).to.deep.equal([
      ['Both', false],
      ['runs', false],
      ['courses', true],
      ['nameless', true],
    ]);
    const { queries } = await service.inclusion.unusedQueriesWithContent(course, 10);
    expect(queries.map(({ held }) => held)).to.deep.equal([true, false]);
  });
});
