import { expect } from 'chai';
import type { PollKind, PollRun } from '../../src/replication/port.ts';
import { course } from '../support/documents.ts';
import { eventually, makeService, sql, type TestService } from '../support/service.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

describe('drift of polls', function () {
  this.timeout(90_000);
  // Three pages of courses, the last one short.
  const courses = Array.from({ length: 120 }, (_, index) =>
    course(`C+${String(index)}`, { status: 'published', level_type: 'Advanced' }),
  );
  let world: UpstreamWorld;
  let tick: number;

  beforeEach(async () => {
    // Whoever is held must not try again by himself.
    world = await makeUpstreamWorld(courses, { UPSTREAM_TIMEOUT_MILLISECONDS: '20000' });
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
  describe('that did not see everything at once', () => {
    const part = [['level_type', 'number', 3]];
    const told = async (): Promise<[boolean, number | undefined, unknown[]] | undefined> => {
      const [report] = await world.service.drift.list(1);
      return report === undefined
        ? undefined
        : [
            report.whole,
            report.documents['course'],
            report.changes.map(({ field, to, samples }) => [field, to, samples.length]),
          ];
    };

    beforeEach(async () => {
      await poll('full');
      courses.slice(0, 60).forEach((one) => {
        world.corpus.put({ ...one, level_type: 3 });
      });
    });

    it('tell it of what they saw, and the next is compared with the last that saw everything', async () => {
      const read = world.corpus.read.bind(world.corpus);
      world.corpus.read = (entry) => (entry.key === 'C+70' ? Promise.reject(new Error('unreadable')) : read(entry));
      expect((await poll('full')).state).to.equal('partly');
      // The page between is missing.
      expect(await told()).to.deep.equal([false, 70, part]);
      world.corpus.read = read;
      await poll('full');
      const [whole, seen, changes] = (await told()) ?? [];
      expect([whole, changes]).to.deep.equal([true, part]);
      expect(seen).to.equal(120);
      await poll('full');
      expect((await told())?.[2], 'as it was in the run before').to.deep.equal([]);
    });

    for (const [how, whole] of [
      ['was told to stop', true],
      ['has died', false],
    ] as const) {
      it(`tell it when another process went on after the first ${how}: ${whole ? 'of everything' : 'of what is known'}`, async () => {
        const other = await makeService({ stores: world.service.stores });
        const read = world.corpus.read.bind(world.corpus);
        const gate = Promise.withResolvers<undefined>();
        let reads = 0;
        // Ratings are read first, from the same documents.
        world.corpus.read = async (entry) => {
          reads += entry.key === 'C+110' ? 1 : 0;
          if (entry.key === 'C+110' && reads === 2) {
            await gate.promise;
          }
          return read(entry);
        };
        await open('full');
        const first = pollerOf(world.service).drain();
        await eventually('it has stored two pages', async () => {
          const [run] = await rows<{ progress: string }>("SELECT progress FROM poll_run WHERE state = 'open'");
          return (JSON.parse(run?.progress ?? '{}') as { offset?: number }).offset === 99;
        });
        if (whole) {
          pollerOf(world.service).tick();
          await pollerOf(world.service).stop();
          await first;
        } else {
          await rows("UPDATE poll_run SET due_at = UTC_TIMESTAMP(3) WHERE state = 'open'");
        }
        await eventually('the other one has ended it', async () => {
          await pollerOf(other).drain();
          return (await last()).state === 'done';
        });
        gate.resolve(undefined);
        await first;
        // Who goes on asks for the last item once more. What the first had seen when it died was not kept yet.
        expect(await told()).to.deep.equal([whole, whole ? 121 : 22, whole ? part : []]);
        expect(await rows('SELECT id FROM poll_run WHERE drift IS NOT NULL'), 'is not kept longer').to.deep.equal([]);
        await other.stop();
      });
    }
  });
});
