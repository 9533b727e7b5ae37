import { expect } from 'chai';
import { expectProblem, type Answer, type Client, type Problem } from '../../support/client.ts';
import { testPortalEvents } from './portal-events.ts';
import { anna, AnalyticsWorld, bruno } from './world.ts';

type Taken = Problem & { accepted: number };

describe('what comes of searches', function () {
  this.timeout(60_000);
  let world: AnalyticsWorld;
  let ada: Client;
  before(async () => {
    world = await AnalyticsWorld.open();
    ada = world.learner('ada');
  });
  beforeEach(() => world.forget());
  after(() => world.close());

  const tell = (events: unknown, client = ada): Promise<Answer<Taken>> =>
    client.post<Taken>('/api/v1/search/events', { events });
  const click = (queryId: string, more: object = {}): object => ({
    ...{ query_id: queryId, type: 'click', content_key: 'Find+1', position: 1 },
    ...more,
  });
  /** What is counted of the one customer, all days together. */
  const day = async () => (await world.report('days', { customer: anna })).results[0];

  it('is counted at once with its search, each result once, whenever it comes', async () => {
    const { query_id } = await world.search(ada, 'data');
    await world.search(world.learner('ben'), 'data');
    await world.settle();
    expect(await day()).to.include({ searches: 2, clicked: 0 });
    const events = [
      click(query_id, { content_key: 'Find+2' }),
      click(query_id, { position: 2, at: new Date(Date.now() + world.clock.later).toISOString() }),
      click(query_id, { type: 'conversion', position: undefined }),
    ];
    for (let time = 0; time < 2; time += 1) {
      const answer = await tell(events);
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      expect(answer.body).to.deep.equal({ accepted: 3 });
      await world.tend();
    }
    expect(await day()).to.include({
      ...{ searches: 2, tracked: 2, clicked: 1, clicks: 2, converted: 1, conversions: 1 },
      ...{ click_through_rate: 0.5, conversion_rate: 0.5, mean_click_position: 1.5 },
    });
  });

  it('makes a search of its own of one that somebody went on from', async () => {
    const first = await world.search(ada, 'pyt');
    await world.search(ada, 'python');
    await world.settle();
    expect(await day()).to.include({ searches: 1 });
    expect((await tell([click(first.query_id)])).status).to.equal(200);
    await world.tend();
    expect(await day()).to.include({ searches: 2, clicked: 1 });
  });

  it('can be told at once, while its search still waits to be stored', async () => {
    const { body } = await ada.get<{ query_id: string }>('/api/v1/search?q=python');
    const answer = await tell([click(body.query_id)]);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  });

  it('is refused where it cannot be, and the others are stored', async () => {
    const { query_id: good } = await world.search(ada, 'data');
    const { query_id: none } = await world.search(ada, 'cooking', { relax: 'false' });
    const { query_id: foreign } = await world.search(world.learner('cleo', bruno), 'python');
    const now = Date.now() + world.clock.later;
    const at = (milliseconds: number): object => ({ at: new Date(now + milliseconds).toISOString() });
    const cases: [unknown, RegExp][] = [
      [click('f'.repeat(32)), /there is no search of this query id/],
      [click(foreign), /not of this caller’s customer/],
      [click(good, { position: 3 }), /last result that was shown had position 2/],
      [click(good, { content_key: 'Find+3' }), /did not show Find\+3/],
      [click(good, { type: 'conversion', content_key: 'Nothing+1' }), /did not show/],
      [click(none), /position 0/],
      [click(none, { type: 'conversion' }), /did not show/],
      [click(good, at(600_000)), /of the future/],
      [click(good, at(-600_000)), /before its search/],
      [click(good, { at: 'now' }), /^at:/],
      [click(good, { at: 17 }), /^at:/],
      [click(good, { position: 0 }), /^position:/],
      [click(good, { position: 1.5 }), /^position:/],
      [click(good, { position: '1' }), /^position:/],
      [click(good, { position: undefined }), /^position:/],
      [click(good, { content_key: '' }), /^content_key:/],
      [click(good, { content_key: 'x'.repeat(256) }), /^content_key:/],
      [click(good, { type: 'look' }), /^type:/],
      [click('xyz'), /^query_id:/],
      [click(good.toUpperCase()), /^query_id:/],
      [{}, /^query_id:/],
      [null, /not an object/],
      [['x'], /not an object/],
      ['x', /not an object/],
    ];
    const unreadable = await world.metric('search_analytics_feedback_total', 'unreadable');
    const refused = await world.metric('search_analytics_feedback_total', 'refused');
    const events = [click(good), ...cases.map(([event]) => event), click(good, { content_key: 'Find+2', position: 2 })];
    const answer = await tell(events);
    const problem = expectProblem(answer, 422, 'refused');
    expect(answer.body.accepted).to.equal(2);
    expect(await world.metric('search_analytics_feedback_total', 'unreadable')).to.equal(unreadable + 15);
    expect(await world.metric('search_analytics_feedback_total', 'refused')).to.equal(refused + 9);
    expect(problem.detail).to.match(/^24 of 26 events are refused, the others are taken; \/events\/1: /);
    expect(problem.errors?.map(({ pointer }) => pointer)).to.deep.equal(
      cases.map((_, at) => `/events/${String(at + 1)}`),
    );
    for (const [at, [, why]] of cases.entries()) {
      expect(problem.errors?.[at]?.detail, JSON.stringify(events[at + 1])).to.match(why);
    }
    expect(await world.count('search_feedback')).to.equal(2);
    world.clock.later += 4 * 86_400_000 + 1;
    expectProblem(await tell([click(good)]), 422, 'refused');
  });

  it('is refused by the thousand, and leaves nothing', async () => {
    const refused = await world.metric('search_analytics_feedback_total', 'refused');
    const broken = Array.from({ length: 1_000 }, (_, at) =>
      click(at % 2 === 0 ? 'x' : at.toString(16).padStart(32, '0')),
    );
    const answers = await Promise.all(Array.from({ length: 10 }, () => tell(broken)));
    for (const answer of answers) {
      expect(expectProblem(answer, 422, 'refused').errors).to.have.length(1_000);
      expect(answer.body.accepted).to.equal(0);
    }
    expect(await world.count('search_feedback')).to.equal(0);
    expect(await world.metric('search_analytics_feedback_total', 'refused')).to.be.at.least(refused + 5_000);
    for (const events of [[], [...broken, {}], 'x', null, undefined, { 0: {} }]) {
      expectProblem(await tell(events), 400, 'bad_request');
    }
  });

  it('takes the clock as it goes: one that was put back keeps no click out', async () => {
    const { query_id } = await world.search(ada, 'python');
    world.clock.later -= 3_600_000;
    expect((await tell([click(query_id)])).status).to.equal(200);
    await world.search(ada, 'python');
    world.clock.later += 3_600_000;
    await world.settle();
    expect(await day()).to.include({ searches: 2, clicked: 1 });
  });

  testPortalEvents(() => world);
});
