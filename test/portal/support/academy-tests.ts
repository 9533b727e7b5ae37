import { expect } from 'chai';
import { makeSecuredKey } from '../../../src/access/search-keys/secured-key.ts';
import { uuidOf } from '../../support/documents.ts';
import {
  anna,
  annasFirst,
  annasSecond,
  bruno,
  brunos,
  portalSecret,
  type PortalAnswer,
  type PortalWorld,
} from './world.ts';

/** Catalogs of both customers, and one of Bruno alone. */
const [both, brunosOwn] = [uuidOf('academy of both'), uuidOf('academy of Bruno')];
const academies: Record<string, { catalogs: string[]; tags: Record<string, string[]> }> = {
  [both]: {
    catalogs: [annasFirst.catalog, brunos.catalog],
    tags: { 'Data: first steps': ['Find+1', 'Find+3', 'Find+4'], Python: ['Find+1', 'Find+2'], Hers: ['Find+3'] },
  },
  [brunosOwn]: { catalogs: [brunos.catalog], tags: { Secret: ['Find+1', 'Find+3'] } },
};

/** Searches as portals send them that offer academies, on the service of the test that calls it. @param annas Anna's key */
export function testAcademies(world: () => PortalWorld, annas: () => string): void {
  describe('academies', () => {
    const keys = (members: Record<string, unknown>, key = annas()): Promise<string[]> => world().keys(key, members);
    const search = (members: Record<string, unknown>, key = annas()): Promise<PortalAnswer> =>
      world().search(key, members);
    const of = (uuid: string, ...more: (string | string[])[]): Record<string, unknown> => ({
      facetFilters: [`academy_uuids:${uuid}`, ...more],
    });

    before(async () => {
      for (const [uuid, { catalogs, tags }] of Object.entries(academies)) {
        const { status, body } = await world().api.ask('PUT', `/api/v1/academies/${uuid}/`, {
          body: {
            title: 'An academy',
            enterprise_catalogs: catalogs,
            tags: Object.entries(tags).map(([title, content_keys]) => ({ title, content_keys })),
          },
        });
        expect(status, JSON.stringify(body)).to.equal(200);
      }
    });
    after(async () => {
      for (const uuid of Object.keys(academies)) {
        await world().api.ask('DELETE', `/api/v1/academies/${uuid}/`);
      }
    });

    it('keep a search to their catalogs that the key opens', async () => {
      expect(await keys(of(both))).to.deep.equal(['Find+1', 'Find+2']);
      expect(await keys(of(both), await world().keyOf(bruno))).to.deep.equal(['Find+1', 'Find+3', 'Find+5']);
      expect(await keys({ filters: `academy_uuids:${both} AND level_type:Introductory` })).to.deep.equal(
        await keys({ filters: `enterprise_catalog_uuids:${annasFirst.catalog} AND level_type:Introductory` }),
      );
      const either = `academy_uuids:${both} OR academy_uuids:${brunosOwn} OR academy_uuids:nothing`;
      expect(await keys({ filters: either })).to.deep.equal(['Find+1', 'Find+2']);
      expect(await keys({ filters: `(${either}) AND enterprise_catalog_uuids:${annasSecond.catalog}` })).to.deep.equal(
        [],
      );
      expect(await keys({ filters: `academy_uuids:${both}`, ...of(brunosOwn) }), 'both are to hold').to.deep.equal([]);
    });

    it('of others, unknown ones and what is none hold nothing, beside searches that find', async () => {
      for (const uuid of [brunosOwn, uuidOf('no academy'), 'nothing', '']) {
        expect(await search(of(uuid)), uuid).to.include({ nbHits: 0 });
      }
      const { body } = await world().ask(annas(), '*/queries', {
        requests: [of(brunosOwn), of(both), {}].map((one) => ({ indexName: 'i', ...one })),
      });
      expect(body.results?.map(({ nbHits }) => nbHits)).to.deep.equal([0, 2, 3]);
      for (const filters of [`NOT academy_uuids:${brunosOwn}`, `academy_uuids:${both} OR level_type:Advanced`]) {
        expect((await world().ask(annas(), 'i/query', { filters })).status, filters).to.equal(400);
      }
    });

    it('are asked with a tag, a type and a language, a hundred at a time, as a card of an academy does', async () => {
      const card = (tag: string) => ({
        ...of(both, ['content_type:course'], `academy_tags:${tag}`, 'metadata_language:en'),
        hitsPerPage: 100,
      });
      const answer = await search(card('Python'));
      expect(answer.hits.map(({ key }) => key).sort()).to.deep.equal(['Find+1', 'Find+2']);
      expect(answer).to.not.have.property('unsupported');
      expect(await keys(card('Data: first steps'))).to.deep.equal(['Find+1']);
      for (const tag of ['Hers', 'Secret', 'python', 'nothing']) {
        expect(await keys(card(tag)), tag).to.deep.equal([]);
      }
      expect(await keys(of(both, ['academy_tags:Hers', 'academy_tags:Data: first steps']))).to.deep.equal(['Find+1']);
      expect(await keys(of(both, 'academy_tags:-Data: first steps'))).to.deep.equal(['Find+2']);
      expect(await keys({ filters: `academy_uuids:${both} AND NOT academy_tags:Python` })).to.deep.equal([]);
      expect(await keys({ filters: 'academy_tags:"Data: first steps"' }), 'in all that the key opens').to.deep.equal([
        'Find+1',
        'Find+4',
      ]);
      expect(await keys({ filters: 'academy_tags:Secret' }), 'of an academy that she has no part in').to.deep.equal([]);
    });

    it('have their tags counted where they are named, alone and together', async () => {
      const facets = ['academy_tags', 'level_type'];
      const counted = async (members: Record<string, unknown>, key = annas()): Promise<unknown> =>
        (await search({ facets: ['academy_tags'], ...members }, key)).facets?.['academy_tags'];
      expect(await counted(of(both))).to.deep.equal({ Python: 2, 'Data: first steps': 1 });
      expect(await counted(of(both), await world().keyOf(bruno))).to.deep.equal({
        'Data: first steps': 2,
        Python: 1,
        Hers: 1,
      });
      expect(await counted(of(both, 'academy_tags:Data: first steps'))).to.deep.equal({
        'Data: first steps': 1,
        Python: 1,
      });
      expect(await counted({ ...of(both), maxValuesPerFacet: 1 })).to.deep.equal({ Python: 2 });
      const views = ['Python', 'Data: first steps', undefined].map((tag) => ({
        indexName: 'i',
        facets,
        ...of(both, ...(tag === undefined ? [] : [`academy_tags:${tag}`])),
      }));
      for (const query of ['', 'python']) {
        const requests = views.map((one) => ({ ...one, query }));
        const { body } = await world().ask(annas(), '*/queries', { requests });
        const alone = await Promise.all(
          requests.map(async (one) => (await world().ask(annas(), '*/queries', { requests: [one] })).body.results?.[0]),
        );
        expect(body.results?.map((one) => one.facets)).to.deep.equal(alone.map((one) => one?.facets));
        expect(body.results?.[2]?.facets?.['academy_tags']).to.have.property('Python');
      }
      const unnamed = await search({ facets });
      expect(unnamed.unsupported).to.deep.equal(['academy_tags']);
      expect(unnamed.facets).to.have.all.keys('level_type');
    });

    it('have values of tags searched, and never show what they are by in a hit', async () => {
      const values = async (members: object): Promise<PortalAnswer> =>
        (await world().ask(annas(), 'i/facets/academy_tags/query', members)).body;
      expect((await values({ facetQuery: 'fir', ...of(both) })).facetHits).to.deep.equal([
        { value: 'Data: first steps', highlighted: 'Data: <em>fir</em>st steps', count: 1 },
      ]);
      expect(await values({ facetQuery: 'p' })).to.deep.include({ facetHits: [], unsupported: ['academy_tags'] });
      const answer = await search({ ...of(both), attributesToRetrieve: ['title', 'academy_uuids', 'academy_tags'] });
      expect(answer.unsupported).to.deep.equal([
        'attributesToRetrieve (academy_uuids)',
        'attributesToRetrieve (academy_tags)',
      ]);
      expect(JSON.stringify((await search(of(both))).hits)).to.not.match(/academy/);
    });

    it('alone are nothing that a key is for', async () => {
      const keyFor = (filters: string): string =>
        makeSecuredKey(portalSecret, {
          filters,
          ...{ validUntil: undefined, restrictIndices: undefined, userToken: undefined },
        });
      expect((await world().ask(keyFor(`academy_uuids:${both}`), 'i/query', {})).status).to.equal(403);
      const narrow = keyFor(`academy_uuids:${both} AND enterprise_customer_uuids:${anna}`);
      expect(await keys({}, narrow)).to.deep.equal(['Find+1', 'Find+2']);
      expect(await keys(of(brunosOwn), narrow)).to.deep.equal([]);
      expect((await search({ facets: ['academy_tags'] }, narrow)).facets).to.deep.equal({
        academy_tags: { Python: 2, 'Data: first steps': 1 },
      });
    });
  });
}
