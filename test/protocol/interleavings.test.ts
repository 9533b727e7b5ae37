import { expect } from 'chai';
import type { StepName } from '../../src/kernel/steps.ts';
import { diesAt } from '../support/gate.ts';
import { makeService } from '../support/service.ts';
import { size } from '../support/size.ts';
import { cases, freshNames, itemSteps, levelOf, querySteps, World, type Case } from './world.ts';
import { author } from '../support/writers.ts';

/** Of many items the documents are written first, and not beside the rest. */
const asOneOfMany = [
  'both move together, a member all along',
  'the item is new, the filter comes to it',
  'the item leaves while the filter changes its words only',
  'the filter sees a restricted run no more, and it leaves',
];

/**
 * Two writers on the real engines, held at every step of the protocol while the other one passes. Whatever the schedule, the
 * pair ends as the last values say, and nothing is left undecided.
 */
describe('interleavings of an item and a filter', function () {
  this.timeout(120_000);
  let world: World;

  before(async () => {
    world = await World.open();
  });
  after(() => world.close());

  /** The first writer is held, the second runs until it is held, done or blocked; then both go on, the first one first. */
  async function run(
    { item, filter }: Case,
    first: { side: 'item' | 'query'; at: StepName },
    { secondAt, ...how }: { secondAt?: StepName; others?: number; ahead?: boolean; filters?: number } = {},
  ): Promise<{ key: string; uuid: string; member: boolean; expected: boolean; undecided: number }> {
    const { key, uuid } = freshNames();
    await world.begin({ item, filter }, { key, uuid });
    const write = {
      item: () => world.writeItem(key, item[1], how),
      query: () => world.writeFilter(uuid, key, filter[1], how),
    };
    const second = first.side === 'item' ? 'query' : 'item';
    const gate = world.hold(first.side, first.at);
    const otherGate = world.hold(second, secondAt);

    const one = write[first.side]();
    await Promise.race([gate.reached(first.at), one]);
    const two = write[second]();
    await world.lockWaits.doneOrBlocked(
      secondAt === undefined ? two : Promise.race([two, otherGate.reached(secondAt)]),
    );
    gate.open();
    await world.lockWaits.doneOrBlocked(one);
    otherGate.open();
    await Promise.all([one, two]);
    return {
      ...{ key, uuid },
      member: await world.isMember(uuid, key),
      expected: item[1] !== null && levelOf(item[1]) === levelOf(filter[1]),
      undecided: await world.undecided(),
    };
  }

  // Before the others, which have filters that look at words: as long as there is one, all items are percolated with their texts.
  for (const others of [0, 8]) {
    it(`the first filter comes that looks at words, and the item of it stays, one of ${String(others + 1)}`, async () => {
      const stays: Case = { name: 'stays', item: ['b', 'b again'], filter: ['b', 'b in words'] };
      for (const at of itemSteps) {
        const { key, uuid, member, undecided } = await run(stays, { side: 'item', at }, { others });
        expect({ member, undecided }, `held at ${at}`).to.deep.equal({ member: true, undecided: 0 });
        await world.writeFilter(uuid, key, 'b');
      }
    });
  }

  it('the document is not visible yet when the filter comes into force', async () => {
    const { key, uuid } = freshNames();
    const gate = world.hold('item', 'item:evaluated');
    const item = world.writeItem(key, 'b');
    await gate.reached('item:evaluated');
    world.hold('query');
    await world.writeFilter(uuid, key, 'b');
    gate.open();
    await item;
    expect(await world.isMember(uuid, key)).to.equal(true);
  });

  it('a writer that died after storing: the same document again is decided', async () => {
    const { key, uuid } = freshNames();
    world.hold('item');
    world.hold('query');
    await world.writeFilter(uuid, key, 'b');
    const { step, died } = diesAt('item:claimed');
    const dying = await makeService({ stores: world.stores, step });
    const document = { content_type: 'course', key, title: key, level_type: 'b' };
    const { claims } = await dying.replication.store([document], { author });
    void dying.inclusion.decideItems(claims);
    await died;
    expect(await world.isMember(uuid, key)).to.equal(false);

    const again = await makeService({ stores: world.stores });
    const stored = await again.replication.store([document], { author });
    expect(stored.documents[0]?.outcome).to.equal('unchanged');
    await again.inclusion.decideItems(stored.claims);
    expect(await world.isMember(uuid, key)).to.equal(true);
    await again.stop();
    await dying.stop();
  });

  it('the item was percolated before the filter comes into force, and both write at the same time', async () => {
    const [together] = cases;
    if (together === undefined) {
      expect.fail('there are cases');
    }
    const { member, expected, undecided } = await run(
      together,
      { side: 'item', at: 'item:evaluated' },
      { secondAt: 'query:difference-written' },
    );
    expect({ member, undecided }).to.deep.equal({ member: expected, undecided: 0 });
  });

  for (const one of cases) {
    it(`one writer held at each step: ${one.name}`, async () => {
      for (const [side, steps] of [
        ['item', itemSteps],
        ['query', querySteps],
      ] as const) {
        for (const at of steps) {
          const { member, expected, undecided } = await run(one, { side, at });
          expect(member, `${side} held at ${at}`).to.equal(expected);
          expect(undecided, `undecided after ${side} held at ${at}`).to.equal(0);
        }
      }
    });
  }

  for (const one of cases) {
    it(`the item is decided while it is stored, and held at each step: ${one.name}`, async () => {
      for (const at of itemSteps) {
        const { member, expected, undecided } = await run(one, { side: 'item', at }, { ahead: true });
        expect({ member, undecided }, `held at ${at}`).to.deep.equal({ member: expected, undecided: 0 });
      }
    });
  }

  for (const one of cases.filter(({ item }) => item[0] !== null && item[1] !== null)) {
    it(`the item is percolated, and the filter comes before its row is committed: ${one.name}`, async () => {
      const { key, uuid } = freshNames();
      await world.begin(one, { key, uuid });
      const letGo = await world.keepFromStoring(key);
      const gate = world.hold('item', 'item:before-document');
      world.hold('query');
      const item = world.writeItem(key, one.item[1], { ahead: true });
      await world.lockWaits.doneOrBlocked(item);
      const filter = world.writeFilter(uuid, key, one.filter[1]);
      await world.lockWaits.doneOrBlocked(filter);
      await letGo();
      await Promise.all([gate.reached('item:before-document'), filter]);
      gate.open();
      await item;
      expect(await world.isMember(uuid, key)).to.equal(levelOf(one.item[1] ?? '') === levelOf(one.filter[1]));
      expect(await world.undecided()).to.equal(0);
    });
  }

  for (const one of cases.filter(({ name }) => asOneOfMany.includes(name))) {
    it(`the item is one of many, and held at each step: ${one.name}`, async () => {
      for (const at of itemSteps) {
        const { member, expected, undecided } = await run(one, { side: 'item', at }, { others: 8 });
        expect({ member, undecided }, `held at ${at}`).to.deep.equal({ member: expected, undecided: 0 });
      }
    });
  }

  for (const one of cases.filter(({ name }) => asOneOfMany.includes(name))) {
    it(`the filter is one of many, so registered first, and either is held at each step: ${one.name}`, async () => {
      for (const [side, steps] of [
        ['item', itemSteps],
        ['query', querySteps],
      ] as const) {
        for (const at of steps) {
          const { member, expected, undecided } = await run(one, { side, at }, { filters: 8 });
          expect({ member, undecided }, `held at ${at}`).to.deep.equal({ member: expected, undecided: 0 });
        }
      }
    });
  }

  for (const one of cases.filter(({ filter }) => !/ (in words|run)$/.test(filter[1]))) {
    it(`the filter is announced, and registered while the item is held at each step: ${one.name}`, async () => {
      for (const at of itemSteps) {
        const { key, uuid } = freshNames();
        world.hold('query');
        world.hold('item');
        await world.begin(one, { key, uuid });
        await world.writeFilter(uuid, key, one.filter[1]);
        const gate = world.hold('item', at);
        const item = world.writeItem(key, one.item[1]);
        await Promise.race([gate.reached(at), item]);
        const registering = world.registerFilters();
        await world.lockWaits.doneOrBlocked(registering);
        gate.open();
        await Promise.all([item, registering]);
        const expected = one.item[1] !== null && levelOf(one.item[1]) === levelOf(one.filter[1]);
        expect(await world.isMember(uuid, key), `held at ${at}`).to.equal(expected);
        expect(await world.undecided(), `undecided after ${at}`).to.equal(0);
      }
    });
  }

  const lookedAtAgain: { item: [string, string]; filter: [string, string, string] }[] = [
    { item: ['b', 'a'], filter: ['b', 'b again', 'b'] },
    { item: ['a', 'b'], filter: ['a', 'b', 'b again'] },
    { item: ['a', 'b'], filter: ['a', 'a again', 'b'] },
    { item: ['b', 'b again'], filter: ['b', 'a', 'b'] },
    { item: ['a', 'b'], filter: ['a', 'b', 'a'] },
    { item: ['a', 'b'], filter: ['a', 'a again', 'b in words'] },
  ];
  for (const { item, filter } of lookedAtAgain) {
    const told = `the item goes from ${item.join(' to ')}, the filter from ${filter.join(' to ')}`;
    it(`a filter is registered meanwhile, and again when the item is looked at again: ${told}`, async () => {
      const secondLook = itemSteps.slice(itemSteps.indexOf('item:members-read'));
      for (const at of secondLook.filter((step) => step !== 'item:evaluated')) {
        const { key, uuid } = freshNames();
        world.hold('query');
        world.hold('item');
        await world.writeItem(key, item[0]);
        await world.writeFilter(uuid, key, filter[0]);
        const first = world.hold('item', 'item:evaluated');
        const writing = world.writeItem(key, item[1]);
        await first.reached('item:evaluated');
        await world.writeFilter(uuid, key, filter[1]);
        const second = world.hold('item', at);
        first.open();
        await second.reached(at);
        const passing = world.writeFilter(uuid, key, filter[2]);
        await world.lockWaits.doneOrBlocked(passing);
        second.open();
        await Promise.all([writing, passing]);
        expect(await world.isMember(uuid, key), `held at ${at}`).to.equal(levelOf(item[1]) === levelOf(filter[2]));
        expect(await world.undecided(), `undecided after ${at}`).to.equal(0);
      }
    });
  }

  /** An item of the first level, a member of a filter whose writer is held on its way to the second. */
  async function memberOfFilterHeldAt(
    at: StepName,
    [level, next]: [string, string],
  ): Promise<{ key: string; uuid: string; letGo: () => Promise<void> }> {
    const { key, uuid } = freshNames();
    world.hold('item');
    world.hold('query');
    await world.writeItem(key, level);
    await world.writeFilter(uuid, key, level);
    const gate = world.hold('query', at);
    const filter = world.writeFilter(uuid, key, next);
    await gate.reached(at);
    const letGo = (): Promise<void> => {
      gate.open();
      return filter;
    };
    return { key, uuid, letGo };
  }

  it('a filter is not registered yet: its members are left to its writer, and do not leave and come again', async () => {
    const { key, uuid, letGo } = await memberOfFilterHeldAt('query:claimed', ['b', 'a']);
    await world.writeItem(key, 'a');
    expect(await world.isMember(uuid, key)).to.equal(true);
    await letGo();
    expect(await world.isMember(uuid, key)).to.equal(true);
    expect(await world.departures(uuid)).to.equal(0);
  });

  it('a member was no hit, and is one by the time when it is asked for by its id', async () => {
    const { key, uuid, letGo } = await memberOfFilterHeldAt('query:matched', ['a', 'b']);
    await world.writeItem(key, 'b');
    await world.refreshContent();
    await letGo();
    expect(await world.isMember(uuid, key)).to.equal(true);
    expect(await world.departures(uuid)).to.equal(0);
  });

  it('both writers held, in schedules drawn at random', async function () {
    this.timeout(1_800_000);
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    const schedules = size('SCHEDULES', { short: 25, deep: 600 });
    let state = seed;
    const draw = <T>(from: readonly T[]): T => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return from[(state >>> 8) % from.length] as T;
    };
    for (let schedule = 0; schedule < schedules; schedule += 1) {
      const one = draw(cases);
      const side = draw(['item', 'query'] as const);
      const at = draw(side === 'item' ? itemSteps : querySteps);
      const secondAt = draw(side === 'item' ? querySteps : itemSteps);
      const { member, expected, undecided } = await run(one, { side, at }, { secondAt });
      const told = `SEED=${String(seed)} schedule ${String(schedule)}: ${one.name}; held ${at}, then ${secondAt}`;
      expect(member, told).to.equal(expected);
      expect(undecided, `undecided; ${told}`).to.equal(0);
    }
  });
});
