import { expect } from 'chai';
import { expectProblem } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { eventually } from '../support/service.ts';
import { author } from '../support/writers.ts';
import { OutageWorld, soon, ways, type Found } from './world.ts';

interface Ready {
  status: string;
  dependencies: Record<string, { status: string }>;
}

const academy = uuidOf('academy of weaving');
const inAcademy = `academy=${academy}&academy_tags=Looms&facet=academy_tags`;

for (const way of ways) {
  describe(`without MySQL (${way})`, function () {
    this.timeout(60_000);
    let world: OutageWorld;

    before(async () => {
      world = await OutageWorld.open();
      // For writes that may reach a database which hangs, and be done when it goes on: nobody can know.
      await world.createCatalog('doomed', { key: 'No+Such' });
      // What was asked before is remembered: the filters of this catalog and this customer.
      expect((await world.search(`catalog=${world.catalog}`)).body.count).to.equal(1);
      expect((await world.search(`customer=${world.customer}`)).body.count).to.equal(1);
      const body = {
        title: 'Weaving',
        enterprise_catalogs: [world.catalog],
        tags: [{ title: 'Looms', content_keys: ['Out+1'] }],
      };
      expect((await world.api.ask('PUT', `/api/v1/academies/${academy}/`, { body })).status).to.equal(200);
      expect((await world.search(inAcademy)).body.count).to.equal(1);
      // So is what operators say about searches.
      const { steering } = world.service;
      const synonym = { locale: 'en', name: 'yarn', rule: 'purling => knitting' } as const;
      await steering.putSynonyms(author, [synonym], { apply: true });
      const pin = {
        name: 'yarn',
        customer: null,
        matches: 'exact',
        text: 'purling',
        pinned: ['Out+1'],
        hidden: [],
      } as const;
      await steering.putPin(author, pin, { apply: true });
      expect((await world.search('q=purling')).body.count).to.equal(2);
      await world.proxies.mysql.takeAway(way);
    });
    after(async () => {
      await world.proxies.mysql.restore();
      await world.close();
    });

    const keys = ({ results }: Found): string[] => results.map(({ content_key }) => content_key);

    it('search answers, also within a catalog that was searched before', async () => {
      const everything = await soon('search', world.search('q=knitting'));
      expect([everything.status, keys(everything.body)]).to.deep.equal([200, ['Out+2']]);
      const purling = await soon('rules', world.search('q=purling'));
      expect([purling.status, keys(purling.body)]).to.deep.equal([200, ['Out+1', 'Out+2']]);
      const scopes = [`catalog=${world.catalog}`, `customer=${world.customer}`, inAcademy];
      for (const { status, body } of await Promise.all(scopes.map((scope) => soon(scope, world.search(scope))))) {
        expect(status, JSON.stringify(body)).to.equal(200);
        expect(keys(body)).to.deep.equal(['Out+1']);
      }
    });

    it('within a catalog that it does not remember, search cannot answer', async () => {
      const answer = await soon('unknown scope', world.search(`catalog=${uuidOf('never asked for')}`));
      expectProblem(answer, 503, 'unavailable');
    });

    it('health answers and says which engine is away', async () => {
      const [live, ready, old, metrics] = await Promise.all([
        soon('live', world.api.get('/health/live')),
        soon('ready', world.api.get<Ready>('/health/ready')),
        soon('health', world.api.get('/health/')),
        soon('metrics', world.api.get<string>('/metrics')),
      ]);
      expect(live.status).to.equal(200);
      expect([ready.status, ready.body.status]).to.deep.equal([503, 'not ready']);
      expect(Object.entries(ready.body.dependencies).map(([name, one]) => [name, one.status])).to.deep.equal([
        ['mysql', 'down'],
        ['opensearch', 'up'],
        ['redis', 'up'],
      ]);
      expect([old.status, old.body]).to.deep.equal([
        503,
        { overall_status: 'UNAVAILABLE', detailed_status: { database_status: 'UNAVAILABLE' } },
      ]);
      expect(metrics.status).to.equal(200);
      expect(metrics.body).to.match(/^membership_staleness_seconds -1$/m);
    });

    it('all else says within seconds that it cannot answer, and when to ask again', async () => {
      const asked: [method: string, path: string, body?: unknown][] = [
        ['GET', `/api/v1/enterprise-catalogs/${world.catalog}/contains_content_items/?course_run_ids=Out+1`],
        ['GET', `/api/v1/enterprise-customer/${world.customer}/contains_content_items/?course_run_ids=Out+1`],
        ['GET', '/api/v1/content-metadata/Out+1/'],
        ['GET', '/api/v1/enterprise-catalogs/'],
        ['GET', `/api/v1/enterprise-catalogs/${world.catalog}/`],
        ['POST', '/api/v1/content-metadata/', course('Out+9')],
        ['PATCH', `/api/v1/enterprise-catalogs/${uuidOf('doomed')}/`, { title: 'Changed, or not' }],
        ['DELETE', `/api/v1/enterprise-catalogs/${uuidOf('doomed')}/`],
      ];
      const answers = await Promise.all(
        asked.map(([method, path, body]) =>
          soon(`${method} ${path}`, world.api.ask(method, path, body === undefined ? {} : { body })),
        ),
      );
      for (const answer of answers) {
        const { detail } = expectProblem(answer, 503, 'unavailable');
        expect(detail).to.not.match(/\d+\.\d+\.\d+\.\d+|percolog_test/);
        expect(Number(answer.headers.get('retry-after'))).to.be.within(1, 60);
      }
    });

    it('when it is back, all answers again, and nothing was half done', async () => {
      await world.proxies.mysql.restore();
      await eventually('ready', async () => (await world.api.get<Ready>('/health/ready')).body.status === 'ready');
      expect(await soon('contains', world.contains('Out+1'))).to.equal(true);
      expect((await world.api.get('/api/v1/enterprise-catalogs/')).status).to.equal(200);
      await soon('store', world.expectStored(course('Out+3', { level_type: 'Advanced' })));
      expect(await world.contains('Out+3')).to.equal(true);
      await world.store(course('Out+4', { level_type: 'Advanced' }), { Prefer: 'respond-async' });
      await world.expectCaughtUp();
      expect(await world.contains('Out+4')).to.equal(true);
    });
  });
}

