import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Catalog, NewCatalog, QueryChoice, WrittenFilter } from '../../src/inclusion/port.ts';
import { parseJson } from '../../src/kernel/json.ts';
import { makeService, sql, type TestService } from '../support/service.ts';
import { author, operator, writerFor } from '../support/writers.ts';

/** A query that several customers use: nobody changes what another customer's catalog has. */
describe('shared queries', function () {
  this.timeout(60_000);
  let service: TestService;
  const levels = ['Introductory', 'Intermediate', 'Advanced'];
  const keyOf = (level: string): string => `${level}+1`;

  before(async () => {
    service = await makeService();
    const { claims } = await service.replication.store(
      levels.map((level) => ({ content_type: 'course', key: keyOf(level), title: level, level_type: level })),
      { author },
    );
    await service.inclusion.decideItems(claims);
  });
  after(() => service.stop());

  /** No two tests have the same filter: one of its keys is nobody's. */
  let number = 0;
  beforeEach(() => {
    number += 1;
  });
  const filter = (...wanted: string[]): WrittenFilter => {
    const text = JSON.stringify({ level_type: wanted, key: [...levels.map(keyOf), `No+${String(number)}`] });
    return { text, node: parseJson(text) };
  };

  const create = async (customer: string, query: QueryChoice, more: Partial<NewCatalog> = {}): Promise<Catalog> =>
    (
      await service.inclusion.createCatalog(
        { title: 'A catalog', enterpriseUuid: customer, enterpriseName: null, query, ...more },
        operator,
      )
    ).catalog;
  const adminOf = (...customers: string[]): typeof operator => writerFor(new Set(customers), 'user:admin');
  const update = async (catalog: Catalog, query: QueryChoice, writer: typeof operator): Promise<Catalog> =>
    (await service.inclusion.updateCatalog(catalog.uuid, { query }, writer)).catalog;

  /** What a catalog's users see of it: the catalog itself, and which of the courses it has. */
  async function seen({ uuid }: Catalog): Promise<object> {
    const catalog = await service.inclusion.readCatalog(uuid);
    const answers = await Promise.all(
      levels.map(async (level) => (await service.inclusion.catalogContains(uuid, [keyOf(level)])).contained),
    );
    return { catalog, members: levels.filter((_, index) => answers[index]) };
  }
  const members = async (catalog: Catalog): Promise<unknown> => ((await seen(catalog)) as { members: unknown }).members;

  async function queriesOf(
    ...uuids: string[]
  ): Promise<{ uuid: string; title: string | null; content_filter: string }[]> {
    return sql(service.stores, 'SELECT uuid, title, content_filter FROM catalog_query WHERE uuid IN (?) ORDER BY id', [
      uuids,
    ]);
  }

  it('are edited in place by the only customer that uses them, in all of its catalogs', async () => {
    const mine = randomUUID();
    const query = { uuid: randomUUID(), title: `Mine ${mine}` };
    const [one, two] = [await create(mine, { ...query, filter: filter('Advanced') }), await create(mine, query)];
    const after = await update(one, { uuid: query.uuid, filter: filter('Introductory') }, adminOf(mine));
    expect(after.queryUuid).to.equal(query.uuid);
    expect(await members(one)).to.deep.equal(['Introductory']);
    expect(await members(two)).to.deep.equal(['Introductory']);
    const [row] = await queriesOf(query.uuid);
    expect(row?.title).to.equal(query.title);
  });

  it('are edited in place for everybody by whoever covers everybody', async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    for (const writer of [operator, adminOf(mine, theirs)]) {
      const query = { uuid: randomUUID(), title: `For all ${randomUUID()}` };
      const one = await create(mine, { ...query, filter: filter('Advanced') });
      const other = await create(theirs, { uuid: query.uuid });
      const after = await update(one, { uuid: query.uuid, filter: filter('Introductory', 'Advanced') }, writer);
      expect(after.queryUuid).to.equal(query.uuid);
      expect(await members(other)).to.deep.equal(['Introductory', 'Advanced']);
      number += 1;
    }
  });

  it("are left as they are by one customer's admin, whose catalog moves to a query of its own", async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const query = { uuid: randomUUID(), title: `Shared ${mine}` };
    const one = await create(mine, { ...query, filter: filter('Advanced') });
    const other = await create(theirs, { uuid: query.uuid });
    const [before, row] = [await seen(other), await queriesOf(query.uuid)];

    const after = await update(one, { ...query, filter: filter('Introductory') }, adminOf(mine));
    expect(after.queryUuid).to.not.equal(query.uuid);
    expect(after.queryTitle).to.equal(`${query.title} (2)`);
    expect(await members(one)).to.deep.equal(['Introductory']);
    expect(JSON.stringify(await seen(other))).to.equal(JSON.stringify(before));
    expect(await queriesOf(query.uuid)).to.deep.equal(row);
    const told = (await service.access.listAudit({ customer: theirs, author: 'user:admin', offset: 0, limit: 10 }))
      .count;
    expect(told).to.equal(0);

    // Again, word by word: nothing more happens.
    const again = await update(one, { ...query, filter: filter('Introductory') }, adminOf(mine));
    expect(again).to.deep.include({ queryUuid: after.queryUuid, queryTitle: after.queryTitle });
    // Now that the other is alone with it, its admin edits it in place.
    const edited = await update(other, { ...query, filter: filter('Intermediate') }, adminOf(theirs));
    expect(edited.queryUuid).to.equal(query.uuid);
    expect(await members(one)).to.deep.equal(['Introductory']);
  });

  it("the sequence of one customer's admin: each of his catalogs ends with the one new query, the others' as before", async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const query = { uuid: randomUUID(), title: `Sequence ${mine}` };
    await create(theirs, { ...query, filter: filter('Advanced') });
    const catalogs = await Promise.all(Array.from({ length: 5 }, () => create(mine, { uuid: query.uuid })));
    const other = await create(theirs, { uuid: query.uuid });
    const before = JSON.stringify(await seen(other));
    const changed = { ...query, filter: filter('Introductory') };
    const uuids = new Set<string>();
    for (const catalog of catalogs) {
      uuids.add((await update(catalog, changed, adminOf(mine))).queryUuid);
      expect(JSON.stringify(await seen(other))).to.equal(before);
    }
    expect(uuids.size).to.equal(1);
    expect([...uuids]).to.not.include(query.uuid);
    const same = await sql(service.stores, 'SELECT 1 FROM catalog_query WHERE content_filter = ?', [
      changed.filter.text,
    ]);
    expect(same).to.have.length(1);
  });

  it('the sequence of a service user: one query, the same uuid, the new filter', async () => {
    const customers = Array.from({ length: 5 }, () => randomUUID());
    const query = { uuid: randomUUID(), title: `Service ${randomUUID()}` };
    const catalogs: Catalog[] = [];
    for (const customer of customers) {
      catalogs.push(await create(customer, { ...query, filter: filter('Advanced') }));
    }
    const changed = { uuid: query.uuid, title: `${query.title}, changed`, filter: filter('Introductory') };
    for (const catalog of catalogs) {
      const after = await update(catalog, changed, operator);
      expect(after).to.include({ queryUuid: query.uuid, queryTitle: changed.title });
      expect(await members(catalog)).to.deep.equal(['Introductory']);
    }
    expect((await queriesOf(query.uuid)).map(({ content_filter }) => content_filter)).to.deep.equal([
      changed.filter.text,
    ]);
  });

  it('keep their filter when a new catalog names them with another one, and is given a query of its own', async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const query = { uuid: randomUUID(), title: `Named ${mine}` };
    const other = await create(theirs, { ...query, filter: filter('Advanced') });
    const before = JSON.stringify(await seen(other));
    const { catalog } = await service.inclusion.createCatalog(
      {
        title: 'New',
        enterpriseUuid: mine,
        enterpriseName: null,
        query: { uuid: query.uuid, filter: filter('Introductory') },
      },
      adminOf(mine),
    );
    expect(catalog.queryUuid).to.not.equal(query.uuid);
    expect(catalog.queryTitle).to.equal(null);
    expect(await members(catalog)).to.deep.equal(['Introductory']);
    expect(JSON.stringify(await seen(other))).to.equal(before);
  });

  it('are shared also with a catalog that is only on its way to them', async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const query = { uuid: randomUUID(), title: `Moving ${mine}` };
    const one = await create(mine, { ...query, filter: filter('Advanced') });
    const moving = await create(theirs, { filter: filter('Intermediate') });
    await sql(
      service.stores,
      'UPDATE enterprise_catalog SET next_query_id = (SELECT id FROM catalog_query WHERE uuid = ?) WHERE uuid = ?',
      [query.uuid, moving.uuid],
    );
    const after = await update(one, { ...query, filter: filter('Introductory') }, adminOf(mine));
    expect(after.queryUuid).to.not.equal(query.uuid);
    const [row] = await queriesOf(query.uuid);
    expect(row?.content_filter).to.equal(filter('Advanced').text);
  });

  it('that no catalog uses are edited by whoever names them', async () => {
    const mine = randomUUID();
    const query = { uuid: randomUUID(), title: `Left ${mine}` };
    const left = await create(mine, { ...query, filter: filter('Advanced') });
    await service.inclusion.deleteCatalog(left.uuid, operator);
    const one = await create(mine, { filter: filter('Intermediate') });
    const after = await update(one, { uuid: query.uuid, filter: filter('Introductory') }, adminOf(mine));
    expect(after.queryUuid).to.equal(query.uuid);
  });

  describe('keep their title', () => {
    it("under one customer's admin, with their uuid, with their filter and without either", async () => {
      const [mine, theirs] = [randomUUID(), randomUUID()];
      const query = { uuid: randomUUID(), title: `Title ${mine}` };
      const one = await create(mine, { ...query, filter: filter('Advanced') });
      const other = await create(theirs, { uuid: query.uuid });
      const before = JSON.stringify(await seen(other));
      for (const choice of [
        { title: 'Better' },
        { uuid: query.uuid, title: 'Better' },
        { uuid: query.uuid, title: 'Better', filter: filter('Advanced') },
        { title: 'Better', filter: filter('Advanced') },
      ]) {
        const after = await update(one, choice, adminOf(mine));
        expect(after).to.include({ queryUuid: query.uuid, queryTitle: query.title });
      }
      expect(JSON.stringify(await seen(other))).to.equal(before);
    });

    it('unless the writer covers all who share them', async () => {
      const [mine, theirs] = [randomUUID(), randomUUID()];
      const query = { uuid: randomUUID(), title: `Old title ${mine}` };
      const one = await create(mine, { ...query, filter: filter('Advanced') });
      const other = await create(theirs, { uuid: query.uuid });
      await update(one, { title: `New title ${mine}` }, adminOf(mine, theirs));
      expect((await service.inclusion.readCatalog(other.uuid)).queryTitle).to.equal(`New title ${mine}`);
      await update(one, { uuid: query.uuid, title: `Newer title ${mine}` }, operator);
      expect((await service.inclusion.readCatalog(other.uuid)).queryTitle).to.equal(`Newer title ${mine}`);
    });
  });

  it('are never edited after another customer has joined, however close the two are', async () => {
    let [edits, moves] = [0, 0];
    for (let round = 0; round < 25; round += 1) {
      number += 1;
      const [mine, theirs] = [randomUUID(), randomUUID()];
      const query = { uuid: randomUUID() };
      const one = await create(mine, { ...query, filter: filter('Advanced') });
      const [after, joined] = await Promise.all([
        update(one, { ...query, filter: filter('Introductory') }, adminOf(mine)),
        create(theirs, query),
      ]);
      const [row] = await queriesOf(query.uuid);
      const { records } = await service.access.listAudit({ subject: query.uuid, offset: 0, limit: 10 });
      const edit = records.find(({ action }) => action === 'catalog-query.update');
      if (edit === undefined) {
        moves += 1;
        expect(after.queryUuid).to.not.equal(query.uuid);
        expect(row?.content_filter).to.equal(filter('Advanced').text);
      } else {
        edits += 1;
        // Entries are numbered under the query's lock.
        const { records: joins } = await service.access.listAudit({ subject: joined.uuid, offset: 0, limit: 10 });
        expect(edit.id).to.be.lessThan(joins[0]?.id ?? 0);
      }
    }
    expect(edits + moves).to.equal(25);
  });
});
