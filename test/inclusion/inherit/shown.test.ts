import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import knexFactory from 'knex';
import { down, up } from '../../../src/platform/mysql/migrations/20261217_shown_courses.ts';
import { compareShown } from '../../support/compare-shown.ts';
import { diesAt } from '../../support/gate.ts';
import { Change } from './change.ts';
import { makeService, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';

const runA = 'course-v1:Shown+1+A';
const runB = 'course-v1:Shown+1+B';

/** Courses that search shows in a query through a run of theirs, worked out when memberships change (docs/architecture.md). */
describe('courses shown through their runs', function () {
  this.timeout(60_000);
  let service: TestService;
  let change: Change;
  /** Runs and courses alike of level `in`. */
  let query: string;

  before(async () => {
    service = await makeService();
    change = new Change(service);
  });
  after(() => service.stop());

  beforeEach(async () => {
    query = randomUUID();
    await filter({ content_type: ['course', 'courserun'], level_type: 'in' });
    await store(course('Shown+1', 'out'), course('Shown+2', 'out'), run(runA, 'out'), run(runB, 'out'));
  });
  afterEach('nothing is lost and nothing made up', async () => {
    const { lost, extra } = await compareShown(service.stores);
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
    expect(await sql(service.stores, 'SELECT * FROM inherit_pending')).to.deep.equal([]);
  });

  const store = (...documents: object[]): Promise<void> => change.store(...documents);
  const remove = (...keys: string[]): Promise<void> => change.remove(...keys);
  const filter = (value: object): Promise<void> => change.filter(query, value);
  function course(key: string, level: string): object {
    return { content_type: 'course', key, title: key, level_type: level };
  }
  function run(key: string, level: string, parent = 'Shown+1'): object {
    return {
      content_type: 'courserun',
      key,
      title: key,
      level_type: level,
      course: parent,
      aggregation_key: `courserun:kept`,
    };
  }
  async function shown(): Promise<string[]> {
    const rows = await sql<{ content_key: string }>(
      service.stores,
      `SELECT c.content_key FROM shown_course m JOIN content c ON c.id = m.content_id
       JOIN catalog_query q ON q.id = m.query_id WHERE q.uuid = ?`,
      [query],
    );
    return rows.map(({ content_key }) => content_key).sort();
  }
  async function revisionOf(key: string): Promise<number> {
    const [row] = await sql<{ revision: number }>(
      service.stores,
      'SELECT revision FROM content WHERE content_key = ?',
      [key],
    );
    return row?.revision ?? 0;
  }

  it('come with the first run and go with the last', async () => {
    expect(await shown()).to.deep.equal([]);
    await store(run(runA, 'in'));
    expect(await shown()).to.deep.equal(['Shown+1']);
    await store(run(runB, 'in'));
    await store(run(runA, 'out'));
    expect(await shown(), 'by the other one').to.deep.equal(['Shown+1']);
    await remove(runB);
    expect(await shown()).to.deep.equal([]);
  });

  it('are no rows while the course is a member itself', async () => {
    await store(course('Shown+1', 'in'), run(runA, 'in'));
    expect(await shown()).to.deep.equal([]);
    await store(course('Shown+1', 'out'));
    expect(await shown()).to.deep.equal(['Shown+1']);
    await store(course('Shown+1', 'in'), run(runA, 'out'));
    expect(await shown()).to.deep.equal([]);
    await store(course('Shown+1', 'out'), run(runA, 'in'));
    expect(await shown(), 'the course leaves in the same batch').to.deep.equal(['Shown+1']);
  });

  it('follow a run to another course, whatever the filter sees of that', async () => {
    await store(run(runA, 'in'));
    const before = await revisionOf(runA);
    await store(run(runA, 'in', 'Shown+2'));
    expect(await revisionOf(runA), 'a revision of its own, though no filter can tell').to.equal(before + 1);
    expect(await shown()).to.deep.equal(['Shown+2']);
    await store(run(runA, 'in', 'Shown+none'));
    expect(await shown(), 'a course that nobody has').to.deep.equal([]);
    await store(course('Shown+none', 'out'));
    expect(await shown(), 'and somebody has now').to.deep.equal(['Shown+none']);
    await store(run(runA, 'in'));
    expect(await shown()).to.deep.equal(['Shown+1']);
  });

  it('follow a run that moves twice, with a look at its courses in between, before it is decided', async () => {
    await store(run(runA, 'in'));
    await service.replication.store([run(runA, 'in', 'Shown+2')], { author });
    await sql(service.stores, `INSERT INTO inherit_pending (kind, id) SELECT 'course', id FROM content`);
    await service.inclusion.settleInherited();
    expect(await shown(), 'until it is decided').to.deep.equal(['Shown+1']);
    await store(run(runA, 'in', 'Shown+none'));
    expect(await shown()).to.deep.equal(['Shown+none']);
    await service.replication.store([run(runA, 'in')], { author });
    await store(run(runA, 'in', 'Shown+none'));
    expect(await shown(), 'there and back').to.deep.equal(['Shown+none']);
  });

  it('stay while the course is removed, which search does not find, and are there when it comes back', async () => {
    await store(run(runA, 'in'));
    await remove('Shown+1');
    expect(await shown()).to.deep.equal(['Shown+1']);
    await remove(runA);
    expect(await shown()).to.deep.equal([]);
    await store(run(runA, 'in'));
    await store(course('Shown+1', 'out'));
    expect(await shown()).to.deep.equal(['Shown+1']);
  });

  it('follow the filter', async () => {
    await store(run(runA, 'in'), run(runB, 'other'));
    await filter({ content_type: 'courserun', level_type: 'other' });
    expect(await shown()).to.deep.equal(['Shown+1']);
    await filter({ content_type: 'course' });
    expect(await shown(), 'the course itself').to.deep.equal([]);
    await filter({ content_type: 'courserun', level_type: 'nobody' });
    expect(await shown()).to.deep.equal([]);
    await filter({ key: runB });
    expect(await shown()).to.deep.equal(['Shown+1']);
  });

  it('come with a run that only this query may see, and with no other', async () => {
    const restricted = { ...run(runA, 'in'), restriction_type: 'custom-b2b-enterprise' };
    await store(restricted);
    expect(await shown()).to.deep.equal([]);
    await filter({ content_type: 'courserun', level_type: 'in', restricted_runs_allowed: { 'Shown+1': [runA] } });
    expect(await shown()).to.deep.equal(['Shown+1']);
    await filter({ content_type: 'courserun', level_type: 'in', restricted_runs_allowed: { 'Shown+1': [runB] } });
    expect(await shown()).to.deep.equal([]);
  });

  it('leave containment, counts and what is inherited as they are', async () => {
    await store(run(runA, 'in'));
    const uuid = randomUUID();
    await service.inclusion.importCatalogs([
      { uuid, title: uuid, enterpriseUuid: randomUUID(), enterpriseName: null, queryUuid: query },
    ]);
    expect((await service.inclusion.catalogContains(uuid, ['Shown+1'])).contained, 'by its run').to.equal(true);
    expect((await service.inclusion.describeCatalog(uuid)).members).to.deep.equal({
      courserun: { direct: 1, inherited: 0 },
    });
    const rows = await sql<{ content_key: string; membership: string }>(
      service.stores,
      'SELECT content_key, membership FROM v_catalog_content WHERE catalog_uuid = ?',
      [uuid],
    );
    expect(rows).to.deep.equal([{ content_key: runA, membership: 'direct' }]);
  });

  it('are worked out from the marks of a writer who was killed', async () => {
    const { step, died } = diesAt('item:committed');
    const mortal = await makeService({ stores: service.stores, step });
    const { claims } = await mortal.replication.store([run(runA, 'in'), course('Shown+2', 'in')], { author });
    void mortal.inclusion.decideItems(claims);
    await died;
    expect(await shown()).to.deep.equal([]);
    expect(await service.inclusion.settleInherited()).to.equal(true);
    expect(await shown()).to.deep.equal(['Shown+1']);
    await mortal.stop();
  });

  it('are put right by reconciliation', async () => {
    await store(run(runA, 'in'));
    const spoil: [string, string][] = [
      ['inherited_missing', 'DELETE FROM shown_course'],
      [
        'inherited_extra',
        `INSERT INTO shown_course (query_id, content_id, since) SELECT q.id, c.id, NOW(3) FROM catalog_query q, content c
         WHERE q.uuid = '${query}' AND c.content_key = 'Shown+2'`,
      ],
    ];
    for (const [kind, statement] of spoil) {
      await sql(service.stores, statement);
      const found = await service.reconcile({ apply: true });
      expect(found.drift).to.include({ [kind]: found.total });
      expect(found.total).to.be.greaterThan(0);
      await service.inclusion.settleInherited();
      expect(await shown()).to.deep.equal(['Shown+1']);
      expect((await service.reconcile({ apply: false })).total).to.equal(0);
    }
  });

  it('are worked out from nothing as they were in steps, by courses and by queries', async () => {
    await store(run(runA, 'in'), course('Shown+2', 'in'));
    for (const marks of [
      `SELECT 'runs', id FROM catalog_query`,
      `SELECT 'course', id FROM content WHERE type = 'course'`,
    ]) {
      await sql(service.stores, 'DELETE FROM shown_course');
      await sql(service.stores, `INSERT INTO inherit_pending (kind, id) ${marks}`);
      await service.inclusion.settleInherited();
      const { lost, extra, expected } = await compareShown(service.stores);
      expect({ lost, extra }, marks).to.deep.equal({ lost: [], extra: [] });
      expect(expected).to.be.greaterThan(0);
    }
  });

  it('are worked out for a database that comes to have them', async () => {
    await store(run(runA, 'in'));
    const knex = knexFactory({ client: 'mysql2', connection: service.stores.config.databaseUrl });
    try {
      await down(knex);
      await up(knex);
    } finally {
      await knex.destroy();
    }
    expect(await shown()).to.deep.equal([]);
    await service.inclusion.settleInherited();
    expect(await shown()).to.deep.equal(['Shown+1']);
  });
});
