import { createHmac } from 'node:crypto';
import { algoliasearch } from 'algoliasearch5';
import { expect } from 'chai';
import { Client, type Answer, type Problem } from '../../support/client.ts';
import { anna, bruno, secret, type AnalyticsWorld } from './world.ts';

interface PortalAnswer {
  queryID?: string;
  hits: { objectID: string }[];
  results: PortalAnswer[];
}

type Taken = Problem & { accepted: number; message: string };

/** A key in the form of the protocol, its restrictions written as they are. */
function sign(filters: string): string {
  const written = `filters=${filters}`;
  return Buffer.from(createHmac('sha256', secret).update(written).digest('hex') + written).toString('base64');
}

/** Events as the portals' libraries send them, on the service of the test that calls it. */
export function testPortalEvents(world: () => AnalyticsWorld): void {
  describe("in the portal's protocol", () => {
    let key: string;
    before(async () => {
      const { body } = await world()
        .learner('ada')
        .get<{ algolia: { secured_api_key: string } }>(`/api/v1/enterprise-customer/${anna}/secured-algolia-api-key/`);
      key = body.algolia.secured_api_key;
    });

    /** In the protocol of portals, with the key in the address, as it is. */
    const ask = (
      path: string,
      body: unknown,
      more: Record<string, string> = {},
      withKey = key,
    ): Promise<Answer<Taken>> =>
      new Client(world().operator.url, null).ask<Taken>(
        'POST',
        `${path}?X-Algolia-Application-Id=a&X-Algolia-API-Key=${withKey}`,
        {
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers: { 'Content-Type': 'text/plain', ...more },
        },
      );
    const searchPortal = async (members: object, more: Record<string, string> = {}): Promise<PortalAnswer> => {
      const answer = await ask('/1/indexes/enterprise_catalog/query', { clickAnalytics: true, ...members }, more);
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      await world().service.analytics.flush();
      return answer.body as unknown as PortalAnswer;
    };
    const portalClick = (search: PortalAnswer, more: object = {}): object => ({
      ...{ eventType: 'click', eventName: 'Hit Clicked', index: 'enterprise_catalog', userToken: 'anonymous-1' },
      ...{
        queryID: search.queryID,
        objectIDs: [search.hits[0]?.objectID],
        positions: [1],
        timestamp: Date.now() + world().clock.later,
      },
      ...more,
    });
    /** What is counted of the one customer, all days together. */
    const day = async () => (await world().report('days', { customer: anna })).results[0];

    it('is told of the one search that a page’s lists are', async () => {
      const lists = { query: 'data', clickAnalytics: true };
      const { body } = await ask('/1/indexes/*/queries', {
        requests: [
          { indexName: 'enterprise_catalog', ...lists },
          { indexName: 'enterprise_catalog', ...lists, filters: 'content_type:program', hitsPerPage: 4 },
          { indexName: 'enterprise_catalog', ...lists, hitsPerPage: 1, page: 1 },
          { indexName: 'enterprise_catalog', query: 'only counted', hitsPerPage: 0 },
          { indexName: 'enterprise_catalog', query: 'not to be counted', analytics: false },
        ],
      });
      const { results } = body as unknown as PortalAnswer;
      const [first, ...others] = results.map(({ queryID }) => queryID);
      expect(first).to.match(/^[0-9a-f]{32}$/);
      expect(others).to.deep.equal([first, first, undefined, undefined]);
      const [list] = results as [PortalAnswer];
      const answer = await ask('/1/events', { events: [portalClick(list)] });
      expect(answer.body).to.deep.equal({ status: 200, message: 'OK' });
      await world().settle();
      expect(await day()).to.include({ searches: 1, users: 1, clicked: 1, no_results: 0 });
      expect(await world().count('search_event')).to.equal(1);
    });

    it('comes as the libraries send it: as text or JSON, the key in the address or in a header', async () => {
      const search = await searchPortal({ query: 'data' });
      const client = algoliasearch('any', key).initInsights({
        options: {
          hosts: [{ url: world().operator.url.replace('http://', ''), protocol: 'http', accept: 'readWrite' }],
        },
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
      await world().settle();
      expect(await day()).to.include({ searches: 1, clicked: 1, clicks: 2, converted: 1, mean_click_position: 1.5 });
    });

    it('reads a key in the address that was not encoded, with its plus signs', async () => {
      // Base64 has one where six bits in a row are 111110, as in the `>` of some of these.
      const odd = Array.from({ length: 100 }, (_, at) =>
        sign(`enterprise_customer_uuids:${anna} AND n>${String(at)}`),
      ).find((one) => one.includes('+'));
      expect(odd).to.be.a('string');
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
      expect(await world().count('search_feedback')).to.equal(0);
    });

    it('is refused where it is broken, and the others of its batch are stored', async () => {
      const search = await searchPortal({ query: 'data' });
      const { body: theirs } = await world()
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
        [portalClick(search, { timestamp: Date.now() + world().clock.later + 86_400_000 }), /of the future/],
        [7, /not an object/],
      ];
      const unreadable = await world().metric('search_analytics_feedback_total', 'unreadable');
      const { status, body } = await ask('/1/events', {
        events: [...cases.map(([event]) => event), portalClick(search)],
      });
      expect(status, JSON.stringify(body)).to.equal(422);
      expect(body.message).to.match(/^20 of 21 events are refused, the others are taken/);
      expect(body.accepted).to.equal(1);
      expect(await world().metric('search_analytics_feedback_total', 'unreadable')).to.equal(unreadable + 14);
      for (const [at, [event, why]] of cases.entries()) {
        expect(body.errors?.[at]?.detail, JSON.stringify(event)).to.match(why);
      }
      expect(await world().count('search_feedback')).to.equal(1);
    });

    it('says what is wrong with a body, and with a key', async () => {
      for (const body of ['', '[]', '{}', '{"events":[]}', '{"events":', '"events"']) {
        expect((await ask('/1/events', body)).status, body).to.equal(400);
      }
      expect((await ask('/1/events', { events: [{}] }, {}, 'bad')).status).to.equal(403);
      const nobody = await new Client(world().operator.url, null).post('/1/events', { events: [{}] });
      expect(nobody.status).to.equal(401);
    });

    it('tells searchers apart by key, query or header', async () => {
      await searchPortal({ query: 'python', userToken: 'ignored: the key says who it is' });
      await searchPortal({ query: 'python', userToken: 'another' });
      await world().settle();
      expect(await day()).to.include({ searches: 1, users: 1 });
      const apiKey = await world().operator.post<{ secret: string }>('/api/v1/api-keys/', {
        name: 'portal',
        roles: [{ role: 'enterprise_learner', context: anna }],
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      });
      const backend = (body: object, headers: Record<string, string> = {}) =>
        new Client(world().operator.url, null).post('/1/indexes/enterprise_catalog/query', body, {
          Authorization: `Bearer ${apiKey.body.secret}`,
          ...headers,
        });
      expect((await backend({ query: 'sql', userToken: 'u1' })).status).to.equal(200);
      await backend({ query: 'sql' }, { 'X-Algolia-UserToken': 'u2' });
      await backend({ query: 'sql' });
      await world().settle();
      expect(await day()).to.include({ searches: 4, users: 3 });
    });

    it('of those who are known, nothing is stored but a hash', async () => {
      await world().search(world().learner('ada.personal'), 'python');
      const search = await searchPortal(
        { query: 'data', userToken: 'token-personal' },
        { 'X-Algolia-UserToken': 'header-personal' },
      );
      expect(
        (await ask('/1/events', { events: [portalClick(search, { userToken: 'event-personal' })] })).status,
      ).to.equal(200);
      await world().settle();
      for (const table of ['search_event', 'search_feedback', 'search_seen', 'search_day', 'search_day_text']) {
        const rows = await world().sql<Record<string, unknown>>('SELECT * FROM ??', [table]);
        expect(rows, table).to.not.be.empty;
        const stored = rows
          .flatMap((row) => Object.values(row))
          .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
          .join(' ');
        expect(stored, table).to.not.match(/personal|127\.0\.0\.1|::1/);
      }
    });
  });
}
