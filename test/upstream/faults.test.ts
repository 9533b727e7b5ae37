import { expect } from 'chai';
import type { FaultKind, FaultSettings } from '../../scripts/upstream/faults.ts';
import { course, program, run } from '../support/documents.ts';
import { Client } from '../support/client.ts';
import { eventually, serve, sql } from '../support/service.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

/** What the stand-in can do wrong: nothing may be lost, and what was wrong is told, exactly. */
describe('an upstream that fails', function () {
  this.timeout(60_000);
  const courses = Array.from({ length: 12 }, (_, index) => course(`C+${String(index)}`));
  const runs = courses.map(({ key }) => run(key, '2026', { seats: [] }));
  const programs = [program('P', { courses: [] }), program('Q', { courses: [] })];
  const keys = [...courses.map(({ key }) => key), ...programs.map(({ uuid }) => uuid)];
  let world: UpstreamWorld;

  const storedKeys = async (): Promise<string[]> =>
    (
      await sql<{ content_key: string }>(
        world.service.stores,
        'SELECT content_key FROM content WHERE deleted_at IS NULL AND undecided IS NULL',
      )
    ).map(({ content_key }) => content_key);
  const everything = [...keys, ...runs.map(({ key }) => key)].sort();
  const happened = (kind: FaultKind): number => world.faults.report().happened[kind] ?? 0;

  describe('for a while', () => {
    const passing: [FaultKind, number][] = [
      ['errors', 2],
      ['html', 3],
      ['truncated', 2],
      ['throttled', 1],
      ['expired', 2],
      ['slow', 1],
    ];

    before(async () => {
      world = await makeUpstreamWorld([...courses, ...runs, ...programs]);
    });
    after(() => world.close());
    afterEach(() => world.reset());

    for (const [kind, times] of passing) {
      it(`(${kind}) loses nothing and has nothing to tell`, async () => {
        const before = happened(kind);
        world.faults.set({ [kind]: { times } });
        const job = await world.refresh(keys);
        expect(job).to.deep.include({ state: 'done', fetched: keys.length, changed: keys.length, problems: [] });
        expect((await storedKeys()).sort()).to.deep.equal(everything);
        expect(happened(kind) - before).to.equal(times);
      });
    }

    it('in every way at once loses nothing', async () => {
      const before = passing.map(([kind]) => happened(kind));
      const settings: FaultSettings = Object.fromEntries(passing.map(([kind]) => [kind, { times: 1 }]));
      world.faults.set(settings);
      expect(await world.refresh(keys)).to.deep.include({ state: 'done', fetched: keys.length, problems: [] });
      expect((await storedKeys()).sort()).to.deep.equal(everything);
      expect(passing.map(([kind]) => happened(kind))).to.deep.equal(before.map((times) => times + 1));
    });
  });

  describe('in what it gives, or for long', () => {
    beforeEach(async () => {
      world = await makeUpstreamWorld([...courses, ...runs, ...programs]);
    });
    afterEach(() => world.close());

    it('with values of the wrong type in four documents: these are refused and told, the last good ones stay', async () => {
      await world.refresh(keys);
      world.faults.set({ wrong_types: { times: 4 } });
      const job = await world.refresh(keys);
      expect(job).to.deep.include({ state: 'partly', refused: 4, fetched: keys.length, missing: 0, removed: 0 });
      expect(job.problems.map(({ outcome }) => outcome)).to.deep.equal(Array.from({ length: 4 }, () => 'refused'));
      expect(job.problems.map(({ detail }) => /: (\/\w+)/.exec(detail)?.[1])).to.have.members([
        '/course_runs',
        '/owners',
        '/status',
        '/first_enrollable_paid_seat_price',
      ]);
      expect((await storedKeys()).sort()).to.deep.equal(everything);
    });

    it('with documents that lost their keys: they are asked for alone, and never taken for vanished', async () => {
      await world.refresh(keys);
      world.faults.set({ missing_fields: { times: 2 } });
      expect(await world.refresh(keys)).to.deep.include({ state: 'done', fetched: keys.length, problems: [] });
      world.faults.set({ missing_fields: 1 });
      const lost = await world.refresh(['C+1', programs[0]?.uuid ?? '']);
      expect(lost).to.deep.include({ state: 'partly', failed: 2, removed: 0, missing: 0 });
      expect((await storedKeys()).sort()).to.deep.equal(everything);
    });

    it('for one key alone does not keep the others, which is told', async () => {
      const bad = 'C+3';
      const read = world.corpus.read.bind(world.corpus);
      world.corpus.read = (entry) => (entry.key === bad ? Promise.reject(new Error('cannot be read')) : read(entry));
      const job = await world.refresh(keys);
      expect(job).to.deep.include({ state: 'partly', failed: 1, fetched: keys.length - 1 });
      expect(job.problems.map(({ contentKey, outcome }) => [contentKey, outcome])).to.deep.equal([[bad, 'failed']]);
    });

    it('altogether: the job waits, health is degraded, inclusion and search answer; it goes on when it is back', async () => {
      const { service } = world;
      const served = await serve(service);
      const api = new Client(served.url);
      await world.refresh(['C+1']);
      await service.search.refresh();
      world.faults.set({ errors: 1 });
      const author = { name: 'test', requestId: null };
      const { uuid } = await service.replication.refreshContent(keys, { source: 'route', author });
      await eventually('the circuit is open', async () => {
        await service.refresher?.drain();
        const { body } = await api.get<{ status: string; dependencies: Record<string, { status: string }> }>(
          '/health/ready',
        );
        return body.status === 'degraded' && body.dependencies['upstream']?.status === 'down';
      });
      expect((await api.get('/health/ready')).status).to.equal(200);
      expect((await service.metrics.render()).body).to.include('dependency_up{dependency="upstream"} 0');
      expect((await api.get('/api/v1/content-metadata/C+1/')).status).to.equal(200);
      expect((await api.get<{ count: number }>('/api/v1/search?show=all')).body.count).to.be.greaterThan(0);
      const stored = await api.post<{ results: { membership: string }[] }>(
        '/api/v1/content-metadata/',
        course('NEW+1'),
      );
      expect(stored.body.results[0]?.membership).to.equal('committed');
      world.faults.set({});
      const job = await world.finish(uuid);
      expect(job).to.deep.include({ state: 'done', fetched: keys.length, failed: 0 });
      expect((await storedKeys()).sort()).to.deep.equal([...everything, 'NEW+1'].sort());
      expect((await api.get<{ status: string }>('/health/ready')).body.status).to.equal('ready');
      await served.close();
    });
  });
});
