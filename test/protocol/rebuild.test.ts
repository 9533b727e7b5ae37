import { expect } from 'chai';
import type { RebuildReport } from '../../src/inclusion/port.ts';
import type { RebuildOptions } from '../../src/kernel/rebuild/models.ts';
import type { StepName } from '../../src/kernel/steps.ts';
import {
  indexIsThere,
  registerAll,
  registrationsIn,
  registrationsWanted,
  servingIndex,
} from '../support/registrations.ts';
import type { RestlessWriters } from '../support/restless-writers.ts';
import { makeService, type TestService, type TestStores } from '../support/service.ts';
import { now, options, RestlessWorld } from './restless-world.ts';

/** In the order in which a builder passes them. */
const steps: StepName[] = [
  'rebuild:made',
  'rebuild:targets-changed',
  'rebuild:page-copied',
  'rebuild:visible',
  'rebuild:compared',
  'rebuild:swapping',
  'rebuild:alias-moved',
  'rebuild:swapped',
  'rebuild:settled',
];

/** Writers go on all the while: no membership may be lost or made up, and each index ends with exactly the rows' filters. */
describe('the index of filters is rebuilt while writers write', function () {
  this.timeout(240_000);
  let world: RestlessWorld;
  let stores: TestStores;
  let service: TestService;
  let writers: RestlessWriters;
  let told: string;

  before(async () => {
    world = await RestlessWorld.open();
    ({ stores, service, writers, told } = world);
  });
  after(() => world.close());

  const dieAt = (at: StepName, how: RebuildOptions['how']): Promise<void> =>
    world.dieAt(
      at,
      (step) => makeService({ stores, now, step }),
      ({ inclusion }) => inclusion.rebuildQueries({ ...options, how }),
    );
  async function build(): Promise<'build' | 'resume'> {
    const { outcome } = await service.inclusion.rebuildQueries({ ...options, how: 'plan' });
    return outcome === 'half-way' ? 'resume' : 'build';
  }
  async function expectRight(second: string | null): Promise<void> {
    await world.expectDecided();
    await registerAll(service);
    const wanted = await registrationsWanted(stores);
    expect(await registrationsIn(stores, await servingIndex(stores)), `registered; ${told}`).to.deep.equal(wanted);
    if (second !== null) {
      expect(await registrationsIn(stores, second), `registered in the other; ${told}`).to.deep.equal(wanted);
    }
  }

  it('is killed at every step and resumed, swaps, goes back, and ends exact', async () => {
    const first = await servingIndex(stores);
    writers.start();
    for (const step of steps) {
      await dieAt(step, await build());
      await writers.more(6);
    }
    const built = await servingIndex(stores);
    expect(built).to.not.equal(first);
    await expectRight(first);

    writers.start();
    await dieAt('rebuild:alias-moved', 'back');
    await writers.more(6);
    const back = await service.inclusion.rebuildQueries({ ...options, how: 'resume' });
    expect(back).to.include({ outcome: 'swapped', serving: first, second: built, missing: 0, revised: 0 });
    await writers.more(6);
    await expectRight(built);
  });

  it('is done whole, and what came before it is dropped', async () => {
    const before = await servingIndex(stores);
    writers.start();
    await writers.more(3);
    const done: RebuildReport = await service.inclusion.rebuildQueries({ ...options, how: 'build', keep: 0 });
    await writers.more(3);
    expect(done, told).to.include({ outcome: 'swapped', second: null, missing: 0, different: 0, revised: 0 });
    expect(done.compared).to.be.greaterThan(10);
    expect(done.dropped).to.include(before);
    expect(await indexIsThere(stores, before)).to.equal(false);
    await expectRight(null);
  });

  it('goes back under writes, and forth again', async () => {
    const before = await servingIndex(stores);
    writers.start();
    const built = await service.inclusion.rebuildQueries({ ...options, how: 'build' });
    await writers.more(6);
    const back = await service.inclusion.rebuildQueries({ ...options, how: 'back' });
    expect(back).to.include({ outcome: 'went back', serving: before, second: built.serving, revised: 0 });
    await writers.more(6);
    const forth = await service.inclusion.rebuildQueries({ ...options, how: 'back' });
    expect(forth).to.include({ outcome: 'went back', serving: built.serving, second: before });
    await writers.more(3);
    await expectRight(before);
  });
});
