import { expect } from 'chai';
import { Client } from '../../support/client.ts';
import { attempts } from './attempts.ts';
import { anna, bruno, brunos, type PortalWorld } from './world.ts';

/** That nobody sees what another customer has, on the service of the test that calls it. @param annas Anna's key */
export function testCustomers(world: () => PortalWorld, annas: () => string): void {
  describe('two customers', () => {
    for (const [what, members, found] of attempts) {
      it(`asking for ${what}, see what is theirs, also in counts`, async () => {
        const answer = await world().search(annas(), {
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
        const { body } = await world().ask(key, 'enterprise_catalog/facets/partners.name/query', {
          facetQuery: 'south',
          ...members,
        });
        return body.facetHits?.map(({ value }) => value);
      };
      expect(await ask(await world().keyOf(bruno))).to.deep.equal(['South College']);
      expect(await ask(annas())).to.deep.equal([]);
      expect(await ask(annas(), { filters: `enterprise_customer_uuids:${bruno}` })).to.deep.equal([]);
      const { body } = await world().ask(annas(), 'enterprise_catalog/facets/enterprise_customer_uuids/query', {});
      expect(body).to.deep.include({ facetHits: [], unsupported: ['enterprise_customer_uuids'] });
    });

    it('see what is theirs by tokens of their own, and everything by an operator’s', async () => {
      const learner = world().callerOf(anna);
      expect(await world().keysBy(learner)).to.deep.equal(['Find+1', 'Find+2', 'Find+4']);
      expect(await world().keysBy(learner, { filters: `enterprise_customer_uuids:${bruno}` })).to.deep.equal([]);
      expect(await world().keysBy(world().api)).to.include.members(['Find+1', 'Find+2', 'Find+3', 'Find+4', 'Find+5']);
      const nobody = await new Client(world().api.url, null).post<{ status: number }>('/1/indexes/i/query', {});
      expect(nobody.status).to.equal(401);
    });
  });
}
