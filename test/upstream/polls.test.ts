import { expect } from 'chai';
import type { PollKind, PollRun } from '../../src/replication/port.ts';
import { PollSchedule } from '../../src/replication/upstream/poll/poll-schedule.ts';
import { course, program, run } from '../support/documents.ts';
import type { Logger } from '../../src/kernel/log.ts';
import { eventually, makeService, sql, type TestService } from '../support/service.ts';
import { runScript, type Ended } from '../support/run-script.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

describe('polls', function () {
  this.timeout(90_000);
  // Three pages of courses, the last one short.
  const courses = Array.from({ length: 120 }, (_, index) =>
    course(`C+${String(index)}`, { status: 'published', level_type: 'Advanced' }),
  );
  const runs = courses.slice(0, 20).map(({ key }) => run(key, '2026', { seats: [] }));
  const documents = [...courses, ...runs, program('P', { courses: [] })];
  const everything = [...courses, ...runs]
    .map(({ key }) => key)
    .concat(program('P').uuid)
    .sort();
  let world: UpstreamWorld;
  let tick: number;

  beforeEach(async () => {
    // Whoever is held must not try again by himself.
    world = await makeUpstreamWorld(documents, { UPSTREAM_TIMEOUT_MILLISECONDS: '20000' });
    tick = Date.parse('2026-11-21T10:00:00Z');
  });
  afterEach(() => world.close());

  const rows = <Row>(statement: string, values: unknown[] = []): Promise<Row[]> =>
    sql<Row>(world.service.stores, statement, values);
  const pollerOf = ({ polls }: TestService) => {
    if (polls === undefined) {
      throw new Error('no upstream is configured');
    }
    return polls.poller;
  };
  const open = async (kind: PollKind): Promise<void> => {
    tick += 60_000;
    expect(await pollerOf(world.service).open(kind, new Date(tick))).to.equal(true);
  };
  const last = async (): Promise<PollRun> => {
    const [newest] = await pollerOf(world.service).list(1);
    if (newest === undefined) {
      throw new Error('there is no run');
    }
    return newest;
  };
  const poll = async (kind: PollKind): Promise<PollRun> => {
    await open(kind);
    await eventually('the run has ended', async () => {
      await pollerOf(world.service).drain();
      return (await last()).state !== 'open';
    });
    return last();
  };
  const storedKeys = async (): Promise<string[]> =>
    (
      await rows<{ content_key: string }>(
        'SELECT content_key FROM content WHERE deleted_at IS NULL AND undecided IS NULL',
      )
    )
      .map(({ content_key }) => content_key)
      .sort();

  it('take in everything, with its counts; the same again changes nothing', async () => {
    const first = await poll('full');
    expect(first).to.deep.include({ kind: 'full', state: 'done', since: null, error: null });
    expect(first.counts).to.deep.include({ pages: 5, changed: 141, refused: 0, missedPages: 0, vanished: 0 });
    expect(await storedKeys()).to.deep.equal(everything);
    expect((await poll('full')).counts).to.deep.include({ changed: 0, standing: 0 });
    const recorded = await rows<{ kind: string; state: string; counts: string }>(
      'SELECT kind, state, counts FROM sync_run ORDER BY id',
    );
    expect(recorded.map(({ kind, state }) => [kind, state])).to.deep.equal([
      ['poll-full', 'done'],
      ['poll-full', 'done'],
    ]);
    expect(JSON.parse(recorded[0]?.counts ?? '')).to.deep.include({ changed: 141 });
    expect(await rows('SELECT * FROM poll_seen')).to.deep.equal([]);
  });

  it('for changes begin where the last run that missed nothing did, and ask for no more', async () => {
    tick = Date.now();
    expect((await poll('changes')).since, 'the first: everything').to.equal(null);
    const asked = world.standIn.asked;
    world.corpus.put(course('C+7', { title: 'Another title' }));
    world.corpus.put(course('NEW+1'));
    const again = await poll('changes');
    expect(again.counts).to.deep.include({ pages: 3, changed: 2 });
    expect(Number(again.since)).to.be.lessThan(Number(again.tick));
    // Three lists, and the runs of the one page of courses.
    expect(world.standIn.asked - asked).to.equal(4);
  });

  it('are opened once a tick by many, and one of a kind goes on at a time', async () => {
    const other = await makeService({ stores: world.service.stores });
    const at = new Date(tick);
    const opened = await Promise.all(
      [world.service, other, world.service, other].map((service) => pollerOf(service).open('full', at)),
    );
    expect(opened.filter((isNew) => isNew).length).to.equal(1);
    expect(await pollerOf(other).open('full', new Date(tick + 60_000)), 'one is open').to.equal(false);
    await Promise.all([pollerOf(world.service).drain(), pollerOf(other).drain()]);
    // Ratings, five pages, and the runs of three of them.
    expect(world.standIn.asked).to.equal(9);
    expect((await last()).state).to.equal('done');
    expect(await pollerOf(other).open('full', at), 'a tick is over once it was').to.equal(false);
    await other.stop();
  });

  it('go on in another process at whatever page the first one is held up, and lose nothing', async () => {
    const other = await makeService({ stores: world.service.stores });
    const read = world.corpus.read.bind(world.corpus);
    for (const name of ['C+0', 'C+60', 'C+119', program('P').uuid]) {
      await open('full');
      let reached = false;
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      // Ratings are read first, from the same documents.
      let before = name.startsWith('C+') ? 1 : 0;
      world.corpus.read = async (entry) => {
        if (entry.key === name && !reached) {
          if (before > 0) {
            before -= 1;
          } else {
            reached = true;
            await held;
          }
        }
        return read(entry);
      };
      const first = pollerOf(world.service).drain();
      await eventually(`it asks for ${name}`, () => Promise.resolve(reached));
      await pollerOf(other).drain();
      expect((await last()).state, 'it is the first one’s').to.equal('open');
      await eventually('the other one has ended it', async () => {
        // The first may be storing the page before, and has the run a little longer then.
        await rows(`UPDATE poll_run SET due_at = UTC_TIMESTAMP(3) WHERE state = 'open'`);
        await pollerOf(other).drain();
        return (await last()).state !== 'open';
      });
      const ended = await last();
      expect(ended).to.deep.include({ state: 'done', error: null });
      release();
      await first;
      expect(await last(), 'who comes late changes nothing').to.deep.equal(ended);
      world.corpus.read = read;
    }
    expect(await storedKeys()).to.deep.equal(everything);
    await other.stop();
  });

  it('are left by a process that comes late to whoever took them over', async () => {
    const other = await makeService({ stores: world.service.stores });
    const read = world.corpus.read.bind(world.corpus);
    const gates = new Map(['C+60', 'C+119'].map((key) => [key, Promise.withResolvers<undefined>()]));
    const reached = new Set<string>();
    world.corpus.read = async (entry) => {
      const gate = gates.get(entry.key);
      if (gate !== undefined && !reached.has(entry.key)) {
        reached.add(entry.key);
        await gate.promise;
      }
      return read(entry);
    };
    // A full one reads the ratings of all courses first.
    await open('changes');
    const first = pollerOf(world.service).drain();
    await eventually('the first is held', () => Promise.resolve(reached.has('C+60')));
    await eventually('it has stored the page before', async () => {
      const [run] = await rows<{ progress: string }>('SELECT progress FROM poll_run');
      return (JSON.parse(run?.progress ?? '{}') as { offset?: number }).offset === 50;
    });
    await rows('UPDATE poll_run SET due_at = UTC_TIMESTAMP(3)');
    const second = pollerOf(other).drain();
    await eventually('the second is held', () => Promise.resolve(reached.has('C+119')));
    gates.get('C+60')?.resolve(undefined);
    await first;
    expect((await last()).state, 'the first has nothing to say any more').to.equal('open');
    gates.get('C+119')?.resolve(undefined);
    await second;
    expect(await last()).to.deep.include({ state: 'done', error: null });
    await other.stop();
  });

  it('pass over a page that cannot be had, try it once more at the end, and tell of it', async () => {
    const read = world.corpus.read.bind(world.corpus);
    world.corpus.read = (entry) => (entry.key === 'C+70' ? Promise.reject(new Error('unreadable')) : read(entry));
    const missed = await poll('full');
    expect(missed).to.deep.include({ state: 'partly' });
    expect(missed.error).to.equal(
      'ratings could not be had; pages that could not be had: [{"kind":"course","offset":50}]',
    );
    expect(missed.counts).to.deep.include({ missedPages: 1, vanished: 0 });
    const there = await storedKeys();
    expect(everything.filter((key) => !there.includes(key))).to.deep.equal(
      courses
        .slice(50, 100)
        .map(({ key }) => key)
        .sort(),
    );
    world.corpus.read = read;
    expect((await poll('changes')).since, 'what was missed is asked for again').to.equal(null);
    expect(await storedKeys()).to.deep.equal(everything);
  });

  it('wait while upstream is away, and go on', async () => {
    world.faults.set({ errors: 1 });
    await open('full');
    await pollerOf(world.service).drain();
    expect((await last()).state).to.equal('open');
    world.faults.set({});
    await eventually('it has ended', async () => {
      await pollerOf(world.service).drain();
      return (await last()).state === 'done';
    });
    expect(await storedKeys()).to.deep.equal(everything);
  });

  it('lose nothing while upstream fails for a while, and pages move, repeat, change and vanish', async () => {
    for (const kind of ['shifting', 'duplicate', 'vanishing', 'changing', 'throttled', 'truncated', 'html'] as const) {
      world.faults.set({ [kind]: { times: 2 } });
      expect(await poll('full'), kind).to.deep.include({ state: 'done', error: null });
      expect(world.faults.report().happened[kind], kind).to.equal(2);
      const there = new Set(await storedKeys());
      expect(
        world.corpus.entries().filter(({ key }) => !there.has(key)),
        kind,
      ).to.deep.equal([]);
      await world.reset();
    }
  });

  it('remove what vanished once it was asked for alone, up to the share', async () => {
    await poll('full');
    courses.slice(30, 33).forEach(({ key }) => world.corpus.remove(key));
    await world.service.replication.store([course('OWN+1')], { author: { name: 'test', requestId: null } });
    expect((await poll('full')).counts).to.deep.include({ vanished: 3 });
    const [job] = await rows<{ uuid: string }>('SELECT uuid FROM refresh_job');
    expect(await world.finish(job?.uuid ?? '')).to.deep.include({ state: 'done', source: 'poll', removed: 3 });
    courses.slice(40, 80).forEach(({ key }) => world.corpus.remove(key));
    await poll('full');
    const [next] = await rows<{ uuid: string }>('SELECT uuid FROM refresh_job ORDER BY id DESC LIMIT 1');
    // 5 % of 139 items are 7; ten may vanish always.
    expect(await world.finish(next?.uuid ?? '')).to.deep.include({ removed: 10, missing: 30 });
  });

  it('tell which fields are not as they were, with keys, once everything was seen', async () => {
    await poll('full');
    courses.slice(0, 4).forEach((one) => {
      world.corpus.put({ ...one, level_type: 3 });
    });
    await poll('changes');
    await poll('full');
    const reports = await world.service.drift.list(10);
    expect(reports.map(({ kind }) => kind)).to.deep.equal(['poll-full', 'poll-full']);
    expect(reports.map(({ changes }) => changes.length)).to.deep.equal([1, 0]);
    expect(reports[0]?.changes[0]).to.deep.include({ content_type: 'course', field: 'level_type', to: 'number' });
    expect(reports[0]?.changes[0]?.samples).to.deep.equal(['C+0', 'C+1', 'C+2']);
  });

  it('wait for somebody when too many items change their standing, and go on when told to', async () => {
    await poll('full');
    courses.forEach((one) => {
      world.corpus.put({ ...one, status: 'archived' });
    });
    const paused = await poll('full');
    expect(paused.state).to.equal('paused');
    // The second page begins with the last item of the first.
    expect(paused.counts['standing']).to.equal(99);
    expect(paused.error).to.include('99 items changed their status');
    expect(world.service.logged.map(({ message }) => message)).to.include('a poll waits for somebody to look at it');
    await pollerOf(world.service).drain();
    expect((await last()).state, 'nobody has looked').to.equal('paused');
    expect(await pollerOf(world.service).decide(paused.id, 'resume')).to.equal(true);
    await pollerOf(world.service).drain();
    const ended = await last();
    expect([ended.id, ended.state, ended.counts['standing']]).to.deep.equal([paused.id, 'done', 120]);
    expect(await pollerOf(world.service).decide(paused.id, 'stop')).to.equal(false);
    await open('full');
    expect(await pollerOf(world.service).decide((await last()).id, 'stop')).to.equal(true);
    await pollerOf(world.service).drain();
    expect((await last()).state).to.equal('stopped');
  });

  it('npm run polls: starts one, lists them, says when there is nothing to decide', async () => {
    const command = (...args: string[]): Promise<Ended> => runScript(world.service.stores, 'polls', args);
    const started = await command('start', 'full');
    expect(started.code, started.stderr).to.equal(0);
    expect(JSON.parse(started.stdout)).to.deep.include({ kind: 'full', state: 'done' });
    expect(await storedKeys()).to.deep.equal(everything);
    const listed = await command('list');
    expect((JSON.parse(listed.stdout) as PollRun[]).map(({ state }) => state)).to.deep.equal(['done']);
    expect((await command('resume', String((await last()).id))).code).to.equal(2);
  });

  it('are opened by the clock, once by two processes', async () => {
    const poller = pollerOf(world.service);
    let woken = 0;
    const quiet = (): void => undefined;
    const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };
    const schedules = [0, 1].map(
      () =>
        new PollSchedule({
          expressions: { changes: '* * * * * *', full: undefined },
          open: (kind, at) => poller.open(kind, at),
          wake: () => (woken += 1),
          logger,
        }),
    );
    schedules.forEach((schedule) => {
      schedule.start();
    });
    await eventually('a run is opened, and a worker woken for it', () => Promise.resolve(woken > 0));
    await Promise.all(schedules.map((schedule) => schedule.stop()));
    const [opened] = await poller.list(2);
    expect([opened?.kind, opened?.state, woken]).to.deep.equal(['changes', 'open', 1]);
    expect(Number(opened?.tick) % 60_000).to.equal(0);
  });
});
