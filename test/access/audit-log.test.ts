import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { AuditRecord } from '../../src/access/port.ts';
import { course } from '../support/documents.ts';
import { sql } from '../support/service.ts';
import { writerFor } from '../support/writers.ts';
import { a, admin, AuditWorld, b, catalog, filter, shown } from './support/audit-world.ts';
import type { AccessWorld } from './support/world.ts';

describe('the audit log as a whole', () => {
  let world: AccessWorld;
  let appended: AuditWorld['appended'];

  before(async () => {
    const audited = await AuditWorld.open();
    world = audited.world;
    appended = () => audited.appended();
  });
  after(() => world.service.stop());

  describe('stands in the transaction of the write', () => {
    it('a write that is refused half-way leaves neither', async () => {
      const { inclusion } = world.service;
      const { catalog: made } = await inclusion.createCatalog(
        catalog({ query: { filter: filter({ key: 'T+1' }) } }),
        admin,
      );
      await appended();
      const before = await inclusion.readCatalog(made.uuid);
      const only = writerFor(new Set([a]));
      const refused: unknown[] = await Promise.all(
        [
          // The query is written before the catalog is found to be too long a title for the database.
          inclusion.createCatalog(
            catalog({ title: 'x'.repeat(300), query: { filter: filter({ key: 'T+2' }) } }),
            admin,
          ),
          inclusion.updateCatalog(made.uuid, { enterpriseUuid: b }, writerFor(new Set([b]))),
          inclusion.updateCatalog(made.uuid, { title: 'Gone' }, writerFor(new Set([b]))),
          inclusion.updateCatalog(made.uuid, { title: 'Gone', enterpriseUuid: b }, only),
          inclusion.createCatalog(catalog({ uuid: made.uuid, query: { filter: filter({ key: 'T+3' }) } }), admin),
          inclusion.createCatalog(catalog({ enterpriseUuid: b, query: { filter: filter({ key: 'T+4' }) } }), only),
          inclusion.deleteCatalog(made.uuid, writerFor(new Set([b]))),
          inclusion.deleteCatalog(randomUUID(), admin),
        ].map((work) => work.catch((error: unknown) => error)),
      );
      expect(refused.map((error) => (error as { code?: string }).code)).to.deep.equal([
        'ER_DATA_TOO_LONG',
        'forbidden',
        'forbidden',
        'forbidden',
        'conflict',
        'forbidden',
        'forbidden',
        'not_found',
      ]);
      expect(await appended()).to.deep.equal([]);
      expect(await inclusion.readCatalog(made.uuid)).to.deep.equal(before);
      const [left] = await sql<{ count: number }>(
        world.service.stores,
        `SELECT COUNT(*) AS count FROM catalog_query WHERE content_filter REGEXP 'T[+][234]'`,
      );
      expect(left?.count).to.equal(0);
    });

    it('a log that cannot be written keeps the write from being done', async () => {
      await sql(world.service.stores, 'RENAME TABLE audit_log TO audit_log_away');
      try {
        const { inclusion, replication, access } = world.service;
        const failures: unknown[] = await Promise.all(
          [
            inclusion.createCatalog(catalog({ query: { filter: filter({ key: 'T+5' }) } }), admin),
            replication.store([course('Unlogged+1')], { author: admin.author }),
            access.giveRole(admin.author, { username: 'unlogged', role: 'enterprise_learner', context: '*' }),
            access.createKey(admin.author, {
              name: 'unlogged',
              roles: [],
              expiresAt: new Date(Date.now() + 86_400_000),
            }),
          ].map((work) => (work as Promise<unknown>).catch((error: unknown) => error)),
        );
        for (const failure of failures) {
          expect(failure).to.include({ code: 'ER_NO_SUCH_TABLE' });
        }
      } finally {
        await sql(world.service.stores, 'RENAME TABLE audit_log_away TO audit_log');
      }
      for (const [table, condition] of [
        ['catalog_query', "content_filter LIKE '%T+5%'"],
        ['content', "content_key = 'Unlogged+1'"],
        ['role_assignment', "username = 'unlogged'"],
        ['api_key', "name = 'unlogged'"],
      ] as const) {
        expect(await sql(world.service.stores, `SELECT 1 FROM ${table} WHERE ${condition}`), table).to.deep.equal([]);
      }
    });
  });

  it('is searched by each of its columns, latest first and in pages', async () => {
    const other = writerFor('every', 'user:other');
    for (const enterpriseUuid of [a, b, a]) {
      const { catalog: mine } = await world.service.inclusion.createCatalog(catalog({ enterpriseUuid }), admin);
      await world.service.inclusion.deleteCatalog(mine.uuid, admin);
    }
    const { catalog: made } = await world.service.inclusion.createCatalog(
      catalog({ enterpriseUuid: b, query: { filter: filter({ key: 'L+1' }) } }),
      other,
    );
    const list = async (more: object): Promise<AuditRecord[]> =>
      (await world.access.listAudit({ offset: 0, limit: 1_000, ...more })).records;
    const all = await list({});
    expect(all.map(({ id }) => id)).to.deep.equal(all.map(({ id }) => id).sort((one, two) => two - one));
    expect(shown(await list({ author: 'user:other' }))).to.deep.equal([
      ['catalog.create', made.uuid, b],
      ['catalog-query.create', made.queryUuid, b],
    ]);
    expect(shown(await list({ subject: made.uuid }))).to.deep.equal([['catalog.create', made.uuid, b]]);
    const by = (test: (record: AuditRecord) => boolean): number[] => all.filter(test).map(({ id }) => id);
    const ids = async (more: object): Promise<number[]> => (await list(more)).map(({ id }) => id);
    expect(await ids({ customer: b.toUpperCase() })).to.deep.equal(by(({ customer }) => customer === b));
    expect(await ids({ action: 'catalog.delete' })).to.deep.equal(by(({ action }) => action === 'catalog.delete'));
    const middle = all[Math.floor(all.length / 2)]?.at ?? new Date(0);
    const [later, earlier] = [await ids({ since: middle }), await ids({ until: middle })];
    expect(later).to.deep.equal(by(({ at }) => at >= middle));
    expect(earlier).to.deep.equal(by(({ at }) => at < middle));
    expect(later.length + earlier.length).to.equal(all.length);
    expect(await ids({ author: 'user:admin', customer: a, action: 'catalog.create', subject: 'none' })).to.deep.equal(
      [],
    );
    for (const none of [
      { action: 'é' },
      { customer: '🦊' },
      { author: 'a\ud800' },
      { subject: '\u0000é' },
      { action: '\u0000' },
    ]) {
      expect(await ids(none), JSON.stringify(none)).to.deep.equal([]);
    }
    const { count, records } = await world.access.listAudit({ customer: a, offset: 1, limit: 2 });
    expect(count).to.equal(by(({ customer }) => customer === a).length);
    expect(records.map(({ id }) => id)).to.deep.equal(by(({ customer }) => customer === a).slice(1, 3));
  });

  it('takes names and subjects as long as they can be', async () => {
    const subject = `${'é'.repeat(255)} enterprise_provisioning_admin:${a}`;
    const long = { name: `user:${'李'.repeat(255)}`, requestId: 'x'.repeat(200) };
    await world.access.giveRole(long, { username: 'é'.repeat(255), role: 'enterprise_provisioning_admin', context: a });
    const [entry] = await appended().then((entries) => entries.slice(-1));
    expect(entry).to.include({ author: long.name, requestId: long.requestId, subject });
  });
});
