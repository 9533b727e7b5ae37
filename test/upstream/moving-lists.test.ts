import { expect } from 'chai';
import type { FaultSettings } from '../../scripts/upstream/faults.ts';
import { course, run, uuidOf } from '../support/documents.ts';
import { expectExact } from './support/exact.ts';
import { pollingOf } from './support/polling.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

/** Lists of more than one page whose pages repeat or move, where they are asked for by key. */
describe('lists that move while a job reads them', function () {
  this.timeout(60_000);
  const runs = Array.from({ length: 120 }, (_, index) => run('A+1', String(1_000 + index), { seats: [] }));
  const pathways = Array.from({ length: 60 }, (_, index) => ({
    ...{ content_type: 'learnerpathway', uuid: uuidOf(`W ${String(index)}`), title: `W ${String(index)}` },
    status: 'active',
  }));
  const uuids = pathways.map(({ uuid }) => uuid);
  let world: UpstreamWorld;

  before(async () => {
    world = await makeUpstreamWorld([course('A+1'), ...runs, ...pathways]);
  });
  beforeEach(() => world.reset());
  after(() => world.close());

  it('all the time: what cannot be found for certain has failed, and is not taken for gone', async () => {
    await world.refresh(['A+1', ...uuids]);
    world.faults.set({ duplicate: 1 });
    // Both are on second pages.
    const sought = ['course-v1:A+1+1119', uuids[55] ?? ''];
    const job = await world.refresh(sought);
    expect(job).to.deep.include({ state: 'partly', removed: 0, missing: 0, failed: sought.length });
    expect(job.problems[0]?.detail).to.include('do not follow each other');
    await expectExact(world);
  });

  const moving: [string, FaultSettings][] = [
    ['a page comes twice', { duplicate: { times: 1 } }],
    ['items move', { shifting: { times: 1 } }],
    ['both, again and again', { duplicate: { times: 2 }, shifting: { times: 2 } }],
  ];
  for (const [what, faults] of moving) {
    it(`${what}: a course has all its runs, a pathway is found`, async () => {
      world.faults.set(faults);
      expect(await world.refresh(['A+1'])).to.deep.include({ state: 'done', fetched: 1, problems: [] });
      const stored = await pollingOf(world).storedKeys();
      expect(stored).to.deep.equal(['A+1', ...runs.map(({ key }) => key)].sort());
      world.faults.set(faults);
      expect(await world.refresh(uuids)).to.deep.include({ state: 'done', fetched: 60, missing: 0, problems: [] });
      await expectExact(world);
    });
  }

  it('and an item that is gone is found to be gone, once the list stands still', async () => {
    await world.refresh(['A+1', ...uuids]);
    world.corpus.remove(uuids[59] ?? '');
    world.corpus.remove('course-v1:A+1+1119');
    world.faults.set({ duplicate: { times: 3 } });
    const job = await world.refresh([uuids[58] ?? '', uuids[59] ?? '', 'course-v1:A+1+1119']);
    expect(job).to.deep.include({ state: 'done', fetched: 1, removed: 2, failed: 0 });
    await expectExact(world);
  });
});
