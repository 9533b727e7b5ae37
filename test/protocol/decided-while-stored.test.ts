import { expect } from 'chai';
import type { Step, StepName } from '../../src/kernel/steps.ts';
import { Gate } from '../support/gate.ts';
import { makeService, sql, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';
import { freshNames, itemOf, World } from './world.ts';

/** What a row says between its decision and its document. */
interface ItemRow {
  id: number;
  decided: number;
  unindexed: number | null;
  counted: number | null;
}

/** Items that are decided in the transaction that stores them, and get their documents after that. */
describe('an item that is decided while it is stored', function () {
  this.timeout(60_000);
  let world: World;

  before(async () => {
    world = await World.open();
  });
  after(() => world.close());

  /** Stores an item of level b, in a process of its own that comes no further than before its document. */
  async function storeWithoutDocument(key: string): Promise<void> {
    const dying = await makeService({ stores: world.stores, step: failsAt('item:before-document') });
    expect(await write(dying, key, 'b')).to.have.lengthOf(1);
    await dying.stop();
    expect(await rowOf(key)).to.include({ decided: 1, unindexed: 1 });
  }

  async function write({ replication, inclusion }: TestService, key: string, level: string): Promise<unknown> {
    const whileStoring = inclusion.whileStoring.bind(inclusion);
    const { claims } = await replication.store([itemOf(key, level)], { author, whileStoring });
    return inclusion.decideItems(claims, { waitForSearch: true });
  }

  async function rowOf(key: string): Promise<ItemRow> {
    const [row] = await sql<ItemRow>(
      world.stores,
      `SELECT id, decided_revision = revision AS decided, unindexed, counted_registrations AS counted FROM content WHERE content_key = ?`,
      [key],
    );
    return row ?? expect.fail(`${key} is stored`);
  }

  /** What a worker does when the claim has run out. */
  async function takeOver(key: string): Promise<void> {
    await sql(world.stores, 'UPDATE content SET due_at = UTC_TIMESTAMP(3) WHERE content_key = ?', [key]);
    const worker = await makeService({ stores: world.stores });
    await worker.worker.drainOnce();
    await worker.stop();
  }

  it('is a member when it is stored, and answered before its document is written', async () => {
    const { key, uuid } = freshNames();
    await world.begin({ item: [null, null], filter: ['b', 'b'] }, { key, uuid });
    const gate = new Gate('item:before-document');
    const service = await makeService({ stores: world.stores, step: gate.step });
    const { replication, inclusion } = service;
    const whileStoring = inclusion.whileStoring.bind(inclusion);
    const { claims } = await replication.store([itemOf(key, 'b')], { author, whileStoring });
    expect(await world.isMember(uuid, key)).to.equal(true);
    expect(await inclusion.decideItems(claims)).to.deep.equal([{ outcome: 'decided', entered: 1, left: 0 }]);
    expect(await rowOf(key)).to.include({ decided: 1, unindexed: 1 });
    gate.open();
    await service.stop();
    expect(await rowOf(key)).to.include({ decided: 1, unindexed: null, counted: null });
  });

  for (const filters of ['announced', 'registered'] as const) {
    it(`died before it wrote the document, and a filter was ${filters} meanwhile: who takes it over notices`, async () => {
      const { key, uuid } = freshNames();
      await world.begin({ item: ['a', 'b'], filter: ['a', 'b'] }, { key, uuid });
      await storeWithoutDocument(key);
      expect(await world.isMember(uuid, key)).to.equal(false);
      await world.writeFilter(uuid, key, 'b', { filters: filters === 'registered' ? 8 : 0 });
      expect(await world.isMember(uuid, key), 'its document says a').to.equal(false);
      await takeOver(key);
      expect(await world.isMember(uuid, key)).to.equal(true);
      expect(await rowOf(key)).to.include({ decided: 1, unindexed: null, counted: null });
    });
  }

  it('died before it wrote the document, and nothing came: who takes it over writes that', async () => {
    const { key, uuid } = freshNames();
    await world.begin({ item: ['a', 'b'], filter: ['b', 'b'] }, { key, uuid });
    await storeWithoutDocument(key);
    expect(await world.isMember(uuid, key)).to.equal(true);
    await takeOver(key);
    await world.refreshContent();
    // A filter that changes finds the document as it is.
    await world.writeFilter(uuid, key, 'b again');
    expect(await world.isMember(uuid, key)).to.equal(true);
    expect(await world.departures(uuid)).to.equal(0);
  });

  it('a filter came into force when the document was on its way, and another revision is stored before it is looked at again', async () => {
    const { key, uuid } = freshNames();
    await world.begin({ item: ['a', 'a'], filter: ['a', 'b'] }, { key, uuid });
    const gate = new Gate('item:document-written');
    const slow = await makeService({ stores: world.stores, step: gate.step });
    const first = write(slow, key, 'b');
    await gate.reached('item:document-written');
    await world.writeFilter(uuid, key, 'b');
    await world.writeItem(key, 'a', { ahead: true });
    gate.open();
    await first;
    expect(await world.isMember(uuid, key)).to.equal(false);
    expect(await rowOf(key)).to.include({ decided: 1, unindexed: null, counted: null });
    await slow.stop();
  });

  it('is stored all the same when it cannot be decided, and decided by a worker', async () => {
    const { key, uuid } = freshNames();
    await world.begin({ item: [null, 'b'], filter: ['b', 'b'] }, { key, uuid });
    const faulty = await makeService({ stores: world.stores, step: failsAt('item:difference-written') });
    expect(await write(faulty, key, 'b')).to.deep.equal([undefined]);
    expect(await rowOf(key)).to.include({ decided: 0 });
    expect(await world.isMember(uuid, key)).to.equal(false);
    await takeOver(key);
    expect(await world.isMember(uuid, key)).to.equal(true);
    await faulty.stop();
  });
});

function failsAt(step: StepName): Step {
  return (name) => (name === step ? Promise.reject(new Error('a fault')) : Promise.resolve());
}
