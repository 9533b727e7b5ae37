import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { auditHash } from '../../src/kernel/audit.ts';
import { course } from '../support/documents.ts';
import { sql } from '../support/service.ts';
import { a, admin, AuditWorld, b, catalog, filter, shown } from './support/audit-world.ts';
import type { AccessWorld } from './support/world.ts';

describe('the audit log', () => {
  let world: AccessWorld;
  let appended: AuditWorld['appended'];

  before(async () => {
    const audited = await AuditWorld.open();
    world = audited.world;
    appended = () => audited.appended();
  });
  after(() => world.service.stop());

  it('has who wrote, when, and in which request', async () => {
    const [before] = await sql<{ now: Date }>(world.service.stores, 'SELECT UTC_TIMESTAMP(3) AS now');
    const { catalog: made } = await world.service.inclusion.createCatalog(catalog(), admin);
    const entries = await appended();
    expect(shown(entries)).to.deep.equal([
      ['catalog-query.create', made.queryUuid, a],
      ['catalog.create', made.uuid, a],
    ]);
    for (const entry of entries) {
      expect(entry).to.include({ author: 'user:admin', requestId: 'request-7', before: null });
      expect(entry.after).to.match(/^[0-9a-f]{64}$/);
      expect(entry.at.getTime()).to.be.within(before?.now.getTime() ?? Infinity, (before?.now.getTime() ?? 0) + 60_000);
    }
  });

  describe('of catalogs', () => {
    it('has creation, change and end, one hash after the other', async () => {
      const { inclusion } = world.service;
      const { catalog: made } = await inclusion.createCatalog(
        catalog({ query: { filter: filter({ key: 'A+1' }) } }),
        admin,
      );
      await inclusion.updateCatalog(made.uuid, { title: 'Second steps' }, admin);
      await inclusion.updateCatalog(
        made.uuid,
        { enabledCourseModes: ['audit'], publishAuditEnrollmentUrls: true },
        admin,
      );
      await inclusion.deleteCatalog(made.uuid, admin);
      const [, ...entries] = await appended();
      expect(shown(entries)).to.deep.equal([
        ['catalog.create', made.uuid, a],
        ['catalog.update', made.uuid, a],
        ['catalog.update', made.uuid, a],
        ['catalog.delete', made.uuid, a],
      ]);
      expect(entries.map(({ before }) => before)).to.deep.equal([
        null,
        ...entries.slice(0, -1).map(({ after }) => after),
      ]);
      expect(new Set(entries.map(({ after }) => after)).size).to.equal(4);
      expect(entries.at(-1)?.after).to.equal(null);
    });

    it('says what any reader can work out: the hash of the columns, by their names', async () => {
      const { inclusion } = world.service;
      const { catalog: made } = await inclusion.createCatalog(
        catalog({ title: 'Known', enterpriseName: 'Ünï', query: { filter: filter({ key: 'A+2' }) } }),
        admin,
      );
      const entries = await appended();
      expect(entries.at(-1)?.after).to.equal(
        auditHash({
          title: 'Known',
          uuid: made.uuid,
          enterprise_customer: a,
          enterprise_customer_name: 'Ünï',
          enabled_course_modes: ['verified', 'professional', 'no-id-professional', 'audit', 'honor'],
          publish_audit_enrollment_urls: false,
          catalog_query_uuid: made.queryUuid,
        }),
      );
    });

    it('has nothing of writes that change nothing', async () => {
      const { inclusion } = world.service;
      const wanted = catalog({ uuid: randomUUID(), query: { filter: filter({ key: 'A+3' }), title: 'Same' } });
      const { catalog: made } = await inclusion.createCatalog(wanted, admin);
      await appended();
      await inclusion.updateCatalog(made.uuid, { title: wanted.title, query: wanted.query }, admin);
      await inclusion.updateCatalog(made.uuid, { enterpriseUuid: a.toUpperCase(), query: { title: 'Same' } }, admin);
      await inclusion.updateCatalog(made.uuid, {}, admin);
      await inclusion.updateCatalog(made.uuid, { query: { uuid: made.queryUuid } }, admin);
      expect(shown(await appended())).to.deep.equal([]);
    });

    it('tells both customers of a catalog that goes from one to the other', async () => {
      const { inclusion } = world.service;
      const { catalog: made } = await inclusion.createCatalog(
        catalog({ query: { filter: filter({ key: 'A+4' }) } }),
        admin,
      );
      await appended();
      await inclusion.updateCatalog(made.uuid, { enterpriseUuid: b }, admin);
      expect(shown(await appended())).to.deep.equal([
        ['catalog.update', made.uuid, a],
        ['catalog.update', made.uuid, b],
      ]);
    });

    it('has a move to another query once, not again when the move ends', async () => {
      const { inclusion } = world.service;
      const { catalog: made } = await inclusion.createCatalog(
        catalog({ query: { filter: filter({ key: 'A+5' }) } }),
        admin,
      );
      await appended();
      const { catalog: moved } = await inclusion.updateCatalog(
        made.uuid,
        { query: { filter: filter({ key: 'A+6' }) } },
        admin,
      );
      expect(shown(await appended())).to.deep.equal([
        ['catalog-query.create', moved.queryUuid, a],
        ['catalog.update', made.uuid, a],
      ]);
      // As while the new query is not decided yet.
      await sql(
        world.service.stores,
        `UPDATE enterprise_catalog SET next_query_id = query_id,
           query_id = (SELECT id FROM catalog_query WHERE uuid = ?) WHERE uuid = ?`,
        [made.queryUuid, made.uuid],
      );
      const { catalog: arrived } = await inclusion.updateCatalog(
        made.uuid,
        { query: { uuid: moved.queryUuid } },
        admin,
      );
      expect(arrived.queryUuid).to.equal(moved.queryUuid);
      expect(shown(await appended())).to.deep.equal([]);
    });
  });

  describe('of queries', () => {
    it("has creation, edit and new title; a query's customer is the only one that uses it", async () => {
      const { inclusion } = world.service;
      const query = { uuid: randomUUID(), title: `Mine ${a}`, filter: filter({ key: 'Q+1' }) };
      await inclusion.createCatalog(catalog({ query }), admin);
      await inclusion.createCatalog(catalog({ query, title: 'Another' }), admin);
      const [created] = await appended();
      const changed = { ...query, filter: filter({ key: 'Q+2' }) };
      const { catalog: third } = await inclusion.createCatalog(catalog({ query: changed, title: 'Third' }), admin);
      const [updated] = await appended();
      await inclusion.updateCatalog(third.uuid, { query: { title: `Ours ${a}` } }, admin);
      const [renamed] = await appended();
      expect(shown([created, updated, renamed])).to.deep.equal([
        ['catalog-query.create', query.uuid, a],
        ['catalog-query.update', query.uuid, a],
        ['catalog-query.rename', query.uuid, a],
      ]);
      expect(updated?.before).to.equal(created?.after);
      expect(renamed?.before).to.equal(updated?.after).and.to.not.equal(renamed?.after);

      await inclusion.createCatalog(catalog({ enterpriseUuid: b, query: { uuid: query.uuid } }), admin);
      await appended();
      await inclusion.updateCatalog(third.uuid, { query: { title: `All of ours ${a}` } }, admin);
      expect(shown(await appended())).to.deep.equal([['catalog-query.rename', query.uuid, null]]);
    });
  });

  describe('of content', () => {
    const store = async (documents: unknown[], author = admin.author): Promise<void> => {
      await world.service.replication.store(documents, { author });
    };

    it('has what is new, changed and removed, with the hashes of the documents', async () => {
      await store([course('Audit+1', { title: 'One' }), course('Audit+2', { title: 'Two' })]);
      await store([course('Audit+1', { title: 'Uno' }), course('Audit+2', { title: 'Two' })]);
      await world.service.replication.remove(['Audit+1', 'No+Such'], admin.author);
      await world.service.replication.remove(['Audit+1'], admin.author);
      await store([course('Audit+1', { title: 'Uno' })]);
      const entries = await appended();
      expect(shown(entries)).to.deep.equal([
        ['content.store', 'Audit+1', null],
        ['content.store', 'Audit+2', null],
        ['content.store', 'Audit+1', null],
        ['content.remove', 'Audit+1', null],
        ['content.store', 'Audit+1', null],
      ]);
      const [first, , second, removed, back] = entries;
      expect(first?.before).to.equal(null);
      expect(second?.before).to.equal(first?.after).and.to.not.equal(second?.after);
      expect(removed).to.include({ before: second?.after, after: null });
      expect(back).to.include({ before: null, after: second?.after });
      const [row] = await sql<{ hash: string }>(
        world.service.stores,
        "SELECT LOWER(HEX(document_hash)) AS hash FROM content WHERE content_key = 'Audit+1'",
      );
      expect(back?.after).to.equal(row?.hash);
    });

    it('has each document of a large delivery, and nothing when it comes again', async () => {
      const documents = Array.from({ length: 250 }, (_, index) => course(`Bulk+${String(index)}`));
      await store(documents);
      const entries = await appended();
      expect(entries.map(({ subject }) => subject)).to.deep.equal(documents.map(({ key }) => key));
      await store(documents);
      expect(await appended()).to.deep.equal([]);
    });

    it('has what changed only where nobody decides on it, too', async () => {
      await store([course('Audit+3', { internal_note: 'one' })]);
      const [made] = await appended();
      await store([course('Audit+3', { internal_note: 'two' })]);
      const [changed] = await appended();
      expect(changed).to.include({ action: 'content.store', before: made?.after, after: made?.after });
    });

    it('has nothing of what is stored for no author: its run tells of it', async () => {
      const { replication, inclusion } = world.service;
      await replication.store([course('Quiet+1')], { author: null });
      await replication.remove(['Quiet+1'], null);
      const uuid = randomUUID();
      await inclusion.importQueries([{ uuid, title: 'Imported', filter: filter({ key: 'Imported+1' }) }]);
      await inclusion.importQueries([{ uuid, title: 'Imported', filter: filter({ key: 'Imported+2' }) }]);
      await inclusion.importCatalogs([
        { uuid: randomUUID(), title: 'Imported', enterpriseUuid: a, enterpriseName: null, queryUuid: uuid },
      ]);
      expect(await appended()).to.deep.equal([]);
    });
  });
});
