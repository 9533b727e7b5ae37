import { expect } from 'chai';
import { expectProblem } from '../../support/client.ts';
import { eventually, makeService, sql, type TestService } from '../../support/service.ts';
import { anna, AnalyticsWorld } from './world.ts';

const day = 86_400_000;

describe('search analytics that are disturbed', function () {
  this.timeout(120_000);
  let world: AnalyticsWorld;
  before(async () => {
    world = await AnalyticsWorld.open();
  });
  beforeEach(() => world.forget());
  afterEach(() => world.proxies.mysql.restore());
  after(() => world.close());

  /** Searches of so many people for a text, each noted as if it had been answered now. */
  function note(
    people: number,
    text: string,
    service: Pick<TestService, 'analytics'> = world.service,
  ): (string | undefined)[] {
    return Array.from({ length: people }, (_, at) =>
      service.analytics.record({
        ...{ customer: anna, locale: 'en', text, narrowedBy: undefined, results: 1, page: 1, relaxed: null },
        ...{ searcher: `searcher ${String(at)}`, tracked: true, shown: ['Find+1'], lastPosition: 1 },
      }),
    );
  }

  /** Connections that were cut are noticed one by one. */
  const tendIfThere = (): Promise<unknown> => world.tend().catch((error: unknown) => error);

  for (const way of ['cut', 'hang'] as const) {
    it(`answer searches while the database is away (${way}), and have them all when it is back`, async () => {
      await world.search(world.learner('ada'), 'python');
      await world.proxies.mysql.takeAway(way);
      const { status, body } = await world.operator.get<{ query_id: string; count: number }>('/api/v1/search?q=python');
      expect(status).to.equal(200);
      expect(body.query_id).to.match(/^[0-9a-f]{32}$/);
      const untold = await world.metric('search_analytics_feedback_total', 'failed');
      const failed = world.service.analytics.flush();
      const events = [{ query_id: body.query_id, type: 'click', content_key: 'Find+1', position: 1 }];
      expectProblem(await world.operator.post('/api/v1/search/events', { events }), 503, 'unavailable');
      expect(await world.metric('search_analytics_feedback_total', 'failed')).to.equal(untold + 1);
      await failed;
      expect(await world.metric('search_analytics_waiting')).to.equal(1);
      await world.proxies.mysql.restore();
      await eventually('the search is stored', async () => {
        await world.service.analytics.flush();
        return (await world.count('search_event')) === 2;
      });
      expect(await world.metric('search_analytics_waiting')).to.equal(0);
      expect((await world.operator.post('/api/v1/search/events', { events })).status).to.equal(200);
    });
  }

  it('store a search once when the database is lost before it can say so', async () => {
    const stored = async (): Promise<number> =>
      (await sql(world.direct, `SELECT id FROM search_event WHERE text = 'python'`)).length;
    note(2, 'python');
    world.proxies.mysql.slow(1_500);
    const flushed = world.service.analytics.flush();
    await eventually('they are stored', async () => (await stored()) === 2);
    await world.proxies.mysql.cut();
    await flushed;
    expect(await world.metric('search_analytics_waiting'), 'nobody has said so').to.equal(2);
    note(1, 'sql');
    await world.proxies.mysql.restore();
    await eventually('they are written again', async () => {
      await world.service.analytics.flush();
      return (await world.metric('search_analytics_waiting')) === 0;
    });
    expect(await stored()).to.equal(2);
    expect(await world.count('search_event'), 'and what came beside').to.equal(3);
  });

  it('leave what is too much to wait, and count it', async () => {
    await world.proxies.mysql.takeAway('cut');
    const dropped = await world.metric('search_analytics_searches_total', 'dropped');
    const names = note(10_007, 'python');
    expect(names.filter((name) => name === undefined)).to.have.length(7);
    expect(await world.metric('search_analytics_searches_total', 'dropped')).to.equal(dropped + 7);
    await world.proxies.mysql.restore();
    await eventually('the others are stored', async () => {
      await world.service.analytics.flush();
      return (await world.count('search_event')) === 10_000;
    });
  });

  it('count each search once, wherever a rollup is killed', async () => {
    for (const [statement, text] of [
      ['SELECT DISTINCT earlier.id', 'one'],
      ['INSERT INTO search_seen', 'two'],
      ['INSERT INTO search_day ', 'three'],
      ['INSERT INTO search_day_text', 'four'],
      ['SET told_search', 'five'],
      ['COMMIT', 'six'],
    ] as const) {
      note(3, text);
      await world.service.analytics.flush();
      world.clock.later += 60_000;
      let seen = false;
      world.proxies.mysql.cutWhen((sent) => {
        // The first COMMIT of a rollup is that of what it found.
        seen ||= sent.includes('search_event WHERE due_at');
        return seen && sent.includes(statement);
      });
      const thrown: unknown = await world.tend().catch((error: unknown) => error);
      expect(thrown, statement).to.have.property('code', 'unavailable');
      await world.proxies.mysql.restore();
      // The database gives the turn of the lost transaction away when it notices that it is lost.
      await eventually(`${statement}: it is counted`, async () => {
        await tendIfThere();
        return (await world.top(anna))[text] === 3;
      });
    }
    expect(await world.searches(anna)).to.equal(18);
    expect((await world.report('days', { customer: anna })).results[0]).to.include({ users: 3 });
  });

  it('count each search once when two processes roll up at once', async () => {
    const other = await makeService({
      stores: world.service.stores,
      now: (now) => now.getTime() + world.clock.later,
    });
    try {
      for (let round = 0; round < 4; round += 1) {
        note(700, `text ${String(round)}`);
        note(700, `text ${String(round)}`, other);
        await Promise.all([world.service.analytics.flush(), other.analytics.flush()]);
        world.clock.later += 60_000;
        await Promise.all([world.tend(), world.tend(other), world.tend(), world.tend(other)]);
      }
      await world.tend();
      // The same people in both processes, within seconds: one search each.
      expect(await world.top(anna)).to.deep.equal({ 'text 0': 700, 'text 1': 700, 'text 2': 700, 'text 3': 700 });
      expect((await world.report('days', { customer: anna })).results[0]).to.include({ searches: 2_800, users: 700 });
    } finally {
      await other.stop();
    }
  });

  it('keep counts for good and searches for their days, also when killed between rollup and drop', async () => {
    note(3, 'python');
    note(1, 'a secret of one');
    await world.settle();
    world.clock.later += 31 * day;
    world.proxies.mysql.cutWhen((sent) => sent.includes('DELETE FROM search_event'));
    expect(await world.tend().catch((error: unknown) => error)).to.have.property('code', 'unavailable');
    await world.proxies.mysql.restore();
    await eventually('everything that is old is dropped', async () => {
      await tendIfThere();
      return (await world.count('search_event')) === 0;
    });
    for (const table of ['search_event', 'search_feedback', 'search_seen', 'search_salt']) {
      expect(await world.count(table), table).to.equal(0);
    }
    const since = new Date(Date.now() + world.clock.later - 40 * day).toISOString().slice(0, 10);
    const report = await world.report('top', { customer: anna, since });
    expect(report.results.map(({ text, searches }) => [text, searches])).to.deep.equal([['python', 3]]);
    expect(report.others, 'as before').to.equal(1);
    const texts = await world.sql<{ text: string | null }>('SELECT DISTINCT text FROM search_day_text ORDER BY text');
    expect(
      texts.map(({ text }) => text),
      'what one has searched for is merged',
    ).to.deep.equal([null, 'python']);
    await world.tend();
    expect((await world.report('top', { customer: anna, since })).others).to.equal(1);
  });

  it('do not drop what is not rolled up, nor what is young', async () => {
    note(2, 'python');
    await world.service.analytics.flush();
    world.clock.later += 29 * day;
    note(2, 'sql');
    await world.service.analytics.flush();
    await world.tend();
    expect(await world.count('search_event'), '29 days, and none').to.equal(4);
    await world.sql(`UPDATE search_event SET due_at = '2999-01-01' WHERE text = 'python'`);
    world.clock.later += 2 * day;
    await world.tend();
    expect(await world.count('search_event'), 'not rolled up as it is').to.equal(4);
    await world.sql(`UPDATE search_event SET due_at = at WHERE text = 'python'`);
    await world.tend();
    expect(await world.count('search_event')).to.equal(2);
    expect(await world.searches(anna)).to.equal(2);
  });

  it('write what waits when the process ends', async () => {
    const other = await makeService({ stores: world.service.stores });
    note(5, 'python', other);
    await other.stop();
    expect(await world.count('search_event')).to.equal(5);
    expect(note(1, 'python', other), 'and nothing afterwards').to.deep.equal([undefined]);
  });

  it('are tended by a worker, without being asked', async () => {
    note(2, 'python');
    await world.service.analytics.flush();
    world.clock.later += 60_000;
    world.service.worker.start();
    try {
      await eventually('it is rolled up', async () => (await world.searches(anna)) === 2);
    } finally {
      await world.service.worker.stop();
    }
  });
});
