import { expect } from 'chai';
import { course } from '../support/documents.ts';
import { eventually, sql } from '../support/service.ts';
import { pollingOf, type Polling } from './support/polling.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

/** What the record of jobs says of polls: one row a run, and why it is not done. */
describe('polls on record', function () {
  this.timeout(60_000);
  const courses = Array.from({ length: 60 }, (_, index) => course(`C+${String(index)}`, { status: 'published' }));
  let world: UpstreamWorld;
  let polling: Polling;
  let read: UpstreamWorld['corpus']['read'];

  before(async () => {
    world = await makeUpstreamWorld(courses, { UPSTREAM_TIMEOUT_MILLISECONDS: '20000' });
    read = world.corpus.read.bind(world.corpus);
  });
  beforeEach(async () => {
    polling = pollingOf(world);
    await world.reset();
    await sql(world.service.stores, 'DELETE FROM sync_run');
  });
  afterEach(() => {
    world.corpus.read = read;
  });
  after(() => world.close());

  const told = async (): Promise<[string, string, string | null][]> =>
    (await polling.records()).map(({ kind, state, error }) => [kind, state, error]);
  const ratingsOf = async (key: string): Promise<unknown> =>
    (await world.service.replication.find(key, { coerceToCourse: false }))?.raw['reviews_count'];

  it('a run that upstream interrupts again and again has one row, which says why it waits, and then how it ended', async () => {
    world.faults.set({ expired: 1, throttled: 1 });
    await polling.open('full');
    for (let round = 0; round < 3; round += 1) {
      await sql(world.service.stores, 'UPDATE poll_run SET due_at = UTC_TIMESTAMP(3)');
      await polling.poller.drain();
    }
    const [waiting, ...others] = await polling.records();
    expect(others).to.deep.equal([]);
    expect(waiting?.state).to.equal('partly');
    expect(waiting?.error).to.match(/^postponed: upstream /);
    world.faults.set({});
    expect(await polling.finish()).to.deep.include({ state: 'done' });
    const [ended, ...more] = await polling.records();
    expect(more).to.deep.equal([]);
    expect(ended).to.deep.include({ id: waiting?.id, state: 'done', error: null, startedAt: waiting?.startedAt });
    expect(ended?.counts).to.deep.include({ changed: 60 });
  });

  it('a run that missed a page says which', async () => {
    world.corpus.read = (entry) => (entry.key === 'C+59' ? Promise.reject(new Error('unreadable')) : read(entry));
    await polling.poll('changes');
    const missed = 'pages that could not be had: [{"kind":"course","offset":50}]';
    expect(await told()).to.deep.equal([['poll-changes', 'partly', missed]]);
  });

  it('a run that waits for somebody says so, and goes on in its row', async () => {
    await polling.poll('changes');
    courses.forEach((one) => {
      world.corpus.put({ ...one, status: 'archived' });
    });
    const paused = await polling.poll('full');
    const moved = '60 items changed their status, or whether lists and searches show them';
    expect((await told())[0]).to.deep.equal(['poll-full', 'partly', `paused: ${moved}`]);
    await polling.poller.decide(paused.id, 'resume');
    expect(await polling.finish()).to.deep.include({ id: paused.id, state: 'done' });
    expect(await told()).to.deep.equal([
      ['poll-full', 'done', null],
      ['poll-changes', 'done', null],
    ]);
  });

  it('a run that somebody stops while it is read says so', async () => {
    const gate = Promise.withResolvers<undefined>();
    let isHeld = false;
    world.corpus.read = async (entry) => {
      if (entry.key === 'C+59') {
        isHeld = true;
        await gate.promise;
      }
      return read(entry);
    };
    await polling.open('changes');
    const working = polling.poller.drain();
    await eventually('it is held', () => Promise.resolve(isHeld));
    expect(await polling.poller.decide((await polling.last()).id, 'stop')).to.equal(true);
    gate.resolve(undefined);
    await working;
    expect(await told()).to.deep.equal([['poll-changes', 'partly', 'stopped by somebody']]);
  });

  describe('ratings that cannot be had', () => {
    it('are asked for once more at the end, and courses get them then', async () => {
      // The first request, and its three repetitions.
      world.faults.set({ errors: { times: 4 } });
      const { counts } = await polling.poll('full');
      expect(await told()).to.deep.equal([['poll-full', 'done', null]]);
      expect(counts, 'two pages as they came, and two with ratings').to.deep.include({ documents: 120, changed: 120 });
      for (const key of ['C+0', 'C+59']) {
        expect(await ratingsOf(key)).to.equal(0);
      }
    });

    it('nor at the end make it partly done, and are told; everything else is stored', async () => {
      // A course is read for its rating four times, for its page once, for its rating again.
      let reads = 0;
      world.corpus.read = (entry) => {
        reads += entry.key === 'C+59' ? 1 : 0;
        return entry.key === 'C+59' && reads !== 5 ? Promise.reject(new Error('unreadable')) : read(entry);
      };
      expect(await polling.poll('full')).to.deep.include({ state: 'partly', error: 'ratings could not be had' });
      expect(await told()).to.deep.equal([['poll-full', 'partly', 'ratings could not be had']]);
      expect(await polling.storedKeys()).to.deep.equal(courses.map(({ key }) => key).sort());
      expect(await ratingsOf('C+59')).to.equal(undefined);
      expect(await world.service.drift.list(1), 'it has seen all documents').to.have.length(1);
    });
  });

  it('are kept for 90 days, but for the last of a kind that came to its end, and those with a report of drift', async () => {
    const { stores } = world.service;
    const insert = (kind: string, days: number): Promise<unknown> =>
      sql(
        stores,
        `INSERT INTO sync_run (kind, state, process, started_at, beat_at, counts)
         VALUES (?, 'done', 'test', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) - INTERVAL ? DAY, '{}')`,
        [kind, days],
      );
    await polling.poll('full');
    await sql(stores, 'UPDATE sync_run SET beat_at = beat_at - INTERVAL 99 DAY');
    for (const [kind, days] of [
      ['import', 92],
      ['import', 91],
      ['import', 89],
      ['reconcile', 95],
      ['reconcile', 91],
    ] as const) {
      await insert(kind, days);
    }
    await insert('poll-full', 95);
    await polling.poll('changes');
    await polling.poll('full');
    await polling.poll('changes');
    const left = (await told()).map(([kind]) => kind);
    expect(left).to.deep.equal(['poll-changes', 'poll-full', 'poll-changes', 'reconcile', 'import', 'poll-full']);
  });
});
