import { expect } from 'chai';
import { course, program, run, uuidOf } from '../support/documents.ts';
import { makeService, sql } from '../support/service.ts';
import { runScript, type Ended } from '../support/run-script.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

const author = { name: 'test', requestId: null };

describe('refreshing content', function () {
  this.timeout(60_000);
  const programUuid = program('P').uuid;
  const pathway = { content_type: 'learnerpathway', uuid: uuidOf('pathway'), title: 'A pathway', status: 'active' };
  let world: UpstreamWorld;

  beforeEach(async () => {
    world = await makeUpstreamWorld([
      course('A+1'),
      run('A+1', '2026', { seats: [] }),
      run('A+1', '2027', { restriction_type: 'custom-b2b-enterprise' }),
      course('B+1'),
      program('P', { courses: [{ key: 'A+1' }] }),
      pathway,
    ]);
  });
  afterEach(() => world.close());

  const titleOf = async (key: string): Promise<unknown> =>
    (await world.service.replication.find(key, { coerceToCourse: false }))?.raw['title'];
  const rows = <Row>(statement: string, values: unknown[] = []): Promise<Row[]> =>
    sql<Row>(world.service.stores, statement, values);

  it('stores what upstream gives, each kind by its key, with a course its runs, and has it decided', async () => {
    const job = await world.refresh(['A+1', programUuid, pathway.uuid]);
    expect(job).to.deep.include({
      state: 'done',
      requested: 3,
      waiting: 0,
      fetched: 3,
      changed: 3,
      missing: 0,
      problems: [],
    });
    const stored = await rows<{ content_key: string; type: string; undecided: number | null }>(
      'SELECT content_key, type, undecided FROM content ORDER BY type, content_key',
    );
    expect(stored.map(({ content_key, type }) => [content_key, type])).to.deep.equal([
      ['A+1', 'course'],
      ['course-v1:A+1+2026', 'courserun'],
      ['course-v1:A+1+2027', 'courserun'],
      [pathway.uuid, 'learnerpathway'],
      [programUuid, 'program'],
    ]);
    expect(stored.every(({ undecided }) => undecided === null)).to.equal(true);
    expect((await world.refresh(['A+1', programUuid])).changed, 'the same again').to.equal(0);
  });

  it('finds a pathway in the list of all, since upstream knows no filter of them, and notices that it is gone', async () => {
    const others = Array.from({ length: 60 }, (_, index) => uuidOf(`pathway ${String(index)}`));
    const programs = [{ uuid: programUuid, title: 'P' }];
    for (const uuid of others) {
      // As a credit pathway comes: a name, and programs without steps.
      world.corpus.put({ content_type: 'learnerpathway', uuid, name: 'Credit', pathway_type: 'credit', programs });
    }
    const last = others.at(-1) ?? '';
    expect(await world.refresh([last, programUuid])).to.deep.include({ fetched: 2, changed: 2, missing: 0 });
    const found = await world.service.replication.find(last, { coerceToCourse: false });
    expect(found?.normalized).to.deep.include({ title: 'Credit', program_keys: [programUuid] });
    expect(await rows('SELECT content_key FROM content WHERE type = ?', ['learnerpathway'])).to.have.length(1);
    world.corpus.remove(last);
    expect(await world.refresh([last, pathway.uuid])).to.deep.include({ fetched: 1, removed: 1, failed: 0 });
  });

  it('takes a run through its course', async () => {
    expect(await world.refresh(['course-v1:A+1+2026'])).to.deep.include({ fetched: 1, changed: 1 });
    expect(await titleOf('A+1')).to.equal('About A+1');
  });

  it('merges what is asked for again and again, and misses no change that came while it asked', async () => {
    const { replication } = world.service;
    const jobs = [];
    for (let count = 0; count < 20; count += 1) {
      jobs.push(await replication.refreshContent(['A+1'], { source: 'route', author }));
    }
    for (const { uuid } of jobs) {
      expect(await world.finish(uuid)).to.deep.include({ state: 'done', fetched: 1 });
    }
    // One request for the course and one for its runs.
    expect(world.standIn.asked).to.equal(2);
    world.corpus.put(course('A+1', { title: 'Another title' }));
    expect((await world.refresh(['A+1'])).changed).to.equal(1);
    expect(await titleOf('A+1')).to.equal('Another title');
  });

  it('leaves room for the others beside a burst', async () => {
    const { replication } = world.service;
    const many = Array.from({ length: 500 }, (_, index) => `NOBODY+${String(index)}`);
    const burst = await replication.refreshContent(many, { source: 'poll', author });
    const single = await replication.refreshContent(['B+1'], { source: 'script', author });
    const [first, last] = [await world.finish(single.uuid), await world.finish(burst.uuid)];
    expect(last).to.deep.include({ state: 'done', missing: 500, requested: 500 });
    expect(first.fetched).to.equal(1);
    // Ten rounds of the burst, the first of which has room for the single one.
    expect(Number(last.finishedAt) - Number(first.finishedAt)).to.be.greaterThan(0);
  });

  it('goes on where a process ended that held keys', async () => {
    const { replication } = world.service;
    const job = await replication.refreshContent(['A+1', 'B+1'], { source: 'route', author });
    // What a killed process leaves: keys that it holds for a while.
    await rows(
      `UPDATE refresh_item SET due_at = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR, attempts = 1 WHERE content_key = 'A+1'`,
    );
    await world.service.refresher?.drain();
    expect(await replication.readRefresh(job.uuid)).to.deep.include({ state: 'running', waiting: 1, fetched: 1 });
    await rows('UPDATE refresh_item SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE outcome IS NULL');
    expect(await world.finish(job.uuid)).to.deep.include({ state: 'done', fetched: 2 });
  });

  it('keeps what ended, and forgets it after 30 days', async () => {
    const old = await world.refresh(['A+1', 'NOBODY+1']);
    await rows('UPDATE refresh_job SET finished_at = UTC_TIMESTAMP(3) - INTERVAL 31 DAY');
    await world.refresh(['B+1']);
    expect(await world.service.replication.readRefresh(old.uuid)).to.equal(undefined);
    expect(await rows('SELECT * FROM refresh_item')).to.deep.equal([]);
  });

  it('keeps the ratings that a list of courses does not give', async () => {
    const rated = course('A+1', { reviews_count: 7, avg_course_rating: 4.5 });
    await world.service.replication.store([rated], { author });
    await world.refresh(['A+1']);
    const found = await world.service.replication.find('A+1', { coerceToCourse: false });
    expect(found?.raw).to.deep.include({ reviews_count: 7, avg_course_rating: 4.5, title: 'About A+1' });
  });

  describe('what vanished', () => {
    it('is removed once upstream gave it and does not, asked for it alone', async () => {
      await world.refresh(['A+1', 'B+1', programUuid, 'course-v1:A+1+2026']);
      for (const key of ['B+1', programUuid, 'course-v1:A+1+2026']) {
        world.corpus.remove(key);
      }
      const job = await world.refresh(['A+1', 'B+1', programUuid, 'course-v1:A+1+2026']);
      expect(job).to.deep.include({ state: 'done', fetched: 1, removed: 3 });
      expect(job.problems.map(({ contentKey, outcome }) => [contentKey, outcome])).to.deep.include(['B+1', 'removed']);
      expect(await titleOf('B+1')).to.equal(undefined);
      expect(await titleOf(programUuid)).to.equal(undefined);
      expect(await titleOf('course-v1:A+1+2026')).to.equal(undefined);
      expect(await titleOf('course-v1:A+1+2027'), 'another run').to.not.equal(undefined);
      world.corpus.put(course('B+1', { title: 'Back' }));
      expect((await world.refresh(['B+1'])).changed).to.equal(1);
      expect(await titleOf('B+1')).to.equal('Back');
    });

    it('is kept when upstream never gave it', async () => {
      await world.service.replication.store([course('OWN+1')], { author });
      expect(await world.refresh(['OWN+1', 'NOBODY+1'])).to.deep.include({ state: 'done', missing: 2, removed: 0 });
      expect(await titleOf('OWN+1')).to.equal('About OWN+1');
    });

    it('is kept past ten of a job, or the share that is set', async () => {
      const keys = Array.from({ length: 15 }, (_, index) => `MANY+${String(index)}`);
      keys.forEach((key) => {
        world.corpus.put(course(key));
      });
      await world.refresh(keys);
      keys.forEach((key) => world.corpus.remove(key));
      const job = await world.refresh(keys);
      expect(job).to.deep.include({ removed: 10, missing: 5 });
      expect(job.problems.filter(({ detail }) => detail.includes('more vanished than may')).length).to.equal(5);
    });

    it('is kept, all of it, where none may vanish', async () => {
      const strict = await makeUpstreamWorld([course('A+1'), course('B+1')], { UPSTREAM_VANISHING_PERCENT: '0' });
      await strict.refresh(['A+1', 'B+1']);
      strict.corpus.remove('B+1');
      const job = await strict.refresh(['A+1', 'B+1']);
      expect(job).to.deep.include({ state: 'done', fetched: 1, removed: 0, missing: 1 });
      expect(await strict.service.replication.find('B+1', { coerceToCourse: false })).to.not.equal(undefined);
      await strict.close();
    });
  });

  it('without upstream says so and asks nobody', async () => {
    const alone = await makeService();
    const job = await alone.replication.refreshContent(['A+1'], { source: 'route', author });
    expect(job).to.deep.include({ state: 'failed', requested: 1, waiting: 0 });
    expect(job.error).to.include('UPSTREAM_URL');
    expect(alone.refresher).to.equal(undefined);
    await alone.stop();
  });

  describe('by npm run refresh', () => {
    const command = (...args: string[]): Promise<Ended> => runScript(world.service.stores, 'refresh', args);

    it('waits until it is done, and tells what is not there by its exit code', async () => {
      const well = await command('A+1', 'B+1');
      expect(well.code, well.stderr).to.equal(0);
      expect(JSON.parse(well.stdout)).to.deep.include({ state: 'done', source: 'script', changed: 2 });
      expect((await command('NOBODY+1')).code).to.equal(2);
      const left = await command('A+1', '--leave');
      const { uuid, state } = JSON.parse(left.stdout) as { uuid: string; state: string };
      expect([left.code, state]).to.deep.equal([0, 'running']);
      expect((await world.finish(uuid)).state).to.equal('done');
      expect((await command('--help')).stdout)
        .to.match(/^npm run refresh -- /)
        .and.to.include('Exit code');
    });
  });
});
