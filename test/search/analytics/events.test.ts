import { algoliasearch } from 'algoliasearch5';
import { expect } from 'chai';
import { Client, expectProblem, type Answer, type Problem } from '../../support/client.ts';
import { anna, AnalyticsWorld, bruno } from './world.ts';

interface PortalAnswer {
  queryID?: string;
  hits: { objectID: string }[];
  results: PortalAnswer[];
}

type Taken = Problem & { accepted: number; status: number; message: string };

describe('what comes of searches', function () {
  this.timeout(60_000);
  let world: AnalyticsWorld;
  let ada: Client;
  let key: string;
  before(async () => {
    world = await AnalyticsWorld.open();
    ada = world.learner('ada');
    const { body } = await ada.get<{ algolia: { secured_api_key: string } }>(
      `/api/v1/enterprise-customer/${anna}/secured-algolia-api-key/`,
    );
    key = body.algolia.secured_api_key;
  });
  beforeEach(() => world.forget());
  after(() => world.close());

  const tell = (events: unknown, client = ada): Promise<Answer<Taken>> =>
    client.post<Taken>('/api/v1/search/events', { events });
  const click = (queryId: string, more: object = {}): object => ({
    ...{ query_id: queryId, type: 'click', content_key: 'Find+1', position: 1 },
    ...more,
  });
  /** In the protocol of portals, with the key in the address, as it is. */
  const ask = (path: string, body: unknown, more: Record<string, string> = {}, withKey = key): Promise<Answer<Taken>> =>
    new Client(world.operator.url, null).ask<Taken>('POST', `${path}?X-Algolia-Application-Id=a&X-Algolia-API-Key=${withKey}`, {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'Content-Type': 'text/plain', ...more },
    });
  const searchPortal = async (members: object, more: Record<string, string> = {}): Promise<PortalAnswer> => {
    const answer = await ask('/1/indexes/enterprise_catalog/query', { clickAnalytics: true, ...members }, more);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    await world.service.analytics.flush();
    return answer.body as unknown as PortalAnswer;
  };
  const portalClick = (search: PortalAnswer, more: object = {}): object => ({
    ...{ eventType: 'click', eventName: 'Hit Clicked', index: 'enterprise_catalog', userToken: 'anonymous-1' },
    ...{ queryID: search.queryID, objectIDs: [search.hits[0]?.objectID], positions: [1], timestamp: Date.now() + world.clock.later },
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
    const events = [click(good), ...cases.map(([event]) => event), click(good, { content_key: 'Find+2', position: 2 })];
    const answer = await tell(events);
    const problem = expectProblem(answer, 422, 'refused');
    expect(answer.body.accepted).to.equal(2);
    expect(problem.detail).to.match(/^24 of 26 events are refused, the others are taken; \/events\/1: /);
    expect(problem.errors?.map(({ pointer }) => pointer)).to.deep.equal(cases.map((_, at) => `/events/${String(at + 1)}`));
    for (const [at, [, why]] of cases.entries()) {
      expect(problem.errors?.[at]?.detail, JSON.stringify(events[at + 1])).to.match(why);
    }
    expect(await world.count('search_feedback')).to.equal(2);
    world.clock.later += 4 * 86_400_000 + 1;
    expectProblem(await tell([click(good)]), 422, 'refused');
  });

  it('is refused by the thousand, and leaves nothing', async () => {
    const refused = await world.metric('search_analytics_feedback_total', 'refused');
    const broken = Array.from({ length: 1_000 }, (_, at) => click(at % 2 === 0 ? 'x' : at.toString(16).padStart(32, '0')));
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

  describe("in the portal's protocol", () => {
    it('is told of the one search that a page’s lists are', async () => {
      const lists = { query: 'data', clickAnalytics: true };
      const { body } = await ask('/1/indexes/*/queries', {
        requests: [
          { indexName: 'enterprise_catalog', ...lists },
          { indexName: 'enterprise_catalog', ...lists, filters: 'content_type:program', hitsPerPage: 4 },
          { indexName: 'enterprise_catalog', ...lists, hitsPerPage: 1, page: 1 },
          { indexName: 'enterprise_catalog', query: 'data', hitsPerPage: 0, analytics: false, clickAnalytics: false },
        ],
      });
      const { results } = body as unknown as PortalAnswer;
      const [first, ...others] = results.map(({ queryID }) => queryID);
      expect(first).to.match(/^[0-9a-f]{32}$/);
      expect(others).to.deep.equal([first, first, undefined]);
      const [list] = results as [PortalAnswer];
      const answer = await ask('/1/events', { events: [portalClick(list)] });
      expect(answer.body).to.deep.equal({ status: 200, message: 'OK' });
      await world.settle();
      expect(await day()).to.include({ searches: 1, users: 1, clicked: 1, no_results: 0 });
      expect(await world.count('search_event')).to.equal(1);
    });

    it('comes as the libraries send it: as text or JSON, the key in the address or in a header', async () => {
      const search = await searchPortal({ query: 'data' });
      const client = algoliasearch('any', key).initInsights({
        options: { hosts: [{ url: world.operator.url.replace('http://', ''), protocol: 'http', accept: 'readWrite' }] },
      } as unknown as Parameters<ReturnType<typeof algoliasearch>['initInsights']>[0]);
      const sent = await client.pushEvents({
        events: [portalClick(search), portalClick(search, { eventType: 'conversion', positions: undefined })] as never,
      });
      expect(sent).to.deep.equal({ status: 200, message: 'OK' });
      const second = portalClick(search, { objectIDs: [search.hits[1]?.objectID], positions: [2] });
      for (const type of ['text/plain;charset=UTF-8', 'application/json', 'application/x-www-form-urlencoded']) {
        const answer = await ask('/1/events', { events: [second] }, { 'Content-Type': type });
        expect(answer.status, type).to.equal(200);
      }
      await world.settle();
      expect(await day()).to.include({ searches: 1, clicked: 1, clicks: 2, converted: 1, mean_click_position: 1.5 });
    });

    it('reads a key in the address that was not encoded, with its plus signs', async () => {
      const pad = Array.from({ length: 64 }, (_, at) => 'é~?>'.repeat(at + 1));
      const keys = await Promise.all(
        pad.map(async (title) => {
          const { makeSecuredKey } = await import('../../../src/access/search-keys/secured-key.ts');
          return makeSecuredKey('what the portals of these tests sign their keys with', {
            ...{ filters: `enterprise_customer_uuids:${anna}`, validUntil: undefined, restrictIndices: undefined },
            userToken: Buffer.from(title).toString('latin1'),
          });
        }),
      );
      const odd = keys.find((one) => one.includes('+'));
      expect((await ask('/1/events', { events: [{ eventType: 'instantsearch' }] }, {}, odd)).status).to.equal(200);
    });

    it('takes what is not of a search, and does not count it', async () => {
      const event = { eventName: 'Seen', index: 'enterprise_catalog', userToken: 'u' };
      const answer = await ask('/1/events', {
        events: [
          { ...event, eventType: 'view', objectIDs: ['course-1'] },
          { ...event, eventType: 'click', filters: ['level_type%3AAdvanced'] },
          { ...event, eventType: 'conversion', objectIDs: ['course-1'], eventSubtype: 'purchase' },
          { eventType: 'instantsearch', eventName: '__start__', widgets: [] },
        ],
      });
      expect(answer.body).to.deep.equal({ status: 200, message: 'OK' });
      expect(await world.count('search_feedback')).to.equal(0);
    });

    it('is refused where it is broken, and the others of its batch are stored', async () => {
      const search = await searchPortal({ query: 'data' });
      const { body: theirs } = await world
        .learner('cleo', bruno)
        .post<PortalAnswer>('/1/indexes/enterprise_catalog/query', { query: 'python', clickAnalytics: true });
      const cases: [unknown, RegExp][] = [
        [portalClick(search, { eventType: 'hover' }), /^eventType:/],
        [portalClick(search, { eventName: '' }), /^eventName:/],
        [portalClick(search, { eventName: 'n'.repeat(65) }), /^eventName:/],
        [portalClick(search, { index: undefined }), /^index:/],
        [portalClick(search, { index: 'jobs' }), /^index: Index not allowed/],
        [portalClick(search, { queryID: 'q' }), /^queryID:/],
        [portalClick(search, { queryID: '0'.repeat(32) }), /no search of this query id/],
        [portalClick({ ...theirs, hits: search.hits }), /no search of this query id/],
        [portalClick(search, { objectIDs: [] }), /^objectIDs:/],
        [portalClick(search, { objectIDs: [1] }), /^objectIDs:/],
        [portalClick(search, { objectIDs: ['course-1'] }), /did not show course-1/],
        [portalClick(search, { positions: [] }), /^positions:/],
        [portalClick(search, { positions: [1, 2] }), /^positions:/],
        [portalClick(search, { positions: [0] }), /^positions:/],
        [portalClick(search, { positions: [21] }), /position 21/],
        [portalClick(search, { timestamp: '1' }), /^timestamp:/],
        [portalClick(search, { timestamp: 1e300 }), /^timestamp:/],
        [portalClick(search, { timestamp: Math.round(Date.now() / 1_000) }), /before its search/],
        [portalClick(search, { timestamp: Date.now() + world.clock.later + 86_400_000 }), /of the future/],
        [7, /not an object/],
      ];
      const { status, body } = await ask('/1/events', { events: [...cases.map(([event]) => event), portalClick(search)] });
      expect(status, JSON.stringify(body)).to.equal(422);
      expect(body.message).to.match(/^20 of 21 events are refused, the others are taken/);
      expect(body.accepted).to.equal(1);
      for (const [at, [event, why]] of cases.entries()) {
        expect(body.errors?.[at]?.detail, JSON.stringify(event)).to.match(why);
      }
      expect(await world.count('search_feedback')).to.equal(1);
    });

    it('says what is wrong with a body, and with a key', async () => {
      for (const body of ['', '[]', '{}', '{"events":[]}', '{"events":', '"events"']) {
        expect((await ask('/1/events', body)).status, body).to.equal(400);
      }
      expect((await ask('/1/events', { events: [{}] }, {}, 'bad')).status).to.equal(403);
      const nobody = await new Client(world.operator.url, null).post('/1/events', { events: [{}] });
      expect(nobody.status).to.equal(401);
    });

    it('tells searchers apart by key, query or header', async () => {
      await searchPortal({ query: 'python', userToken: 'ignored: the key says who it is' });
      await searchPortal({ query: 'python', userToken: 'another' });
      const service = await world.operator.post<{ token: string }>('/api/v1/search-tokens', {
        customer: anna,
        expires_at: new Date(Date.now() + 60_000).toISOString(),
      });
      expect(service.status).to.be.oneOf([200, 201]);
      await world.settle();
      expect(await day()).to.include({ searches: 1, users: 1 });
      const apiKey = await world.operator.post<{ secret: string; key: string }>('/api/v1/api-keys/', {
        name: 'portal',
        roles: [`enterprise_learner:${anna}`],
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      });
      const backend = (body: object, headers: Record<string, string> = {}) =>
        new Client(world.operator.url, null).post('/1/indexes/enterprise_catalog/query', body, {
          Authorization: `Bearer ${String((apiKey.body as Record<string, unknown>)['secret'] ?? apiKey.body.key)}`,
          ...headers,
        });
      expect((await backend({ query: 'sql', userToken: 'u1' })).status).to.equal(200);
      await backend({ query: 'sql' }, { 'X-Algolia-UserToken': 'u2' });
      await backend({ query: 'sql' });
      await world.settle();
      expect(await day()).to.include({ searches: 4, users: 3 });
    });
  });

  it('of those who are known, nothing is stored but a hash', async () => {
    const { query_id } = await world.search(world.learner('ada.personal'), 'python');
    await tell([click(query_id)]);
    await searchPortal({ query: 'data', userToken: 'token-personal' }, { 'X-Algolia-UserToken': 'header-personal' });
    await world.settle();
    for (const table of ['search_event', 'search_feedback', 'search_seen', 'search_day', 'search_day_text']) {
      const rows = await world.sql<Record<string, unknown>>('SELECT * FROM ??', [table]);
      expect(rows, table).to.not.be.empty;
      const stored = rows
        .flatMap((row) => Object.values(row))
        .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
        .join(' ');
      expect(stored, table).to.not.match(/personal|127\.0\.0\.1|::1/);
    }
  });
});
