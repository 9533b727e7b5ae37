import { expect } from 'chai';
import type { FaultKind, FaultSettings } from '../../scripts/upstream/faults.ts';
import { course, program, run, uuidOf } from '../support/documents.ts';
import { sql } from '../support/service.ts';
import { expectExact } from './support/exact.ts';
import { pollingOf, type Polling } from './support/polling.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

/** Each switch of the stand-in while it is polled: what is lost, nothing; and what is told, exactly. */
describe('polls of an upstream that fails', function () {
  this.timeout(60_000);
  // Two pages of each: of courses, of the runs of the first fifty, of pathways.
  const courses = Array.from({ length: 52 }, (_, index) => course(`C+${String(index)}`, { status: 'published' }));
  const runs = courses
    .slice(0, 40)
    .flatMap(({ key }) => ['2026', '2027', '2028'].map((name) => run(key, name, { seats: [] })));
  const pathways = Array.from({ length: 52 }, (_, index) => ({
    ...{ content_type: 'learnerpathway', uuid: uuidOf(`pathway ${String(index)}`) },
    ...{ title: `Pathway ${String(index)}`, status: 'active' },
  }));
  const documents = [...courses, ...runs, ...pathways, program('P', { courses: [] })];
  let world: UpstreamWorld;
  let polling: Polling;
  let read: UpstreamWorld['corpus']['read'];

  before(async () => {
    world = await makeUpstreamWorld(documents);
    read = world.corpus.read.bind(world.corpus);
  });
  beforeEach(async () => {
    await world.reset();
    await sql(world.service.stores, 'DELETE FROM quarantine');
    polling = pollingOf(world);
  });
  afterEach(() => {
    world.corpus.read = read;
  });
  after(() => world.close());

  const happened = (kind: FaultKind): number => world.faults.report().happened[kind] ?? 0;
  const upstreamKeys = (): string[] =>
    world.corpus
      .entries()
      .map(({ key }) => key)
      .sort();
  /** Waits for the jobs that a poll has left. @returns how many items they removed */
  const finishJobs = async (): Promise<number> => {
    const jobs = await sql<{ uuid: string }>(world.service.stores, 'SELECT uuid FROM refresh_job');
    let removed = 0;
    for (const { uuid } of jobs) {
      const job = await world.finish(uuid);
      expect(job).to.deep.include({ failed: 0, refused: 0 });
      removed += job.removed;
    }
    return removed;
  };
  const nothingToTell = { changed: documents.length, older: 0, refused: 0, missedPages: 0, vanished: 0 };

  const passing: [FaultKind, number][] = [
    ['errors', 2],
    ['html', 3],
    ['truncated', 2],
    ['throttled', 1],
    ['expired', 2],
    ['slow', 1],
    ['duplicate', 3],
    ['shifting', 3],
  ];
  for (const [kind, times] of passing) {
    it(`(${kind}) lose nothing and have nothing to tell`, async () => {
      const before = happened(kind);
      world.faults.set({ [kind]: { times } });
      const ended = await polling.poll('full');
      expect(ended).to.deep.include({ state: 'done', error: null });
      expect(ended.counts).to.deep.include(nothingToTell);
      expect(happened(kind) - before).to.equal(times);
      await expectExact(world);
    });
  }

  it('(changing) have the item as it is then, and nothing else changes', async () => {
    await polling.poll('full');
    world.faults.set({ changing: { times: 1 } });
    const ended = await polling.poll('full');
    expect(ended).to.deep.include({ state: 'done', error: null });
    expect(ended.counts).to.deep.include({ ...nothingToTell, changed: 1 });
    const titles = await Promise.all(world.corpus.entries().map(async (entry) => String((await read(entry))['title'])));
    expect(titles.filter((title) => title.endsWith(', revised'))).to.have.length(1);
    await expectExact(world);
  });

  it('(vanishing) have it removed once it was asked for alone, and count it', async () => {
    await polling.poll('full');
    world.faults.set({ vanishing: { times: 1 } });
    const ended = await polling.poll('full');
    expect(ended).to.deep.include({ state: 'done', error: null });
    expect(ended.counts).to.deep.include({ ...nothingToTell, changed: 0, vanished: 1 });
    expect(await finishJobs()).to.equal(1);
    expect(upstreamKeys()).to.have.length(documents.length - 1);
    await expectExact(world);
  });

  it('lose nothing when an item of a page that was read goes while the next one is asked for', async () => {
    let isGone = false;
    for (const [type, gone, after] of [
      ['course', 'C+3', 'C+49'],
      ['courserun', 'course-v1:C+3+2026', 'course-v1:C+33+2026'],
      ['learnerpathway', pathways[3]?.uuid ?? '', pathways[49]?.uuid ?? ''],
    ] as const) {
      world.corpus.read = (entry) => {
        if (entry.key === after && !isGone) {
          isGone = world.corpus.remove(gone);
        }
        return read(entry);
      };
      expect(await polling.poll('changes'), type).to.deep.include({ state: 'done', error: null });
      expect(isGone, type).to.equal(true);
      const stored = await polling.storedKeys();
      expect(
        upstreamKeys().filter((key) => !stored.includes(key)),
        type,
      ).to.deep.equal([]);
      await world.reset();
      isGone = false;
    }
  });

  it('(wrong_types) refuse these documents and quarantine them; the last good ones stay', async () => {
    await polling.poll('full');
    world.faults.set({ wrong_types: { times: 2 } });
    const ended = await polling.poll('changes');
    expect(ended).to.deep.include({ state: 'done', error: null });
    expect(ended.counts).to.deep.include({ ...nothingToTell, changed: 0, refused: 2 });
    const kept = await sql<{ content_key: string; errors: unknown }>(
      world.service.stores,
      'SELECT content_key, errors FROM quarantine ORDER BY content_key',
    );
    expect(kept.map(({ content_key }) => content_key.slice(0, 2))).to.deep.equal(['C+', 'C+']);
    expect(JSON.stringify(kept[0]?.errors)).to.include('/course_runs');
    await expectExact(world);
    expect((await polling.poll('full')).counts).to.deep.include({ refused: 0, changed: 0 });
    expect(await sql(world.service.stores, 'SELECT content_key FROM quarantine')).to.deep.equal([]);
  });

  it('(missing_fields) refuse documents without their keys, and ask for the items by key: nothing is taken for vanished', async () => {
    await polling.poll('full');
    // The ratings of all courses first, then the first two of them.
    world.faults.set({ missing_fields: { times: courses.length + 2 } });
    const ended = await polling.poll('full');
    expect(ended).to.deep.include({ state: 'done', error: null });
    // Two courses, and the three runs of each.
    expect(ended.counts).to.deep.include({ ...nothingToTell, changed: 0, refused: 2, vanished: 8 });
    expect(await finishJobs()).to.equal(0);
    await expectExact(world);
  });

  it('in every way at once tell the same of that run, and the next one has everything', async () => {
    const kinds = [...passing.map(([kind]) => kind), 'changing', 'vanishing'] as const;
    const before = kinds.map(happened);
    const settings: FaultSettings = Object.fromEntries(kinds.map((kind) => [kind, { times: 1 }]));
    world.faults.set(settings);
    const faulty = await polling.poll('full');
    expect(faulty).to.deep.include({ state: 'done', error: null });
    expect(faulty.counts).to.deep.include({ refused: 0, missedPages: 0, vanished: 0 });
    const stored = await polling.storedKeys();
    expect(upstreamKeys().filter((key) => !stored.includes(key))).to.deep.equal([]);
    expect(kinds.map(happened)).to.deep.equal(before.map((times) => times + 1));
    world.faults.set({});
    expect(await polling.poll('full')).to.deep.include({ state: 'done', error: null });
    await finishJobs();
    await expectExact(world);
  });
});
