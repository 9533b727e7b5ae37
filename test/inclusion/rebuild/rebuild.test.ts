import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { compose, type Service } from '../../../src/compose.ts';
import { ConflictError } from '../../../src/kernel/errors.ts';
import { UnavailableError } from '../../../src/kernel/errors.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import type { RebuildOptions } from '../../../src/kernel/rebuild/models.ts';
import type { IndexDefinition } from '../../../src/platform/opensearch/index-definition.ts';
import { Gate } from '../../support/gate.ts';
import {
  indexIsThere,
  membersOf,
  passDeadline,
  registrationsIn,
  registrationsWanted,
  servingIndex,
} from '../../support/registrations.ts';
import { eventually, makeService, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';
import { changed, losesLevels, lacksLevels, nextVersion } from './definitions.ts';

const options: Omit<RebuildOptions, 'how'> = { keep: 1, sample: 50, acceptDifferences: false };

describe('a rebuild of the index of filters', function () {
  this.timeout(60_000);
  let service: TestService;
  const others: Service[] = [];
  const [lower, upper] = [randomUUID(), randomUUID()];

  beforeEach(async () => {
    service = await makeService();
    await store('Level+1', 'low');
    await filter(lower, { level_type: 'low' });
    await filter(upper, { level_type: 'LOW' });
  });
  afterEach(async () => {
    await Promise.all(others.splice(0).map((other) => other.stop()));
    await service.stop();
  });

  async function store(key: string, level: string, by: Service = service): Promise<void> {
    const document = { content_type: 'course', key, title: key, level_type: level };
    const { claims } = await by.replication.store([document], { author });
    await by.inclusion.decideItems(claims);
  }
  async function filter(uuid: string, content: object, by: Service = service): Promise<void> {
    const text = JSON.stringify(content);
    const [outcome] = await by.inclusion.importQueries(
      [{ uuid, title: null, filter: { text, node: parseJson(text) } }],
      { force: true },
    );
    expect(outcome?.outcome).to.be.oneOf(['created', 'changed']);
    await by.inclusion.registerAnnounced({ abandoned: false });
  }
  const members = (uuid: string): Promise<string[]> => membersOf(service.stores, uuid);
  /** A program with another definition that has not been started, only its commands are run. */
  function other(definition: IndexDefinition, step?: Gate['step']): Service {
    const quiet = (): void => undefined;
    const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };
    const made = compose(service.stores.config, logger, {
      definitions: { 'catalog-queries': definition },
      ...(step === undefined ? {} : { step }),
    });
    others.push(made);
    return made;
  }

  it('is stopped by a difference, which is told, and changes nothing until somebody decides', async () => {
    const { stores } = service;
    const before = await servingIndex(stores);
    const stopped = await other(losesLevels()).reindex({ ...options, how: 'build' });
    expect(stopped).to.include({ outcome: 'stopped', serving: before, missing: 0, different: 1, compared: 1 });
    expect(stopped.differences).to.deep.equal([
      { contentKey: 'Level+1', queryUuid: lower, serving: true, candidate: false },
    ]);
    expect(await servingIndex(stores)).to.equal(before);
    expect(await sql(stores, 'SELECT kind, state FROM sync_run')).to.deep.equal([{ kind: 'reindex', state: 'partly' }]);

    await store('Level+2', 'low');
    expect(await members(lower)).to.deep.equal(['Level+1', 'Level+2']);
    expect(await members(upper)).to.deep.equal([]);
    expect(await service.inclusion.isRebuildDue(), 'it waits for somebody').to.equal('no');
    await sql(stores, 'UPDATE index_target SET begun_at = begun_at - INTERVAL 100 SECOND');
    expect((await service.inclusion.backlog()).rebuildLeftSeconds).to.be.within(100, 200);

    const abandoned = await service.reindex({ ...options, how: 'back' });
    expect(abandoned).to.deep.include({
      outcome: 'abandoned',
      serving: before,
      second: null,
      dropped: [stopped.second],
    });
    expect(await indexIsThere(stores, stopped.second ?? '')).to.equal(false);
    expect((await service.inclusion.backlog()).rebuildLeftSeconds).to.equal(0);
    await filter(lower, { level_type: 'high' });
    expect(await members(lower)).to.deep.equal([]);
  });

  it('swaps in spite of a difference when that is accepted, and has every filter decided anew, back and forth', async () => {
    const { stores } = service;
    const before = await servingIndex(stores);
    const undecided = async (): Promise<number> => (await service.inclusion.backlog()).queries;
    const swapped = await other(losesLevels()).reindex({ ...options, how: 'build', acceptDifferences: true });
    expect(swapped).to.include({ outcome: 'swapped', second: before, different: 1, revised: 2 });
    expect(await undecided()).to.equal(2);
    while (await service.worker.drainOnce()) {
      // until nothing is left
    }
    await store('Level+3', 'low');
    expect(await members(lower), 'the new index decides').to.deep.equal(['Level+1']);
    const back = await service.reindex({ ...options, how: 'back' });
    expect(back).to.include({ outcome: 'went back', serving: before, revised: 2 });
    expect(await undecided()).to.equal(2);
    while (await service.worker.drainOnce()) {
      // until nothing is left
    }
    expect(await members(lower)).to.deep.equal(['Level+1', 'Level+3']);
  });

  it('lets a filter be written that the new index refuses, and is stopped by that', async () => {
    const { stores } = service;
    const gate = new Gate('rebuild:visible');
    const end = other(lacksLevels(), gate.step).inclusion.rebuildQueries({ ...options, how: 'build' });
    await gate.reached('rebuild:visible');
    await filter(lower, { level_type: 'low', content_type: 'course' });
    expect(await members(lower)).to.deep.equal(['Level+1']);
    // Once, or twice where its writer came to it at the same time.
    const [target] = await sql<{ refused: number }>(
      stores,
      `SELECT refused FROM index_target WHERE name = 'catalog-queries'`,
    );
    expect(target?.refused).to.be.within(1, 2);
    gate.open();
    expect(await end).to.include({ outcome: 'stopped', missing: 2, compared: 0, serving: await servingIndex(stores) });
  });

  it('waits for somebody when the new index cannot take an item', async () => {
    await sql(service.stores, 'DELETE FROM catalog_query');
    const end = await other(lacksLevels())
      .inclusion.rebuildQueries({ ...options, how: 'build' })
      .catch(String);
    expect(end).to.match(/strict/);
    expect(
      await sql(service.stores, `SELECT state, stopped, holder FROM index_target WHERE name = 'catalog-queries'`),
    ).to.deep.equal([{ state: 'building', stopped: 1, holder: null }]);
  });

  it('does not swap when the new index refuses a filter after it was compared', async () => {
    const gate = new Gate('rebuild:compared');
    const alike = changed((_, fields) => {
      delete fields['shoe_size'];
      delete fields['number'];
    });
    const end = other(alike, gate.step).inclusion.rebuildQueries({ ...options, how: 'build' });
    await gate.reached('rebuild:compared');
    await filter(lower, { number: '6.002' });
    gate.open();
    expect(await end.catch((error: unknown) => error)).to.be.instanceOf(ConflictError);
    await passDeadline(service.stores);
    const again = await other(alike).inclusion.rebuildQueries({ ...options, how: 'resume' });
    expect(again).to.include({ outcome: 'stopped', missing: 1 });
  });

  it('runs in one process at a time, and says when there is nothing to go on with or back to', async () => {
    const refused = async (how: RebuildOptions['how']): Promise<void> => {
      const end = await service.inclusion.rebuildQueries({ ...options, how }).catch((error: unknown) => error);
      expect(end, how).to.be.instanceOf(ConflictError);
    };
    await refused('resume');
    await refused('back');
    const gate = new Gate('rebuild:targets-changed');
    const end = other(
      changed(() => undefined),
      gate.step,
    ).inclusion.rebuildQueries({ ...options, how: 'build' });
    await gate.reached('rebuild:targets-changed');
    for (const how of ['build', 'resume', 'back'] as const) {
      await refused(how);
    }
    expect((await service.inclusion.rebuildQueries({ ...options, how: 'plan' })).outcome).to.equal('half-way');
    gate.open();
    expect((await end).outcome).to.equal('swapped');
    await refused('resume');
  });

  for (const at of ['rebuild:targets-changed', 'rebuild:page-copied', 'rebuild:swapping'] as const) {
    it(`has no filter that is removed at ${at}, and every one that is made then`, async () => {
      const { stores } = service;
      const gate = new Gate(at);
      const end = other(
        changed(() => undefined),
        gate.step,
      ).inclusion.rebuildQueries({ ...options, how: 'build' });
      await gate.reached(at);
      const pruned = await service.inclusion.pruneQueries({ apply: true, author });
      expect(pruned.map(({ uuid }) => uuid).sort()).to.deep.equal([lower, upper].sort());
      await filter(randomUUID(), { level_type: 'low' });
      gate.open();
      const { serving, second, revised } = await end;
      const wanted = await registrationsWanted(stores);
      expect(wanted).to.have.length(1);
      const registered = {
        inNew: await registrationsIn(stores, serving ?? ''),
        inOld: await registrationsIn(stores, second ?? ''),
        revised,
      };
      expect(registered).to.deep.equal({ inNew: wanted, inOld: wanted, revised: 0 });
    });
  }

  it('finds what a program of the version before registered in one index only', async () => {
    const { stores } = service;
    const gate = new Gate('rebuild:swapping');
    const end = other(
      changed(() => undefined),
      gate.step,
    ).inclusion.rebuildQueries({ ...options, how: 'build' });
    await gate.reached('rebuild:swapping');
    const [row] = await sql<{ id: number }>(stores, 'SELECT id FROM catalog_query WHERE uuid = ?', [lower]);
    // As that one would: it knows of no second index.
    await sql(
      stores,
      'UPDATE catalog_query SET revision = revision + 1, decided_revision = revision, registered_revision = revision WHERE id = ?',
      [row?.id],
    );
    gate.open();
    expect(await end).to.include({ outcome: 'swapped', missing: 0, revised: 1 });
    while (await service.worker.drainOnce()) {
      // until nothing is left
    }
    expect(await registrationsIn(stores, await servingIndex(stores))).to.include(`${String(row?.id)} 4`);
    await store('Level+4', 'low');
    expect(await members(lower)).to.deep.equal(['Level+1', 'Level+4']);
  });

  it('keeps writers going when somebody deletes the index that is being built', async () => {
    const { stores } = service;
    const stopped = await other(losesLevels()).reindex({ ...options, how: 'build' });
    await fetch(`${stores.config.opensearchUrl}/${stopped.second ?? ''}`, { method: 'DELETE' });
    const away = await filter(lower, { level_type: 'high' }).catch((error: unknown) => error);
    expect(away, 'it is not registered').to.be.instanceOf(UnavailableError);
    expect(await members(lower), 'it is decided').to.deep.equal([]);
    await store('Level+5', 'high');
    expect(await members(lower), 'and asked').to.deep.equal(['Level+5']);
    // As if its writer had died.
    await sql(stores, 'UPDATE catalog_query SET due_at = UTC_TIMESTAMP(3) WHERE announced = 1');
    await eventually('it is registered', async () => {
      await service.worker.drainOnce().catch(() => false);
      return (await sql(stores, 'SELECT 1 FROM catalog_query WHERE announced = 1')).length === 0;
    });
    expect(await registrationsIn(stores, await servingIndex(stores))).to.deep.equal(await registrationsWanted(stores));
    expect(await sql(stores, `SELECT state, second FROM index_target WHERE name = 'catalog-queries'`)).to.deep.equal([
      { state: 'alone', second: null },
    ]);
    expect(await indexIsThere(stores, stopped.second ?? ''), 'no index is made by a write').to.equal(false);
  });

  it('leaves two indices that reconciliation compares and repairs', async () => {
    const { stores } = service;
    const { serving, second } = await service.reindex({ ...options, how: 'build' });
    const [row] = await sql<{ id: number }>(stores, 'SELECT id FROM catalog_query WHERE uuid = ?', [upper]);
    const document = `${stores.config.opensearchUrl}/${second ?? ''}/_doc/${String(row?.id)}?refresh=true`;
    expect((await fetch(document, { method: 'DELETE' })).status).to.equal(200);
    const report = await service.reconcile({ apply: true });
    expect(report).to.deep.include({ total: 1, revised: 1 });
    expect(report.examples).to.deep.equal([{ kind: 'registration_missing', subject: upper }]);
    while (await service.worker.drainOnce()) {
      // until nothing is left
    }
    const wanted = await registrationsWanted(stores);
    expect(await registrationsIn(stores, serving ?? '')).to.deep.equal(wanted);
    expect(await registrationsIn(stores, second ?? '')).to.deep.equal(wanted);
  });

  it('is left at its next step by a process that is told to stop', async () => {
    const stop = new AbortController();
    const gate = new Gate('rebuild:page-copied');
    const end = other(
      changed(() => undefined),
      gate.step,
    ).inclusion.rebuildQueries({
      ...options,
      how: 'build',
      signal: stop.signal,
    });
    await gate.reached('rebuild:page-copied');
    stop.abort();
    gate.open();
    expect(await end.catch((error: unknown) => error)).to.be.instanceOf(ConflictError);
    const resumed = await service.inclusion.rebuildQueries({ ...options, how: 'resume' });
    expect(resumed).to.include({ outcome: 'swapped', copied: 0, missing: 0 });
  });

  it('comes by itself with a newer definition, while the old index serves and no row is decided anew', async () => {
    const { stores } = service;
    const before = await servingIndex(stores);
    const revisions = (): Promise<unknown[]> => sql(stores, 'SELECT id, revision FROM catalog_query ORDER BY id');
    const were = await revisions();
    const next = await makeService({ stores, definitions: { 'catalog-queries': nextVersion() } });
    others.push(next);
    expect(await servingIndex(stores)).to.equal(before);
    await store('Level+5', 'low', next);
    await store('Level+6', 'low', service);
    expect(await members(lower)).to.deep.equal(['Level+1', 'Level+5', 'Level+6']);
    await eventually('the new index serves', async () => {
      await next.worker.drainOnce();
      return (await servingIndex(stores)) !== before;
    });
    expect(await servingIndex(stores)).to.match(/catalog-queries-v6-\d+$/);
    expect(await revisions()).to.deep.equal(were);
    // The version before goes on, and is started again, on the newer index.
    await store('Level+7', 'low', service);
    const again = await makeService({ stores });
    others.push(again);
    await filter(upper, { level_type: 'low', content_type: 'course' }, again);
    expect(await members(upper)).to.deep.equal(['Level+1', 'Level+5', 'Level+6', 'Level+7']);
    expect(await servingIndex(stores)).to.match(/-v6-\d+$/);
    expect(await next.inclusion.isRebuildDue()).to.equal('no');
  });
});
