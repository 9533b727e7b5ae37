import { expect } from 'chai';
import { makeSecuredKey } from '../../../src/access/search-keys/secured-key.ts';
import { anna, portalSecret, type PortalWorld } from './world.ts';

/** What names of the index with an order behind them open, on the service of the test that calls it. */
export function testOrders(world: () => PortalWorld): void {
  describe('an index in another order', () => {
    let annas: string;
    before(async () => {
      annas = await world().keyOf(anna);
    });
    const titles = async (index: string, key = annas): Promise<string[]> => {
      const { status, body } = await world().ask(key, `${index}/query`, { hitsPerPage: 3 });
      expect(status, JSON.stringify(body)).to.equal(200);
      return body.hits.map(({ title }) => title);
    };

    it('holds the same in that order, also for a key of the index in the usual order', async () => {
      const sorted = ['Biología molecular', 'Data Engineering', 'Python for Data Science'];
      expect(await titles('enterprise_catalog_title_asc')).to.deep.equal(sorted);
      expect(await titles('i_title_asc')).to.deep.equal(sorted);
      expect((await titles('enterprise_catalog')).sort()).to.deep.equal(sorted);
      for (const order of ['price_asc', 'price_desc', 'start_asc', 'start_desc', 'popularity_desc', 'rating_desc']) {
        expect(await titles(`i_${order}`), order).to.have.members(sorted);
      }
    });

    it('can stand beside others in one request', async () => {
      const indices = ['i', 'i_title_asc', 'i'];
      const requests = indices.map((indexName) => ({ indexName, hitsPerPage: 2 }));
      const { body } = await world().ask(annas, '*/queries', { requests });
      const [first, second, third] = (body.results ?? []).map(({ hits }) => hits.map(({ title }) => title));
      expect(second).to.deep.equal(['Biología molecular', 'Data Engineering']);
      expect(first).to.have.length(2);
      expect(third).to.deep.equal(first);
    });

    it('is not there in an order that is none, and not open to a key of another index', async () => {
      for (const index of ['i_title', 'i_title_desc', '_title_asc', 'i_title_asc_title_asc', 'other_title_asc']) {
        expect((await world().ask(annas, `${index}/query`, {})).status, index).to.be.oneOf([403, 404]);
      }
      const key = makeSecuredKey(portalSecret, {
        filters: `enterprise_customer_uuids:${anna}`,
        restrictIndices: ['i'],
        validUntil: undefined,
        userToken: undefined,
      });
      expect(await titles('i_title_asc', key)).to.have.length(3);
      expect((await world().ask(key, 'enterprise_catalog_title_asc/query', {})).status).to.equal(403);
    });
  });
}
