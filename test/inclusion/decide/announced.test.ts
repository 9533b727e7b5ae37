import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { parseJson } from '../../../src/kernel/json.ts';
import type { StepName } from '../../../src/kernel/steps.ts';
import { Gate } from '../../support/gate.ts';
import { membersOf, registrationsIn, registrationsWanted, servingIndex } from '../../support/registrations.ts';
import { eventually, makeService, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';

describe('filters that are announced', function () {
  this.timeout(60_000);
  let service: TestService;
  let passed: StepName[];
  let gate: Gate;
  let ended: boolean;

  beforeEach(async () => {
    passed = [];
    gate = new Gate();
    ended = false;
    service = await makeService({
      step: (name) => {
        passed.push(name);
        return gate.step(name);
      },
    });
  });
  afterEach(() => end());

  async function end(): Promise<void> {
    if (!ended) {
      ended = true;
      await service.stop();
    }
  }
  async function add(filters: object[], by: TestService = service): Promise<string[]> {
    const queries = filters.map((filter) => ({ uuid: randomUUID(), text: JSON.stringify(filter) }));
    await by.inclusion.importQueries(
      queries.map(({ uuid, text }) => ({ uuid, title: null, filter: { text, node: parseJson(text) } })),
    );
    return queries.map(({ uuid }) => uuid);
  }
  async function store(key: string, level: string): Promise<void> {
    const document = { content_type: 'course', key, title: `Of level ${level}`, level_type: level };
    const { claims } = await service.replication.store([document], { author });
    await service.inclusion.decideItems(claims);
  }
  const waiting = async (): Promise<number> =>
    (await sql(service.stores, 'SELECT 1 FROM catalog_query WHERE announced = 1')).length;
  const isRegistered = async (): Promise<void> => {
    const { stores } = service;
    const wanted = await registrationsWanted(stores);
    expect(wanted.join()).to.not.include('not registered');
    expect(await registrationsIn(stores, await servingIndex(stores))).to.deep.equal(wanted);
  };

  it('are decided, and asked by items, before the index has them, which it does a moment later', async () => {
    gate = new Gate('query:registered');
    await store('Level+1', 'low');
    const [low = ''] = await add([{ level_type: 'low' }]);
    expect(passed).to.include('query:committed');
    expect(await waiting()).to.equal(1);
    await store('Level+2', 'low');
    await store('Level+1', 'high');
    expect(await membersOf(service.stores, low)).to.deep.equal(['Level+2']);
    gate.open();
    await eventually('it is registered', async () => (await waiting()) === 0);
    await isRegistered();
    await store('Level+3', 'low');
    expect(await membersOf(service.stores, low)).to.deep.equal(['Level+2', 'Level+3']);
  });

  it('are registered together where they come within a moment, and at once by a process that stops', async () => {
    gate = new Gate('query:registered');
    await add([{ level_type: 'low' }]);
    await gate.reached('query:registered');
    for (const level of ['middle', 'high', 'highest']) {
      await add([{ level_type: level }]);
    }
    gate.open();
    await end();
    await isRegistered();
    expect(passed.filter((name) => name === 'query:registered')).to.have.length(2);
  });

  for (const [which, filters] of Object.entries<object[]>({
    'that looks at words': [{ title: 'level' }],
    'that sees restricted runs': [{ key: 'Level+1', restricted_runs_allowed: { 'Level+1': ['Level+1-run'] } }],
    'of many': Array.from({ length: 9 }, (_, place) => ({ key: `Level+${String(place)}` })),
  })) {
    it(`are none ${which}: it is registered before it is decided`, async () => {
      await add(filters);
      expect(passed.filter((name) => name.startsWith('query:')).slice(0, 3)).to.deep.equal([
        'query:claimed',
        'query:registered',
        'query:registration-recorded',
      ]);
      await isRegistered();
    });
  }

  it('are registered by a worker once their writer has had the time', async () => {
    const held = new Gate('query:registered');
    const writer = await makeService({ stores: service.stores, step: (name) => held.step(name) });
    await add([{ level_type: 'low' }], writer);
    await held.reached('query:registered');
    // While its claim lasts it is the writer's.
    await service.inclusion.registerAnnounced({ abandoned: true });
    expect(await waiting()).to.equal(1);
    await sql(service.stores, 'UPDATE catalog_query SET due_at = UTC_TIMESTAMP(3)');
    await service.worker.drainOnce();
    expect(await waiting()).to.equal(0);
    await isRegistered();
    held.open();
    await writer.stop();
  });

  it('are none while fifty wait to be registered', async () => {
    const held = new Gate('query:registered');
    const writer = await makeService({ stores: service.stores, step: (name) => held.step(name) });
    for (let batch = 0; batch < 7; batch += 1) {
      await add(
        Array.from({ length: 8 }, (_, place) => ({ key: `Level+${String(batch * 8 + place)}` })),
        writer,
      );
    }
    expect(await waiting()).to.equal(56);
    expect((await service.inclusion.backlog()).queries, 'their writer is about to').to.equal(0);
    await add([{ level_type: 'low' }]);
    expect(passed).to.include('query:registered');
    expect(await waiting()).to.equal(56);
    held.open();
    await writer.stop();
    await isRegistered();
  });

  it('are registered one by one where they are not together', async () => {
    let calls = 0;
    const writer = await makeService({
      stores: service.stores,
      step: (name) => {
        calls += name === 'query:registered' ? 1 : 0;
        return calls === 1 && name === 'query:registered' ? Promise.reject(new Error('a fault')) : Promise.resolve();
      },
    });
    await add([{ level_type: 'low' }, { level_type: 'middle' }, { level_type: 'high' }], writer);
    await writer.stop();
    expect(calls).to.equal(3);
    expect(await waiting()).to.equal(0);
    await isRegistered();
  });

  it('are decided as later ones where the index has later ones, as after the database was restored', async () => {
    const { stores, inclusion, worker } = service;
    await store('Level+1', 'low');
    const [low = ''] = await add([{ level_type: 'low' }]);
    await eventually('it is registered', async () => (await waiting()) === 0);
    const registered = 'revision = 7, decided_revision = 7, registered_revision = 0, announced_revision = 7';
    await sql(stores, `UPDATE catalog_query SET ${registered}`);
    await inclusion.registerAnnounced({ abandoned: false });
    await isRegistered();
    await sql(stores, `UPDATE catalog_query SET ${registered.replaceAll('7', '3')}`);
    await inclusion.registerAnnounced({ abandoned: false });
    expect(service.logged.map(({ message }) => message)).to.deep.equal(['a later filter was registered: decided anew']);
    expect(await sql(stores, 'SELECT revision, undecided FROM catalog_query')).to.deep.equal([
      { revision: 8, undecided: 1 },
    ]);
    await worker.drainOnce();
    await isRegistered();
    expect(await membersOf(stores, low)).to.deep.equal(['Level+1']);
  });

  it('stay so where the engine refuses them, which is told, and tried again later', async () => {
    const { stores, inclusion } = service;
    const writer = await makeService({ stores });
    const [low = ''] = await add([{ level_type: 'low' }], writer);
    await writer.stop();
    // What a program of another version might compile to: a field that the index does not have.
    await sql(
      stores,
      `UPDATE catalog_query SET compiled = ?, revision = revision + 1, decided_revision = revision, announced_revision = revision`,
      [
        JSON.stringify({
          bool: { should: [{ term: { 'filter.level_type': 'low' } }, { term: { 'filter.other': 1 } }] },
        }),
      ],
    );
    await inclusion.registerAnnounced({ abandoned: false });
    // It is not tried again at once.
    await inclusion.registerAnnounced({ abandoned: false });
    expect(service.logged.map(({ message }) => message)).to.deep.equal([
      'the engine refuses to register a filter: each item is compared with it instead',
    ]);
    const rows = await sql<{ attempts: number; last_error: string; later: number }>(
      stores,
      'SELECT attempts, last_error, due_at > UTC_TIMESTAMP(3) AS later FROM catalog_query WHERE announced = 1',
    );
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({ attempts: 1, later: 1 });
    expect(rows[0]?.last_error).to.include('filter.other');
    expect(await inclusion.backlog(), 'who watches the backlog sees it').to.include({ queries: 1, failing: 0 });
    await store('Level+1', 'low');
    expect(await membersOf(stores, low)).to.deep.equal(['Level+1']);
    await sql(stores, 'UPDATE catalog_query SET compiled = ?, due_at = UTC_TIMESTAMP(3)', [
      JSON.stringify({ term: { 'filter.level_type': 'low' } }),
    ]);
    await inclusion.registerAnnounced({ abandoned: false });
    await isRegistered();
    expect(await sql(stores, 'SELECT attempts, last_error FROM catalog_query')).to.deep.equal([
      { attempts: 0, last_error: null },
    ]);
  });
});
