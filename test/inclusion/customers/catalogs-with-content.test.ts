import { expect } from 'chai';
import type { Customers } from '../../../src/kernel/customers.ts';
import { uuidOf } from '../../support/documents.ts';
import { makeService, type TestService } from '../../support/service.ts';
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
  ],
};

describe('the catalogs that contain an item', () => {
  let service: TestService;

  before(async () => {
    service = await makeService();
    await writeRows(service.stores, rows);
  });
  after(() => service.stop());

  const list = (key: string, options: { customers?: Customers; offset?: number; limit?: number } = {}) =>
    service.inclusion.catalogsWithContent(key, { customers: 'every', offset: 0, limit: 10_000, ...options });
  const titles = async (key: string, customers: Customers = 'every'): Promise<string[]> =>
    (await list(key, { customers })).catalogs.map(({ title }) => title);

  it('hold the item, a run of it, or its course, each catalog once, by customer and title', async () => {
    expect(await titles(course)).to.deep.equal(['Both', 'runs', 'courses', 'nameless']);
    expect(await titles(run)).to.deep.equal(['Both', 'runs', 'courses', 'nameless']);
    expect(await titles(removed), 'a run that is gone is in nothing').to.deep.equal([]);
    expect(await titles(nobody)).to.deep.equal([]);
    expect(await titles('No+Such')).to.deep.equal([]);
    const { catalogs: found } = await list(course);
    expect(found[1]).to.deep.equal({
      uuid: uuidOf('catalog runs'),
      title: 'runs',
      enterpriseUuid: uuidOf('alpha'),
      enterpriseName: 'Alpha',
    });
    expect(found.map(({ enterpriseName }) => enterpriseName)).to.deep.equal(['Alpha', 'Alpha', 'Beta', null]);
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
});
