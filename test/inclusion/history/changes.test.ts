import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { createConnection } from 'mysql2/promise';
import { BadRequestError, GoneError, NotFoundError, type ServiceError } from '../../../src/kernel/errors.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import type { ChangesScope, MembershipChange } from '../../../src/inclusion/port.ts';
import { Follower, readMembers } from '../../support/follower.ts';
import { makeService, sql, type TestService } from '../../support/service.ts';
import { author, operator } from '../../support/writers.ts';

/** The history of memberships and the feed of it. */
describe('changes of membership', function () {
  this.timeout(60_000);
  let service: TestService;
  let catalog: string;
  let customer: string;
  let query: string;
  let level: string;
  let now = Date.UTC(2026, 10, 20);

  before(async () => {
    service = await makeService({ now: () => now });
  });
  after(() => service.stop());

  beforeEach(async () => {
    [catalog, customer, query, level] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await store(course('One', level));
    await service.inclusion.createCatalog(
      {
        uuid: catalog,
        title: catalog,
        enterpriseUuid: customer,
        enterpriseName: null,
        query: { uuid: query, filter: written({ level_type: level }) },
      },
      operator,
    );
  });

  function written(value: object): { text: string; node: ReturnType<typeof parseJson> } {
    const text = JSON.stringify(value);
    return { text, node: parseJson(text) };
  }
  function course(key: string, level_type: string, more: object = {}): object {
    return { content_type: 'course', key: `${key}+${level.slice(0, 8)}`, title: key, level_type, ...more };
  }
  function keyOf(name: string): string {
    return `${name}+${level.slice(0, 8)}`;
  }
  async function store(...documents: object[]): Promise<void> {
    const { claims } = await service.replication.store(documents, { author });
    await service.inclusion.decideItems(claims);
  }
  async function edit(value: object): Promise<void> {
    await service.inclusion.updateCatalog(catalog, { query: { uuid: query, filter: written(value) } }, operator);
  }
  const scope = (): ChangesScope => ({ catalogUuid: catalog });
  async function read(since?: string, of: ChangesScope = scope()): Promise<MembershipChange[]> {
    const all: MembershipChange[] = [];
    for (let token = since; ;) {
      const page = await service.inclusion.changes(of, { since: token, limit: 1_000 });
      if (page.changes.length === 0) {
        return all;
      }
      all.push(...page.changes);
      token = page.next;
    }
  }
  async function end(of: ChangesScope = scope()): Promise<string> {
    return (await service.inclusion.changes(of, { since: 'now', limit: 1 })).next;
  }
  async function refusal(work: Promise<unknown>): Promise<ServiceError> {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(Error);
    return error as ServiceError;
  }

  it('begin with the catalog and one baseline that has no pairs', async () => {
    const changes = await read();
    expect(changes.map(({ kind, members, entered }) => ({ kind, members, entered }))).to.deep.equal([
      { kind: 'catalog', members: null, entered: [] },
      { kind: 'baseline', members: 1, entered: [] },
    ]);
    expect(changes.map(({ queryUuid }) => queryUuid)).to.deep.equal([query, query]);
  });

  it('say what entered and left, in order, and why', async () => {
    const since = await end();
    await store(course('Two', level));
    await store(course('One', 'other'));
    await edit({ level_type: 'other', key: keyOf('One') });
    await edit({
      level_type: 'other',
      key: keyOf('One'),
      enterprise_force_include_aggregation_keys: [`course:${keyOf('Two')}`],
    });
    await service.inclusion.decideItems(await service.replication.remove([keyOf('One')], author));
    expect((await read(since)).map(({ cause, entered, left }) => [cause, entered, left])).to.deep.equal([
      ['item', [keyOf('Two')], []],
      ['item', [], [keyOf('One')]],
      ['filter', [keyOf('One')], [keyOf('Two')]],
      ['forced', [keyOf('Two')], []],
      ['item', [], [keyOf('One')]],
    ]);
  });

  it('name a file, and the clock', async () => {
    const since = await end();
    await edit({ availability: 'Current', key: keyOf('Timed') });
    const run = { key: 'r', start: '2026-12-01T00:00:00Z', end: '2027-06-01T00:00:00Z' };
    const { claims } = await service.replication.store([course('Timed', level, { course_runs: [run] })], {
      author: null,
    });
    await service.inclusion.decideItems(claims);
    now = Date.UTC(2026, 11, 2);
    await service.worker.drainOnce();
    await store(course('Timed', level, { availability: 'Current' }));
    const { claims: again } = await service.replication.store([course('Timed', 'any')], { author: null });
    await service.inclusion.decideItems(again);
    expect((await read(since)).map(({ cause, entered, left }) => [cause, entered, left])).to.deep.equal([
      ['filter', [], [keyOf('One')]],
      ['clock', [keyOf('Timed')], []],
      ['import', [], [keyOf('Timed')]],
    ]);
  });

  it('write nothing where nothing changes', async () => {
    const since = await end();
    await store(course('One', level, { title: 'Another title' }));
    await edit({ level_type: [level] });
    expect(await read(since)).to.deep.equal([]);
  });

  it('come in pages that go on where the one before ended', async () => {
    const since = await end();
    for (const name of ['A', 'B', 'C', 'D', 'E']) {
      await store(course(name, level));
    }
    const first = await service.inclusion.changes(scope(), { since, limit: 2 });
    expect(first.changes.flatMap(({ entered }) => entered)).to.deep.equal([keyOf('A'), keyOf('B')]);
    expect(first.more).to.equal(true);
    const second = await service.inclusion.changes(scope(), { since: first.next, limit: 4 });
    expect(second.changes.flatMap(({ entered }) => entered)).to.deep.equal([keyOf('C'), keyOf('D'), keyOf('E')]);
    expect(second.more).to.equal(false);
    const again = await service.inclusion.changes(scope(), { since: first.next, limit: 4 });
    expect(again, 'the same token, the same page').to.deep.equal(second);
  });

  it('keep a catalog apart from others, and show a customer all of his', async () => {
    const [since, ofCustomer] = [await end(), await end({ enterpriseUuid: customer })];
    const other = randomUUID();
    await service.inclusion.createCatalog(
      {
        title: other,
        enterpriseUuid: randomUUID(),
        enterpriseName: null,
        query: { uuid: other, filter: written({ level_type: [level, 'no'] }) },
      },
      operator,
    );
    await store(course('Two', level));
    expect((await read(since)).map(({ queryUuid }) => queryUuid)).to.deep.equal([query]);
    const seen = await read(ofCustomer, { enterpriseUuid: customer });
    expect(seen.map(({ queryUuid }) => queryUuid)).to.deep.equal([query]);
  });

  it('follow a catalog to another query, and stop with the first one’s changes there', async () => {
    const since = await end();
    const ofCustomer = await end({ enterpriseUuid: customer });
    await store(course('Two', level));
    const moved = await service.inclusion.updateCatalog(
      catalog,
      { query: { filter: written({ key: keyOf('Two') }) } },
      operator,
    );
    await store(course('One', 'other'));
    await service.inclusion.decideItems(await service.replication.remove([keyOf('Two')], author));
    expect(
      (await read(since)).map(({ kind, queryUuid, entered, left }) => [kind, queryUuid, entered, left]),
    ).to.deep.equal([
      ['changed', query, [keyOf('Two')], []],
      ['catalog', moved.catalog.queryUuid, [], []],
      ['changed', moved.catalog.queryUuid, [], [keyOf('Two')]],
    ]);
    await service.inclusion.deleteCatalog(catalog, operator);
    const ofHis = await read(ofCustomer, { enterpriseUuid: customer });
    expect(ofHis.at(-1)).to.include({ kind: 'gone', catalogUuid: catalog });
    expect(await refusal(read(since))).to.be.instanceOf(NotFoundError);
  });

  it('never skip what commits late', async () => {
    const late = await createConnection({ uri: service.stores.config.databaseUrl });
    try {
      const since = await end('all');
      await late.query('START TRANSACTION');
      await late.query(
        `INSERT INTO membership_change (kind, cause, query_id, members, at)
         SELECT 'baseline', 'filter', id, 7, UTC_TIMESTAMP(3) FROM catalog_query WHERE uuid = ?`,
        [query],
      );
      await store(course('Two', level));
      const first = await service.inclusion.changes('all', { since, limit: 100 });
      expect(first.changes.map(({ kind }) => kind)).to.deep.equal(['changed']);
      await late.query('COMMIT');
      const second = await service.inclusion.changes('all', { since: first.next, limit: 100 });
      expect(second.changes.map(({ kind, members }) => [kind, members])).to.deep.equal([['baseline', 7]]);
    } finally {
      await late.end();
    }
  });

  it('tell a token that is too old, and one that is not of this feed, apart', async () => {
    const since = await end();
    await store(course('Two', level));
    const [foreign, malformed] = await Promise.all([refusal(read(await end('all'))), refusal(read('not-a-token'))]);
    expect(foreign).to.be.instanceOf(BadRequestError);
    expect(foreign.faults[0]?.code).to.equal('foreign_token');
    expect(malformed.faults[0]?.code).to.equal('malformed_token');
    const other = await makeService();
    const elsewhere = await refusal(other.inclusion.changes('all', { since: await end('all'), limit: 1 }));
    await other.stop();
    expect(elsewhere.faults[0]?.code).to.equal('foreign_token');
    expect(elsewhere.message).to.include('another database');

    await sql(service.stores, 'UPDATE membership_change SET at = at - INTERVAL 200 DAY');
    // A worker drops what is too old when it starts, and every ten minutes.
    const worker = await makeService({ stores: service.stores });
    await worker.inclusion.tendHistory();
    await worker.stop();
    expect(await sql(service.stores, 'SELECT 1 FROM membership_change')).to.deep.equal([]);
    expect(await sql(service.stores, 'SELECT 1 FROM membership_change_pair')).to.deep.equal([]);
    const expired = await refusal(read(since));
    expect(expired).to.be.instanceOf(GoneError);
    expect(expired.faults[0]?.code).to.equal('expired_token');
    expect(expired.message).to.include('since=now');
    expect(await read(), 'from what is kept').to.deep.equal([]);
  });

  it('make a follower end with what the table has', async () => {
    const follower = new Follower(service.stores, service.inclusion, { enterpriseUuid: customer });
    await follower.step(1);
    for (let round = 0; round < 4; round += 1) {
      await store(course('One', round % 2 === 0 ? 'other' : level), course(`New${String(round)}`, level));
      await follower.step(1);
      await edit({
        level_type: round % 2 === 0 ? [level, 'other'] : level,
        key__exclude: keyOf(`New${String(round)}`),
      });
      await follower.step(2);
    }
    while (await follower.step(3)) {
      // until it has caught up
    }
    expect(follower.members.get(query)).to.deep.equal(await readMembers(service.stores, query));
  });
});
