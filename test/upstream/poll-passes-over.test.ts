import { expect } from 'chai';
import { course, program } from '../support/documents.ts';
import { pollingOf, type Polling } from './support/polling.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

/** Many pages in a row that upstream cannot give, while it gives others. */
describe('polls of a list with pages that cannot be had', function () {
  this.timeout(90_000);
  // 26 pages of courses.
  const courses = Array.from({ length: 1_275 }, (_, index) => course(`C+${String(10_000 + index)}`));
  let world: UpstreamWorld;
  let polling: Polling;

  beforeEach(async () => {
    world = await makeUpstreamWorld([...courses, program('P', { courses: [] })]);
    polling = pollingOf(world);
  });
  afterEach(() => world.close());

  /** Pages with one of these courses cannot be had. */
  function spoil(from: number, to: number): void {
    const spoilt = new Set(courses.slice(from, to).map(({ key }) => key));
    const read = world.corpus.read.bind(world.corpus);
    world.corpus.read = (entry) => (spoilt.has(entry.key) ? Promise.reject(new Error('unreadable')) : read(entry));
  }

  it('pass over as many as there are while upstream answers else, and go on behind them', async () => {
    spoil(50, 300);
    const ended = await polling.poll('full');
    expect(ended).to.deep.include({ state: 'partly' });
    expect(ended.counts).to.deep.include({ missedPages: 5 });
    expect(ended.error).to.include('{"kind":"course","offset":250}]');
    expect(await polling.storedKeys()).to.deep.equal(
      [...courses.slice(0, 50), ...courses.slice(300)]
        .map(({ key }) => key)
        .concat(program('P').uuid)
        .sort(),
    );
  });

  it('leave the rest of a list that has no end of them, which is told, and read the other lists', async () => {
    spoil(50, courses.length);
    const ended = await polling.poll('full');
    expect(ended).to.deep.include({ state: 'partly' });
    expect(ended.counts).to.deep.include({ missedPages: 21 });
    expect(ended.error).to.include('{"kind":"course","offset":1050,"rest":true}]');
    expect(await polling.storedKeys()).to.deep.equal(
      courses
        .slice(0, 50)
        .map(({ key }) => key)
        .concat(program('P').uuid)
        .sort(),
    );
  });
});
