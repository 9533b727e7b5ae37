import { expect } from 'chai';
import type { Customers } from '../../../src/kernel/customers.ts';
import { uuidOf } from '../../support/documents.ts';
import { makeService, type TestService } from '../../support/service.ts';
import { writeRows } from './customer-rows.ts';

const crowd = Array.from({ length: 700 }, (_, number) => `Crowd ${String(number).padStart(3, '0')}`);

describe('the list of customers', () => {
  let service: TestService;

  before(async () => {
    service = await makeService();
    await writeRows(service.stores, {
      customers: [
        { name: 'Zebra Works', slug: 'zebra' },
        { name: 'École du Nord' },
        { name: 'fifty_percent 50% \\ off', uuid: uuidOf('signs') },
        ...crowd.map((name) => ({ name })),
      ],
      catalogs: [
        { title: 'Z one', customer: 'Zebra Works', customerName: 'An older name' },
        { title: 'Z two', customer: 'Zebra Works', customerName: null },
        { title: 'A one', customer: 'acme', customerName: null },
        { title: 'A two', customer: 'acme', customerName: 'Acme' },
        { title: 'A three', customer: 'acme', customerName: 'ACME' },
        { title: 'N', customer: 'the nameless', customerName: null },
      ],
    });
  });
  after(() => service.stop());

  const list = (options: { customers?: Customers; text?: string; offset?: number; limit?: number }) =>
    service.inclusion.listCustomers({ customers: 'every', offset: 0, limit: 1_000, ...options });
  const names = async (options: Parameters<typeof list>[0]): Promise<(string | null)[]> =>
    (await list(options)).customers.map(({ name }) => name);
  const all = 700 + 5;

  it('has those that were imported and those that own a catalog, each once, by name', async () => {
    const { count, customers } = await list({});
    expect(count).to.equal(all);
    expect(customers).to.have.length(all);
    expect(new Set(customers.map(({ uuid }) => uuid)).size).to.equal(all);
    expect(customers[0]).to.deep.equal({ uuid: uuidOf('acme'), name: 'Acme', slug: null });
    expect(customers.slice(1, 701).map(({ name }) => name)).to.deep.equal(crowd);
    expect(customers.slice(701)).to.deep.equal([
      { uuid: uuidOf('École du Nord'), name: 'École du Nord', slug: null },
      { uuid: uuidOf('signs'), name: 'fifty_percent 50% \\ off', slug: null },
      { uuid: uuidOf('Zebra Works'), name: 'Zebra Works', slug: 'zebra' },
      { uuid: uuidOf('the nameless'), name: null, slug: null },
    ]);
  });

  it('comes page by page, and counts all of it', async () => {
    const pages = await Promise.all([0, 300, 600, 900].map((offset) => list({ offset, limit: 300 })));
    expect(pages.map(({ count }) => count)).to.deep.equal([all, all, all, all]);
    expect(pages.map(({ customers }) => customers.length)).to.deep.equal([300, 300, all - 600, 0]);
    expect(pages.flatMap(({ customers }) => customers)).to.deep.equal((await list({})).customers);
  });

  it('is searched anywhere in the name, whatever the case and the accents', async () => {
    expect(await names({ text: 'WORKS' })).to.deep.equal(['Zebra Works']);
    expect(await names({ text: 'ecole' })).to.deep.equal(['École du Nord']);
    expect(await names({ text: 'du n' })).to.deep.equal(['École du Nord']);
    expect(await names({ text: 'crowd 69' })).to.have.length(10);
    expect((await list({ text: 'crowd', limit: 3 })).count).to.equal(700);
    expect(await names({ text: 'older' }), 'what a catalog says of an imported customer').to.deep.equal([]);
    expect(await names({ text: 'nothing of the kind' })).to.deep.equal([]);
  });

  it('is searched at the start of the uuid, and only there', async () => {
    const uuid = uuidOf('the nameless');
    expect((await list({ text: uuid })).customers.map((row) => row.uuid)).to.deep.equal([uuid]);
    expect((await list({ text: uuid.slice(0, 9).toUpperCase() })).customers.map((row) => row.uuid)).to.include(uuid);
    expect((await list({ text: uuid.slice(9) })).count).to.equal(0);
  });

  it('takes every sign of the text as it is', async () => {
    expect(await names({ text: '50% \\' })).to.deep.equal(['fifty_percent 50% \\ off']);
    expect(await names({ text: 'fifty_p' })).to.deep.equal(['fifty_percent 50% \\ off']);
    for (const text of ['f%y', 'fifty_____', '%', "' OR 1=1 -- ", '😀', '\ud800', '\0']) {
      expect(await names({ text }), text).to.deep.equal(text === '%' ? ['fifty_percent 50% \\ off'] : []);
    }
  });

  it('has only those that are asked for, hundreds of them too, and nobody for nobody', async () => {
    const some = new Set([...crowd.slice(100).map(uuidOf), uuidOf('acme'), uuidOf('unknown')]);
    const { count, customers } = await list({ customers: some });
    expect(count).to.equal(601);
    expect(customers.map(({ name }) => name)).to.deep.equal(['Acme', ...crowd.slice(100)]);
    expect((await list({ customers: some, text: 'crowd 0' })).count).to.equal(0);
    expect((await list({ customers: some, text: 'crowd 1' })).count).to.equal(100);
    expect(await list({ customers: new Set() })).to.deep.equal({ count: 0, customers: [] });
  });
});
