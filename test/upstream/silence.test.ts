import { expect } from 'chai';
import { course, program, run } from '../support/documents.ts';
import { pollingOf, type Polling } from './support/polling.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

/** One item that upstream never answers for, and an upstream that answers nothing, are not the same. */
describe('an upstream that is silent', function () {
  this.timeout(60_000);
  const courses = Array.from({ length: 120 }, (_, index) => course(`C+${String(index)}`));
  const documents = [...courses, run('C+70', '2026', { seats: [] }), program('P', { courses: [] })];
  const all = [...courses.map(({ key }) => key), 'course-v1:C+70+2026', program('P').uuid].sort();
  const secondPage = new Set([...courses.slice(50, 100).map(({ key }) => key), 'course-v1:C+70+2026']);
  let world: UpstreamWorld;
  let polling: Polling;
  let read: UpstreamWorld['corpus']['read'];

  beforeEach(async () => {
    world = await makeUpstreamWorld(documents, { UPSTREAM_TIMEOUT_MILLISECONDS: '300' });
    polling = pollingOf(world);
    read = world.corpus.read.bind(world.corpus);
  });
  afterEach(() => world.close());

  const hang = (key: string): void => {
    world.corpus.read = (entry) => (entry.key === key ? new Promise(() => undefined) : read(entry));
  };

  for (const key of ['C+70', 'course-v1:C+70+2026']) {
    it(`about ${key}: a poll passes over its page, comes to its end, and tells; the next one has it`, async () => {
      hang(key);
      const ended = await polling.poll('changes');
      expect(ended).to.deep.include({
        state: 'partly',
        error: 'pages that could not be had: [{"kind":"course","offset":50}]',
      });
      expect(ended.counts).to.deep.include({ missedPages: 1, refused: 0, vanished: 0 });
      expect(await polling.storedKeys()).to.deep.equal(all.filter((one) => !secondPage.has(one)));
      world.corpus.read = read;
      expect(await polling.poll('changes')).to.deep.include({ state: 'done', since: null, error: null });
      expect(await polling.storedKeys()).to.deep.equal(all);
    });
  }

  it('about one key: a job asks for it alone, then fails it and tells; the others are had', async () => {
    const keys = courses.slice(60, 80).map(({ key }) => key);
    hang('C+70');
    const job = await world.refresh(keys);
    expect(job).to.deep.include({ state: 'partly', failed: 1, fetched: keys.length - 1, missing: 0, removed: 0 });
    expect(job.problems.map(({ contentKey, outcome }) => [contentKey, outcome])).to.deep.equal([['C+70', 'failed']]);
    expect(job.problems[0]?.detail).to.match(/has not answered .* something else it answers/);
    world.corpus.read = read;
    expect(await world.refresh(['C+70'])).to.deep.include({ state: 'done', fetched: 1, changed: 1 });
  });

  it('about everything: polls and jobs wait, nothing counts as missed or failed, and both go on', async () => {
    world.faults.set({ silent: 1 });
    await polling.open('changes');
    await polling.poller.drain();
    const waiting = await polling.last();
    expect(waiting).to.deep.include({ state: 'open' });
    expect(waiting.error).to.match(/^upstream has not answered within 300 ms$/);
    const author = { name: 'test', requestId: null };
    const { uuid } = await world.service.replication.refreshContent(['C+1'], { source: 'route', author });
    await world.service.refresher?.drain();
    expect(await world.service.replication.readRefresh(uuid)).to.deep.include({ state: 'running', waiting: 1 });
    world.faults.set({});
    expect(await polling.finish()).to.deep.include({ state: 'done', error: null });
    expect(await world.finish(uuid)).to.deep.include({ state: 'done', fetched: 1, failed: 0 });
    expect(await polling.storedKeys()).to.deep.equal(all);
  });
});
