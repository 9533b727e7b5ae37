import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { Client } from '../support/client.ts';
import { attempts } from './support/attempts.ts';
import { makeSecuredKey } from '../../src/access/search-keys/secured-key.ts';
import {
  anna,
  annasFirst,
  annasSecond,
  bruno,
  brunos,
  portalOrigin,
  portalSecret,
  PortalWorld,
} from './support/world.ts';

const wire = JSON.parse(readFileSync(new URL('cases/wire.json', import.meta.url), 'utf8')) as {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}[];

describe("search in the portal's protocol", () => {
  let world: PortalWorld;
  let annas: string;
  let brunosKey: string;

  before(async () => {
    world = await PortalWorld.open();
    annas = await world.keyOf(anna);
    brunosKey = await world.keyOf(bruno);
  });
  after(() => world.close());

  describe('on the wire', () => {
    for (const [at, { method, url, headers, body }] of wire.entries()) {
      it(`answers recorded request ${String(at)}: ${method} ${url.slice(0, 60)}`, async () => {
        const sent = Object.entries(headers).filter(([name]) => !/^(host|connection|transfer-encoding)$/.test(name));
        const answer = await fetch(world.api.url + url, {
          method,
          headers: { ...Object.fromEntries(sent), 'x-algolia-api-key': annas },
          body,
        });
        const said = (await answer.json()) as Record<string, unknown>;
        expect(answer.status, JSON.stringify(said)).to.equal(200);
        const members = url.includes('/facets/') ? ['facetHits'] : url.includes('*') ? ['results'] : ['hits', 'nbHits'];
        expect(said).to.include.all.keys(members);
      });
    }

    it('takes the key in the address, as the lite build sends it', async () => {
      const address = new URLSearchParams({
        'x-algolia-api-key': annas,
        'x-algolia-application-id': 'any',
        'x-algolia-agent': 'x',
      });
      const answer = await fetch(`${world.api.url}/1/indexes/*/queries?${address.toString()}`, {
        method: 'POST',
        headers: { 'Content-Type': 'text/plain', Origin: portalOrigin },
        body: JSON.stringify({ requests: [{ indexName: 'enterprise_catalog', params: 'query=' }] }),
      });
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('access-control-allow-origin')).to.equal(portalOrigin);
      const { results } = (await answer.json()) as { results: { nbHits: number }[] };
      expect(results[0]?.nbHits).to.equal(3);
    });

    it('lets pages of portals send their headers, and no other pages', async () => {
      const ask = (origin: string) =>
        fetch(`${world.api.url}/1/indexes/*/queries`, {
          method: 'OPTIONS',
          headers: {
            Origin: origin,
            'Access-Control-Request-Method': 'POST',
            'Access-Control-Request-Headers': 'x-algolia-api-key,x-algolia-application-id,request-id',
          },
        });
      const allowed = (await ask(portalOrigin)).headers;
      expect(allowed.get('access-control-allow-origin')).to.equal(portalOrigin);
      expect(allowed.get('access-control-allow-headers')?.toLowerCase().split(/,\s*/)).to.include.members([
        'x-algolia-api-key',
        'x-algolia-application-id',
        'request-id',
        'content-type',
      ]);
      expect((await ask('https://evil.example.com')).headers.get('access-control-allow-origin')).to.equal(null);
    });

    it('says what is wrong as clients read it', async () => {
      for (const [body, status, why] of [
        ['{"query":', 400, /not JSON/],
        ['[]', 400, /body/],
        [{ filters: 'a:' }, 400, /filters: a value is expected/],
        [{ nothing: 1 }, 400, /there is no such parameter: nothing/],
        [{ aroundLatLng: '1,1' }, 400, /aroundLatLng is not supported/],
        [{ filters: `NOT enterprise_customer_uuids:${anna}` }, 400, /cannot be negated/],
        [{ filters: `enterprise_customer_uuids:${anna} OR content_type:course` }, 400, /alternative of itself/],
      ] as const) {
        const answer = await world.ask(annas, 'enterprise_catalog/query', body);
        expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
        expect(answer.body).to.include({ status });
        expect(answer.body.message).to.match(why);
      }
    });
  });

  describe('an answer', () => {
    it('is whole', async () => {
      const { hits, queryID, ...answer } = await world.search(annas, {
        query: 'python data',
        facets: ['content_type', 'partners.name', 'skill_names'],
        clickAnalytics: true,
        hitsPerPage: 1,
      });
      expect(queryID).to.match(/^[0-9a-f]{32}$/);
      expect(answer).to.deep.include({
        nbHits: 2,
        page: 0,
        nbPages: 2,
        hitsPerPage: 1,
        facets: {
          content_type: { course: 2 },
          'partners.name': { 'North University': 2 },
          skill_names: { Pandas: 1, Plotting: 1, SQL: 1 },
        },
        exhaustiveFacetsCount: true,
        exhaustiveNbHits: true,
        exhaustiveTypo: true,
        exhaustive: { facetsCount: true, facetValues: true, nbHits: true, typo: true },
        query: 'python data',
        index: 'enterprise_catalog',
        renderingContent: {},
      });
      expect(answer).to.have.property('params').that.includes('query=python%20data');
      expect(answer).to.have.property('processingTimeMS').that.is.a('number');
      expect(answer).to.have.property('serverTimeMS').that.is.a('number');
      expect(hits).to.have.length(1);
      const [hit] = hits;
      expect(hit?.objectID).to.match(/^course-[0-9a-f-]{36}$/);
      expect(hit).to.include({ key: 'Find+1', content_type: 'course', title: 'Python for Data Science' });
      expect(hit?.partners.map(({ name }) => name)).to.deep.equal(['North University']);
      expect(hit?._highlightResult?.['title']).to.deep.equal({
        value: '<em>Python</em> for <em>Data</em> Science',
        matchLevel: 'full',
        fullyHighlighted: false,
        matchedWords: ['python', 'data'],
      });
      expect(hit?._highlightResult?.partners?.[0]?.name).to.deep.equal({
        value: 'North University',
        matchLevel: 'none',
        matchedWords: [],
      });
    });

    it('has the pages, members, attributes and tags that were asked for', async () => {
      const second = await world.search(annas, { hitsPerPage: 2, page: 1 });
      expect(second).to.include({ nbHits: 3, nbPages: 2, page: 1 });
      expect(second.hits).to.have.length(1);
      expect(second).to.not.have.any.keys('queryID', 'facets', 'unsupported', 'message');
      const past = await world.search(annas, { hitsPerPage: 1_000, page: 500 });
      expect(past).to.include({ nbHits: 3, page: 500 });
      expect(past.hits).to.deep.equal([]);
      const counted = await world.search(annas, { hitsPerPage: 0, facets: ['*'] });
      expect(counted).to.include({ nbHits: 3, nbPages: 0 });
      expect(counted.hits).to.deep.equal([]);
      expect(counted.facets?.['level_type']).to.deep.equal({ Introductory: 1, Advanced: 1, Intermediate: 1 });

      const few = await world.search(annas, { responseFields: ['hits', 'nbHits'], attributesToRetrieve: ['title'] });
      expect(few).to.have.all.keys('hits', 'nbHits');
      expect(Object.keys(few.hits[0] ?? {}).sort()).to.deep.equal(['_highlightResult', 'objectID', 'title']);
      const bare = await world.search(annas, { attributesToHighlight: [], attributesToRetrieve: ['*', '-title'] });
      expect(bare.hits[0]).to.not.have.any.keys('_highlightResult', 'title');
      const tagged = await world.search(annas, {
        query: 'biologia',
        attributesToHighlight: ['title'],
        highlightPreTag: '<b>',
        highlightPostTag: '</b>',
      });
      expect(tagged.hits[0]?._highlightResult).to.deep.equal({
        title: {
          value: '<b>Biología</b> molecular',
          matchLevel: 'full',
          fullyHighlighted: false,
          matchedWords: ['biologia'],
        },
      });
    });

    it('names what it leaves out of account', async () => {
      const answer = await world.search(annas, {
        optionalFilters: ['content_type:course'],
        facets: ['level_type', 'nothing_of_the_kind'],
        filters: 'NOT other_thing:x',
      });
      expect(answer.unsupported).to.have.members(['optionalFilters', 'other_thing', 'nothing_of_the_kind']);
      expect(answer.message).to.include('optionalFilters');
      expect(answer.nbHits).to.equal(3);
      const none = await world.search(annas, { filters: 'other_thing:x' });
      expect(none).to.deep.include({ nbHits: 0, hits: [], unsupported: ['other_thing'] });
    });

    it('of several searches at once: in order, whatever they share', async () => {
      const base = { indexName: 'enterprise_catalog', facets: ['level_type', 'content_type'] };
      const { body } = await world.ask(annas, '*/queries', {
        requests: [
          { ...base, hitsPerPage: 2, facetFilters: [['level_type:Advanced']] },
          { ...base, facets: 'level_type', hitsPerPage: 0, analytics: false },
          { ...base, type: 'facet', facet: 'partners.name', facetQuery: 'univ', maxFacetHits: 10 },
          { ...base, query: 'biologia', facets: [] },
          { ...base, filters: 'metadata_language:fr' },
        ],
      });
      expect(body.results?.map(({ nbHits }) => nbHits)).to.deep.equal([1, 3, undefined, 1, 0]);
      expect(body.results?.[0]?.facets?.['level_type']).to.deep.equal({ Advanced: 1 });
      expect(body.results?.[1]?.facets).to.deep.equal({
        level_type: { Introductory: 1, Advanced: 1, Intermediate: 1 },
      });
      expect(body.results?.[1]?.hits).to.deep.equal([]);
      expect(body.results?.[2]?.facetHits).to.have.deep.members([
        { value: 'North University', highlighted: 'North <em>Univ</em>ersity', count: 2 },
        { value: 'Universidad del Sur', highlighted: '<em>Univ</em>ersidad del Sur', count: 1 },
      ]);
      expect(body.results?.[3]?.hits.map(({ key }) => key)).to.deep.equal(['Find+4']);
    });

    it('of the landing page is what the portal expects', async () => {
      const filters =
        `(enterprise_catalog_query_uuids:${annasFirst.query} OR enterprise_catalog_query_uuids:${annasSecond.query})` +
        ' AND NOT content_type:video AND metadata_language:en';
      expect(await world.keys(annas, { filters })).to.deep.equal(['Find+1', 'Find+2', 'Find+4']);
      expect(await world.keys(annas, { filters: `content_type:course AND ${filters}` })).to.have.length(3);
      expect(await world.keys(annas, { filters: 'level_type: null' })).to.deep.equal([]);
      expect(
        await world.keys(annas, { filters: `enterprise_catalog_query_titles:"${annasSecond.title}"` }),
      ).to.deep.equal(['Find+4']);
    });
  });

  describe('two customers', () => {
    for (const [what, members, found] of attempts) {
      it(`asking for ${what}, see what is theirs, also in counts`, async () => {
        const answer = await world.search(annas, {
          ...members,
          facets: ['*', 'enterprise_customer_uuids', 'enterprise_catalog_query_titles'],
          hitsPerPage: 50,
        });
        expect(answer.hits.map(({ key }) => key).sort()).to.deep.equal(found);
        expect(answer.nbHits).to.equal(found.length);
        const said = JSON.stringify(answer.facets);
        for (const foreign of ['South College', 'Architecture', bruno, brunos.query, brunos.title]) {
          expect(said, foreign).to.not.include(foreign);
        }
        for (const counts of Object.values(answer.facets ?? {})) {
          expect(Math.max(0, ...Object.values(counts))).to.be.at.most(found.length);
        }
      });
    }

    it('find no values of facets that only the other has', async () => {
      const ask = async (key: string, members: Record<string, unknown> = {}) => {
        const { body } = await world.ask(key, 'enterprise_catalog/facets/partners.name/query', {
          facetQuery: 'south',
          ...members,
        });
        return body.facetHits?.map(({ value }) => value);
      };
      expect(await ask(brunosKey)).to.deep.equal(['South College']);
      expect(await ask(annas)).to.deep.equal([]);
      expect(await ask(annas, { filters: `enterprise_customer_uuids:${bruno}` })).to.deep.equal([]);
      const { body } = await world.ask(annas, 'enterprise_catalog/facets/enterprise_customer_uuids/query', {});
      expect(body).to.deep.include({ facetHits: [], unsupported: ['enterprise_customer_uuids'] });
    });

    it('see what is theirs by tokens of their own, and everything by an operator’s', async () => {
      const learner = world.callerOf(anna);
      expect(await world.keysBy(learner)).to.deep.equal(['Find+1', 'Find+2', 'Find+4']);
      expect(await world.keysBy(learner, { filters: `enterprise_customer_uuids:${bruno}` })).to.deep.equal([]);
      expect(await world.keysBy(world.api)).to.include.members(['Find+1', 'Find+2', 'Find+3', 'Find+4', 'Find+5']);
      const nobody = await new Client(world.api.url, null).post<{ status: number }>('/1/indexes/i/query', {});
      expect(nobody.status).to.equal(401);
    });
  });

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
      const answer = await world.ask(key, path, {});
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
        expect(await world.keys(key), text).to.deep.equal(found);
        expect(
          await world.keys(key, {
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
      expect((await world.ask(key, 'i/query', {})).status).to.equal(200);
      expect(await refused(key)).to.match(/Index not allowed/);
      expect(await refused(make({}), 'nothing/query', 404)).to.equal('Index nothing does not exist');
      const several = { requests: [{ indexName: 'i' }, { indexName: 'enterprise_catalog' }] };
      expect((await world.ask(key, '*/queries', several)).status).to.equal(403);
    });

    it('ends, and is nothing when it is not whole', async () => {
      const validUntil = Math.floor(Date.now() / 1_000) + 100;
      const key = make({ validUntil });
      expect((await world.ask(key, 'i/query', {})).status).to.equal(200);
      world.clock.later = 101_000;
      expect(await refused(key)).to.match(/validUntil/);
      world.clock.later = 0;
      for (const wrong of [key.slice(0, -4), portalSecret, 'KEY', `${key}x`.repeat(2)]) {
        expect(await refused(wrong)).to.equal('Invalid Application-ID or API key');
      }
    });

    it('counts catalogs as they are when it is used', async () => {
      const late = {
        catalog: '3f0c2e5a-6d1b-4c7e-9a58-0b2d4f6a8c99',
        query: '3f0c2e5a-6d1b-4c7e-9a58-0b2d4f6a8c98',
        title: 'Late',
      };
      await world.saveCatalog(late, anna, ['Find+5']);
      expect(await world.keys(annas)).to.deep.equal(['Find+1', 'Find+2', 'Find+4', 'Find+5']);
      await world.api.ask('DELETE', `/api/v1/enterprise-catalogs/${late.catalog}/`);
      expect(await world.keys(annas)).to.deep.equal(['Find+1', 'Find+2', 'Find+4']);
    });

    it('that is a token is made by whoever may search, and ends at once when he, or an admin, ends it', async () => {
      const learner = world.callerOf(anna);
      const body = { customer: anna.toUpperCase(), expires_at: new Date(Date.now() + 60_000).toISOString() };
      const made = await learner.post<{ id: string; token: string; customer: string }>('/api/v1/search-tokens', body);
      expect(made.status).to.equal(201);
      expect(made.body.customer).to.equal(anna);
      const { id, token } = made.body;
      expect(await world.keys(token)).to.deep.equal(['Find+1', 'Find+2', 'Find+4']);
      expect(await world.keys(token, { filters: `enterprise_customer_uuids:${bruno}` })).to.deep.equal([]);
      expect((await learner.post('/api/v1/search-tokens', { ...body, customer: bruno })).status).to.equal(403);

      const end = (client: Client) => client.ask('DELETE', `/api/v1/search-tokens/${id}`);
      expect((await end(world.callerOf(anna, { username: 'another' }))).status).to.equal(403);
      expect((await end(world.callerOf(bruno, { role: 'enterprise_admin' }))).status).to.equal(403);
      await world.keys(token);
      expect((await end(learner)).status).to.equal(204);
      expect(await refused(token)).to.match(/was revoked/);
      expect((await end(world.callerOf(anna, { role: 'enterprise_admin' }))).status, 'twice does no harm').to.equal(
        204,
      );
    });

    it('is given in the shape that portals read', async () => {
      const path = (customer: string) => `/api/v1/enterprise-customer/${customer}/secured-algolia-api-key/`;
      const { status, body } = await world.api.get<{
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
      expect((await world.api.get(path(annasFirst.catalog))).status, 'no catalogs').to.equal(404);
      expect((await world.callerOf(anna).get(path(bruno))).status).to.equal(403);
    });
  });
});
