import { expect } from 'chai';
import { course, uuidOf } from '../support/documents.ts';
import { eventually } from '../support/service.ts';
import { OutageWorld, soon, ways } from './world.ts';

interface Ready {
  status: string;
  dependencies: Record<string, { status: string }>;
}

for (const way of ways) {
  describe(`without Redis (${way})`, function () {
    this.timeout(60_000);
    let world: OutageWorld;

    before(async () => {
      world = await OutageWorld.open();
      await world.proxies.redis.takeAway(way);
    });
    after(async () => {
      await world.proxies.redis.restore();
      await world.close();
    });

    it('everything works', async () => {
      await soon('content', world.expectStored(course('Out+3', { level_type: 'Advanced', title: 'Sewing' })));
      expect(await soon('contains', world.contains('Out+3'))).to.equal(true);
      const created = await soon('filter', world.createCatalog('introductory', { level_type: 'Introductory' }));
      expect(created.body.membership).to.include({ state: 'committed', matched: 1 });
      const found = await soon('search', world.search(`q=sewing&catalog=${world.catalog}`));
      expect(found.body.results.map(({ content_key }) => content_key)).to.deep.equal(['Out+3']);
      expect(
        (await soon('delete', world.api.ask('DELETE', `/api/v1/enterprise-catalogs/${uuidOf('introductory')}/`)))
          .status,
      ).to.equal(204);
    });

    it('work that was left to the workers is found by the next poll', async () => {
      const { status } = await soon(
        'left',
        world.store(course('Out+4', { level_type: 'Advanced' }), { Prefer: 'respond-async' }),
      );
      expect(status).to.equal(202);
      await eventually('decided', () => world.contains('Out+4'), 5);
      await world.expectCaughtUp();
    });

    it('health says which engine is away, and that requests are welcome', async () => {
      const { status, body } = await soon('ready', world.api.get<Ready>('/health/ready'));
      expect([status, body.status]).to.deep.equal([200, 'degraded']);
      expect(body.dependencies['redis']?.status).to.equal('down');
      expect((await world.api.get('/health/')).status).to.equal(200);
    });

    it('when it is back, workers are woken again', async () => {
      await world.proxies.redis.restore();
      await eventually('ready', async () => (await world.api.get<Ready>('/health/ready')).body.status === 'ready', 10);
      await world.store(course('Out+5', { level_type: 'Advanced' }), { Prefer: 'respond-async' });
      await world.expectCaughtUp();
      expect(await world.contains('Out+5')).to.equal(true);
    });
  });
}
