import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ConflictError, ForbiddenError, NotFoundError } from '../../../src/kernel/errors.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import type { FilterWrite, Writer } from '../../../src/inclusion/port.ts';
import { makeService, sql, type TestService } from '../../support/service.ts';
import { author, operator, writerFor } from '../../support/writers.ts';

/** The filters that a query had: listed, compared, restored. */
describe('versions of a filter', function () {
  this.timeout(30_000);
  let service: TestService;
  let query: string;
  let catalog: string;
  const [customer, other] = [randomUUID(), randomUUID()];
  const every = { before: 1_000, limit: 100 };

  before(async () => {
    service = await makeService();
    const { claims } = await service.replication.store(
      ['a', 'b'].map((level_type) => ({
        content_type: 'course',
        key: `${level_type}+1`,
        title: level_type,
        level_type,
      })),
      { author },
    );
    await service.inclusion.decideItems(claims);
  });
  after(() => service.stop());

  beforeEach(async () => {
    [query, catalog] = [randomUUID(), randomUUID()];
    await create(catalog, customer, { uuid: query, title: query, filter: filter('a') });
    await edit('b');
  });

  /** No two queries of one filter. */
  function filter(level: string): { text: string; node: ReturnType<typeof parseJson> } {
    const text = JSON.stringify({ level_type: level, aggregation_key__exclude: query });
    return { text, node: parseJson(text) };
  }
  async function create(uuid: string, enterpriseUuid: string, choice: object): Promise<void> {
    await service.inclusion.createCatalog(
      { uuid, title: uuid, enterpriseUuid, enterpriseName: null, query: choice },
      operator,
    );
  }
  async function edit(level: string, writer: Writer = operator): Promise<void> {
    await service.inclusion.updateCatalog(catalog, { query: { uuid: query, filter: filter(level) } }, writer);
  }
  /** The first, whatever that drops. */
  function restore(writer: Writer): Promise<FilterWrite> {
    return service.inclusion.proposals.restore(query, { version: 1, force: true }, writer);
  }
  async function refusal(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
  }

  it('are listed newest first, each with its author', async () => {
    await edit('a', writerFor(new Set([customer]), 'user:admin'));
    const versions = await service.inclusion.listQueryVersions(query, every);
    expect(versions.map(({ version, author: by }) => [version, by])).to.deep.equal([
      [3, 'user:admin'],
      [2, 'user:tester'],
      [1, 'user:tester'],
    ]);
    expect(versions[0]?.contentFilterHash).to.equal(versions[2]?.contentFilterHash);
    const older = await service.inclusion.listQueryVersions(query, { ...every, before: 3, limit: 1 });
    expect(older.map(({ version }) => version)).to.deep.equal([2]);
  });

  it('are compared entry by entry', async () => {
    const read = await service.inclusion.readQueryVersion(query, { version: 2, against: 1 });
    expect(read.contentFilter).to.deep.equal({ level_type: 'b', aggregation_key__exclude: query });
    expect(read.difference).to.deep.equal([{ entry: 'level_type', before: 'a', after: 'b' }]);
    expect(await refusal(service.inclusion.readQueryVersion(query, { version: 9 }))).to.be.instanceOf(NotFoundError);
  });

  it('are restored: members, a version more, and the audit log', async () => {
    expect((await service.inclusion.catalogContains(catalog, ['a+1'])).contained).to.equal(false);
    const written = await restore(operator);
    expect(written.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 1, left: 1 });
    expect((await service.inclusion.catalogContains(catalog, ['a+1'])).contained).to.equal(true);
    const versions = await service.inclusion.listQueryVersions(query, every);
    expect(versions.map(({ version }) => version)).to.deep.equal([3, 2, 1]);
    const log = await sql<{ action: string }>(
      service.stores,
      'SELECT action FROM audit_log WHERE subject = ? ORDER BY id',
      [query],
    );
    expect(log.map(({ action }) => action)).to.deep.equal([
      'catalog-query.create',
      'catalog-query.update',
      'catalog-query.update',
    ]);
    const again = await restore(operator);
    expect(again.membership).to.include({ state: 'committed', entered: 0, left: 0 });
    expect(await service.inclusion.listQueryVersions(query, every), 'nothing new').to.have.length(3);
  });

  it('are restored only by who may write for every customer that uses the query', async () => {
    const admin = writerFor(new Set([customer]));
    await create(randomUUID(), other, { uuid: query });
    expect(await refusal(restore(admin))).to.be.instanceOf(ForbiddenError);
    expect((await service.inclusion.catalogContains(catalog, ['b+1'])).contained, 'as it was').to.equal(true);
    expect((await service.inclusion.queryCustomers(query)).sort()).to.deep.equal([customer, other].sort());
    expect(await refusal(service.inclusion.queryCustomers(randomUUID()))).to.be.instanceOf(NotFoundError);
    expect(await refusal(service.inclusion.listQueryVersions(randomUUID(), every))).to.be.instanceOf(NotFoundError);
  });

  it('of a query that nobody uses are restored by operators only', async () => {
    await service.inclusion.deleteCatalog(catalog, operator);
    const admin = writerFor(new Set([customer]));
    expect(await refusal(restore(admin))).to.be.instanceOf(ForbiddenError);
    expect((await restore(operator)).membership).to.include({ entered: 1 });
  });

  it('are not restored where another query has that filter now', async () => {
    const holder = randomUUID();
    await create(randomUUID(), other, { uuid: holder, filter: filter('a') });
    const refused = await refusal(restore(operator));
    expect(refused).to.be.instanceOf(ConflictError);
    expect((refused as Error).message).to.include(holder);
  });
});
