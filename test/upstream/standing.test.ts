import { expect } from 'chai';
import type { PollRun } from '../../src/replication/port.ts';
import { course, listed } from '../support/documents.ts';
import { eventually } from '../support/service.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

type Document = Record<string, unknown>;

/** What a poll watches of each item, so that it does not take in a catalog's end without a question. */
describe('the standing of items', function () {
  this.timeout(60_000);
  // Two pages: fifty items may always move.
  const courses = Array.from({ length: 60 }, (_, index) => listed(course(`S+${String(index)}`)));
  let world: UpstreamWorld;

  before(async () => {
    world = await makeUpstreamWorld(courses);
  });
  after(() => world.close());

  const withRuns = (members: Document): Document => ({
    course_runs: (listed<Document & { key: string }>(course('T+1'))['course_runs'] as Document[]).map((one) => ({
      ...one,
      ...members,
    })),
  });

  const moves: [string, Document][] = [
    ['lose their advertised run', { advertised_course_run_uuid: null }],
    ['lose their owners', { owners: [] }],
    ['have their runs hidden', withRuns({ hidden: true })],
    ['have their runs closed', withRuns({ is_enrollable: false })],
    ['end their enrolment', withRuns({ enrollment_end: '2020-01-01T00:00:00Z' })],
    ['come from another source', { product_source: { slug: 'elsewhere', name: 'Elsewhere' } }],
    ['are of another course type', { course_type: 'bootcamp-2u' }],
    ['change their status', { status: 'archived' }],
  ];

  let tick = Date.parse('2026-11-21T10:00:00Z');
  const pollerOf = () => {
    const { polls } = world.service;
    if (polls === undefined) {
      throw new Error('no upstream is configured');
    }
    return polls.poller;
  };
  const last = async (): Promise<PollRun> => {
    const [run] = await pollerOf().list(1);
    if (run === undefined) {
      throw new Error('there is no run');
    }
    return run;
  };
  const poll = async (): Promise<PollRun> => {
    tick += 60_000;
    expect(await pollerOf().open('full', new Date(tick))).to.equal(true);
    await eventually('the run has ended or waits', async () => {
      await pollerOf().drain();
      return (await last()).state !== 'open';
    });
    return last();
  };

  it('is what it was while titles and levels change', async () => {
    expect((await poll()).counts).to.deep.include({ changed: 60, standing: 0 });
    for (const one of courses) {
      world.corpus.put({ ...one, title: 'Another title', level_type: 'Advanced' });
    }
    expect((await poll()).counts).to.deep.include({ changed: 60, standing: 0 });
  });

  for (const [index, [what, members]] of moves.entries()) {
    it(`is another when they ${what}`, async () => {
      world.corpus.put({ ...listed(course(`S+${String(index)}`)), ...members });
      expect((await poll()).counts).to.deep.include({ changed: 1, standing: 1 });
    });
  }

  it('makes a poll wait before searches are empty, and go on when told to', async () => {
    for (const one of courses) {
      world.corpus.put({ ...one, title: 'As it was' });
    }
    await poll();
    for (const one of courses) {
      world.corpus.put({ ...one, advertised_course_run_uuid: null });
    }
    const paused = await poll();
    expect(paused.state).to.equal('paused');
    expect(paused.counts['standing']).to.equal(60);
    expect(paused.error).to.equal('60 items changed their status, or whether lists and searches show them');
    expect(await pollerOf().decide(paused.id, 'resume')).to.equal(true);
    await pollerOf().drain();
    expect((await last()).state).to.equal('done');
  });
});
