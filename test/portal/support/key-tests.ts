import { expect } from 'chai';
import { makeSecuredKey } from '../../../src/access/search-keys/secured-key.ts';
import type { Client } from '../../support/client.ts';
import { anna, annasFirst, annasSecond, bruno, brunos, portalSecret, type PortalWorld } from './world.ts';

/** What keys and tokens open, on the service of the test that calls it. */
export function testKeys(world: () => PortalWorld): void {
  describe('a key', () => {
    const make = (more: Partial<Parameters<typeof makeSecuredKey>[1]>): string =>
      makeSecuredKey(portalSecret, {
        filters: `enterprise_customer_uuids:${anna}`,
        validUntil: undefined,
        restrictIndices: undefined,
        userToken: undefined,
        ...more,
      });
    const refused = async (
      key: string,
      path = 'enterprise_catalog/query',
      status = 403,
    ): Promise<string | undefined> => {
      const answer = await world().ask(key, path, {});
      expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
      return answer.body.message;
    };

    it('opens what its filters say, of customers, catalogs, queries and titles', async () => {
      const filters: [string, string[]][] = [
        [`enterprise_customer_uuids:${anna}`, ['Find+1', 'Find+2', 'Find+4']],
        [`enterprise_catalog_uuids:${brunos.catalog}`, ['Find+1', 'Find+3', 'Find+5']],
        [`enterprise_catalog_query_uuids:${annasSecond.query}`, ['Find+4']],
        [`enterprise_catalog_query_titles:"${annasFirst.title}"`, ['Find+1', 'Find+2']],
        [`enterprise_catalog_query_uuids:${annasFirst.query} AND level_type:Advanced`, ['Find+2']],
      ];
      for (const [text, found] of filters) {
        const key = make({ filters: text });
        expect(await world().keys(key), text).to.deep.equal(found);
        expect(
          await world().keys(key, {
            filters: `enterprise_customer_uuids:${anna} AND enterprise_customer_uuids:${bruno}`,
          }),
        ).to.deep.equal([]);
      }
    });

    it('that does not say which catalogs opens none', async () => {
      for (const filters of [undefined, '', ' ', 'content_type:course', 'NOT level_type:x']) {
        expect(await refused(make({ filters })), filters).to.match(/do not say which customers/);
      }
      for (const filters of [
        'a:',
        `NOT enterprise_customer_uuids:${bruno}`,
        `enterprise_customer_uuids:${anna} OR a:1`,
      ]) {
        await refused(make({ filters }));
      }
    });

    it('is for its indices only', async () => {
      const key = make({ restrictIndices: ['i'] });
      expect((await world().ask(key, 'i/query', {})).status).to.equal(200);
      expect(await refused(key)).to.match(/Index not allowed/);
      expect(await refused(make({}), 'nothing/query', 404)).to.equal('Index nothing does not exist');
      const several = { requests: [{ indexName: 'i' }, { indexName: 'enterprise_catalog' }] };
      expect((await world().ask(key, '*/queries', several)).status).to.equal(403);
    });

    it('ends, and is nothing when it is not whole', async () => {
      const validUntil = Math.floor(Date.now() / 1_000) + 100;
      const key = make({ validUntil });
      expect((await world().ask(key, 'i/query', {})).status).to.equal(200);
      world().clock.later = 101_000;
      expect(await refused(key)).to.match(/validUntil/);
      world().clock.later = 0;
      for (const wrong of [key.slice(0, -4), portalSecret, 'KEY', `${key}x`.repeat(2)]) {
        expect(await refused(wrong)).to.equal('Invalid Application-ID or API key');
      }
    });

    it('is nothing when it is stretched, or put together of two', async () => {
      const [hers, his] = [anna, bruno].map((customer) => make({ filters: `enterprise_customer_uuids:${customer}` }));
      const [annas, brunos] = [hers ?? '', his ?? ''].map((key) => Buffer.from(key, 'base64').toString());
      const told = (text: string): string => Buffer.from(text).toString('base64');
      for (const [what, wrong] of Object.entries({
        'his filters with her signature': told((annas ?? '').slice(0, 64) + (brunos ?? '').slice(64)),
        'more filters': told(`${annas ?? ''}+OR+enterprise_customer_uuids%3A${bruno}`),
        'other filters after': told(`${annas ?? ''}&filters=enterprise_customer_uuids%3A${bruno}`),
        'other filters before': told(`${(annas ?? '').slice(0, 64)}filters=&${(annas ?? '').slice(64)}`),
        'no end': told(`${annas ?? ''}&validUntil=`),
        'only the signature': told((annas ?? '').slice(0, 64)),
        'both, one after the other': `${hers ?? ''}${his ?? ''}`,
        'both, in one text': told(`${annas ?? ''}${brunos ?? ''}`),
        'a blank in it': `${(hers ?? '').slice(0, 20)} ${(hers ?? '').slice(20)}`,
      })) {
        expect(await refused(wrong), what).to.equal('Invalid Application-ID or API key');
      }
      expect(await world().keys(hers ?? '')).to.deep.equal(['Find+1', 'Find+2', 'Find+4']);
    });

    it('counts catalogs as they are when it is used', async () => {
      const late = {
        catalog: '3f0c2e5a-6d1b-4c7e-9a58-0b2d4f6a8c99',
        query: '3f0c2e5a-6d1b-4c7e-9a58-0b2d4f6a8c98',
        title: 'Late',
      };
      await world().saveCatalog(late, anna, ['Find+5']);
      expect(await world().keys(await world().keyOf(anna))).to.deep.equal(['Find+1', 'Find+2', 'Find+4', 'Find+5']);
      await world().api.ask('DELETE', `/api/v1/enterprise-catalogs/${late.catalog}/`);
      expect(await world().keys(await world().keyOf(anna))).to.deep.equal(['Find+1', 'Find+2', 'Find+4']);
    });

    it('that is a token is made by whoever may search, and ends at once when he, or an admin, ends it', async () => {
      const learner = world().callerOf(anna);
      const body = { customer: anna.toUpperCase(), expires_at: new Date(Date.now() + 60_000).toISOString() };
      const made = await learner.post<{ id: string; token: string; customer: string }>('/api/v1/search-tokens', body);
      expect(made.status).to.equal(201);
      expect(made.body.customer).to.equal(anna);
      const { id, token } = made.body;
      expect(await world().keys(token)).to.deep.equal(['Find+1', 'Find+2', 'Find+4']);
      expect(await world().keys(token, { filters: `enterprise_customer_uuids:${bruno}` })).to.deep.equal([]);
      expect((await learner.post('/api/v1/search-tokens', { ...body, customer: bruno })).status).to.equal(403);

      const end = (client: Client) => client.ask('DELETE', `/api/v1/search-tokens/${id}`);
      expect((await end(world().callerOf(anna, { username: 'another' }))).status).to.equal(403);
      expect((await end(world().callerOf(bruno, { role: 'enterprise_admin' }))).status).to.equal(403);
      await world().keys(token);
      expect((await end(learner)).status).to.equal(204);
      expect(await refused(token)).to.match(/was revoked/);
      expect((await end(world().callerOf(anna, { role: 'enterprise_admin' }))).status, 'twice does no harm').to.equal(
        204,
      );
    });

    it('is given in the shape that portals read', async () => {
      const path = (customer: string) => `/api/v1/enterprise-customer/${customer}/secured-algolia-api-key/`;
      const { status, body } = await world().api.get<{
        algolia: { secured_api_key: string; valid_until: string };
        catalog_uuids_to_catalog_query_uuids: object;
      }>(path(anna.toUpperCase()));
      expect(status).to.equal(200);
      expect(Date.parse(body.algolia.valid_until) - Date.now()).to.be.within(3_590_000, 3_601_000);
      expect(body.catalog_uuids_to_catalog_query_uuids).to.deep.equal({
        [annasFirst.catalog]: annasFirst.query,
        [annasSecond.catalog]: annasSecond.query,
      });
      expect(body.algolia.secured_api_key.length, 'fits in an address').to.be.lessThan(500);
      expect((await world().api.get(path(annasFirst.catalog))).status, 'no catalogs').to.equal(404);
      expect((await world().callerOf(anna).get(path(bruno))).status).to.equal(403);
    });
  });
}
