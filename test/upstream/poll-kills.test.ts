import { expect } from 'chai';
import { course, run, uuidOf } from '../support/documents.ts';
import { runScript } from '../support/run-script.ts';
import { eventually, sql } from '../support/service.ts';
import { expectExact } from './support/exact.ts';
import { pollingOf, type Polling } from './support/polling.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

/** A process that polls dies while upstream holds a page back: whoever goes on loses nothing. */
describe('a polling process that is killed', function () {
  this.timeout(90_000);
  // Two pages of each; the second page of courses has two pages of runs.
  const courses = Array.from({ length: 52 }, (_, index) => course(`C+${String(index)}`));
  const runs = Array.from({ length: 105 }, (_, index) => run('C+51', String(1_000 + index), { seats: [] }));
  const pathways = Array.from({ length: 52 }, (_, index) => {
    const title = `Pathway ${String(index)}`;
    return { content_type: 'learnerpathway', uuid: uuidOf(title), title, status: 'active' };
  });
  const documents = [...courses, ...runs, ...pathways];
  let world: UpstreamWorld;
  let polling: Polling;

  before(async () => {
    // Whoever is held must not try again by himself.
    world = await makeUpstreamWorld(documents, { UPSTREAM_TIMEOUT_MILLISECONDS: '60000' });
    polling = pollingOf(world);
    await polling.poll('full');
    await expectExact(world);
  });
  after(() => world.close());

  const rows = <Row>(statement: string, values: unknown[] = []): Promise<Row[]> =>
    sql<Row>(world.service.stores, statement, values);
  const titleOf = async (key: string): Promise<unknown> =>
    (await world.service.replication.find(key, { coerceToCourse: false }))?.raw['title'];

  const pages: [what: string, held: string, last: string, stored: { step: number; offset: number }][] = [
    ['of courses', 'C+51', 'C+51', { step: 0, offset: 50 }],
    ['of runs', 'course-v1:C+51+1104', 'course-v1:C+51+1104', { step: 0, offset: 50 }],
    ['of pathways', uuidOf('Pathway 51'), uuidOf('Pathway 50'), { step: 2, offset: 50 }],
  ];
  for (const [what, held, last, stored] of pages) {
    it(`at the second page ${what} is followed by one that goes on there, and all is stored`, async () => {
      const changed = new Set(['C+0', 'C+51', 'course-v1:C+51+1000', 'course-v1:C+51+1104']);
      [0, 50, 51].forEach((index) => changed.add(uuidOf(`Pathway ${String(index)}`)));
      for (const one of documents) {
        const key = 'key' in one ? one.key : one.uuid;
        if (changed.has(key)) {
          world.corpus.put({ ...one, title: `${key} at the page ${what}` });
        }
      }
      const read = world.corpus.read.bind(world.corpus);
      // The ratings of all courses are asked for first, from the same documents.
      let before = held.startsWith('C+') ? 1 : 0;
      let isHeld = false;
      world.corpus.read = (entry) => {
        if (entry.key !== held || before > 0) {
          before -= entry.key === held ? 1 : 0;
          return read(entry);
        }
        isHeld = true;
        return new Promise(() => undefined);
      };
      let kill = (): void => undefined;
      const killed = runScript(world.service.stores, 'polls', ['start', 'full'], {
        onStart: (end) => {
          kill = end;
        },
      });
      await eventually(
        'the page is held, the one before is stored',
        async () => {
          const [row] = await rows<{ progress: string }>('SELECT progress FROM poll_run ORDER BY id DESC LIMIT 1');
          const { step = 0, offset = 0 } = JSON.parse(row?.progress ?? '{}') as { step?: number; offset?: number };
          return isHeld && step === stored.step && offset === stored.offset;
        },
        60,
      );
      kill();
      expect((await killed).code, 'a signal ended it').to.equal(null);
      world.corpus.read = read;

      expect(await polling.last()).to.deep.include({ kind: 'full', state: 'open' });
      expect(await titleOf('C+0'), 'the page before is stored').to.equal(`C+0 at the page ${what}`);
      expect(await titleOf(last), 'what is on the page can still be lost').to.not.equal(`${last} at the page ${what}`);
      await rows(`UPDATE poll_run SET due_at = UTC_TIMESTAMP(3) WHERE state = 'open'`);
      // What the dead process held to decide.
      await rows('UPDATE content SET due_at = UTC_TIMESTAMP(3) WHERE undecided = 1');
      expect(await polling.finish()).to.deep.include({ state: 'done', error: null });
      await world.service.worker.drainOnce();
      await expectExact(world);
      const [record] = await polling.records();
      expect(record).to.deep.include({ kind: 'poll-full', state: 'done', error: null });
    });
  }

  it('leaves one record for each run', async () => {
    expect((await polling.records()).map(({ state }) => state)).to.deep.equal(['done', 'done', 'done', 'done']);
  });
});