describe('MySQL goes away in the middle of three hundred documents', function () {
  this.timeout(60_000);
  let world: OutageWorld;

  before(async () => {
    // Only connections are cut here: three hundred documents may take a busy engine its time, and are then not left to the worker.
    world = await OutageWorld.open({
      OPENSEARCH_TIMEOUT_MILLISECONDS: '10000',
      DATABASE_TIMEOUT_MILLISECONDS: '10000',
    });
  });
  after(() => world.close());

  for (const bytes of [200_000, 600_000, 1_000_000]) {
    it(`after ${String(bytes)} bytes: what is stored is decided, and the same documents again complete it`, async () => {
      const documents = Array.from({ length: 300 }, (_, number) =>
        course(`Batch+${String(number)}`, {
          level_type: number % 2 === 0 ? 'Advanced' : 'Introductory',
          full_description: `${String(bytes)} ${'lorem ipsum '.repeat(100)}`,
        }),
      );
      let sent = 0;
      world.proxies.mysql.cutWhen((chunk) => {
        sent += chunk.length;
        return sent > bytes;
      });
      const answer = await soon('store', world.store(documents));
      expect(answer.status).to.be.oneOf([200, 503]);
      await world.proxies.mysql.restore();
      await eventually('it answers', async () => (await world.api.get('/health/')).status === 200);
      await world.expectCaughtUp();
      await world.expectStored(documents);
      await world.expectCaughtUp();
      expect(await world.contains('Batch+298')).to.equal(true);
      expect(await world.contains('Batch+299')).to.equal(false);
    });
  }
});
