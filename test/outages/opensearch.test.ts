import { expect } from 'chai';
import { expectProblem, type CatalogBody } from '../support/client.ts';
import { course, run, uuidOf } from '../support/documents.ts';
import { eventually } from '../support/service.ts';
import { OutageWorld, soon, ways } from './world.ts';

interface Ready {
  status: string;
  dependencies: Record<string, { status: string; error?: string }>;
}

for (const way of ways) {
  describe(`without OpenSearch (${way})`, function () {
    this.timeout(60_000);
    let world: OutageWorld;

    before(async () => {
      world = await OutageWorld.open();
      expect((await world.createCatalog('moving', { key: 'Out+2' })).body.membership).to.include({ matched: 1 });
      await world.proxies.opensearch.takeAway(way);
    });
    after(() => world.close());

    it('containment, content and catalogs answer', async () => {
      expect(await soon('contains', world.contains('Out+1'))).to.equal(true);
      expect(await soon('contains', world.contains('course-v1:Out+1+2026'))).to.equal(true);
      expect(await soon('contains', world.contains('Out+2'))).to.equal(false);
      for (const path of [
        '/api/v1/content-metadata/Out+1/',
        `/api/v1/enterprise-catalogs/${world.catalog}/`,
        '/api/v1/enterprise-catalogs/',
        `/api/v1/enterprise-customer/${world.customer}/contains_content_items/?course_run_ids=Out+1`,
      ]) {
        expect((await soon(path, world.api.get(path))).status, path).to.equal(200);
      }
    });

    it('search says that it cannot answer, and when to ask again', async () => {
      const queries = ['q=weaving', '', `catalog=${world.catalog}`, `customer=${world.customer}`];
      for (const answer of await Promise.all(queries.map((query) => soon(query, world.search(query))))) {
        expectProblem(answer, 503, 'unavailable');
        expect(Number(answer.headers.get('retry-after'))).to.be.within(1, 60);
      }
    });

    it('health says which engine is away, and that requests are welcome', async () => {
      expect((await world.api.get('/health/live')).status).to.equal(200);
      expect((await world.api.get('/health/')).status).to.equal(200);
      const { status, body } = await soon('ready', world.api.get<Ready>('/health/ready'));
      expect(status).to.equal(200);
      expect(body.status).to.equal('degraded');
      expect(Object.entries(body.dependencies).map(([name, one]) => [name, one.status])).to.deep.equal([
        ['mysql', 'up'],
        ['opensearch', 'down'],
        ['redis', 'up'],
      ]);
      expect(body.dependencies['opensearch']?.error).to.be.a('string').and.not.equal('');
    });

    it('refuses what it always refuses', async () => {
      expectProblem(await soon('refusal', world.createCatalog('wrong', { level_typ: 'x' })), 422, 'refused');
      expectProblem(await world.api.get('/api/v1/content-metadata/No+Such/'), 404, 'not_found');
    });

    it('content and filters are stored, their membership pending; when it is back, the worker decides all, and search answers', async () => {
      await soon(
        'content',
        world.expectStored(
          [
            course('Out+1', { level_type: 'Introductory', title: 'Weaving' }),
            course('Out+3', { level_type: 'Advanced', title: 'Sewing' }),
            run('Out+3', '2026'),
          ],
          'pending',
        ),
      );
      expect((await world.api.get<{ level_type: string }>('/api/v1/content-metadata/Out+1/')).body.level_type).to.equal(
        'Introductory',
      );
      const pending = { state: 'pending', matched: null, entered: null, left: null };
      const created = await soon('create', world.createCatalog('introductory', { level_type: 'Introductory' }));
      expect(created.status, JSON.stringify(created.body)).to.equal(201);
      expect(created.body.membership).to.deep.equal(pending);
      const { body: before } = await world.api.get<CatalogBody>(`/api/v1/enterprise-catalogs/${world.catalog}/`);
      const edited = await soon(
        'edit',
        world.api.ask<CatalogBody>('PATCH', `/api/v1/enterprise-catalogs/${world.catalog}/`, {
          body: {
            catalog_query_uuid: before.catalog_query_uuid,
            content_filter: { level_type: ['Advanced', 'Expert'] },
          },
        }),
      );
      expect(edited.status, JSON.stringify(edited.body)).to.equal(200);
      expect(edited.body.membership).to.deep.equal(pending);
      const moved = await soon(
        'move',
        world.api.ask<CatalogBody>('PATCH', `/api/v1/enterprise-catalogs/${uuidOf('moving')}/`, {
          body: { content_filter: { key: 'Out+3' } },
        }),
      );
      expect(moved.body.membership).to.deep.equal(pending);
      expect(await world.contains('Out+2', uuidOf('moving')), 'its members until it has others').to.equal(true);
      expect(await world.contains('Out+1'), 'not decided yet').to.equal(true);
      expect(await world.contains('Out+3'), 'not decided yet').to.equal(false);

      await world.proxies.opensearch.restore();
      await world.expectCaughtUp();
      expect(await world.contains('Out+1')).to.equal(false);
      expect(await world.contains('Out+3')).to.equal(true);
      expect(await world.contains('course-v1:Out+3+2026')).to.equal(true);
      expect(await world.contains('Out+1', uuidOf('introductory'))).to.equal(true);
      expect(await world.contains('Out+2', uuidOf('moving'))).to.equal(false);
      expect(await world.contains('Out+3', uuidOf('moving'))).to.equal(true);
      await eventually('search shows it', async () => {
        const found = await world.search(`q=sewing&catalog=${world.catalog}`);
        return found.body.results.map(({ content_key }) => content_key).join() === 'Out+3';
      });
      await eventually('ready', async () => (await world.api.get<Ready>('/health/ready')).body.status === 'ready');
      await world.expectStored(course('Out+4', { level_type: 'Expert' }));
      expect(await world.contains('Out+4')).to.equal(true);
    });
  });
}

describe('OpenSearch goes away in the middle of three hundred documents', function () {
  this.timeout(60_000);
  let world: OutageWorld;

  before(async () => {
    world = await OutageWorld.open();
  });
  after(() => world.close());

  const moments: [when: string, trigger: () => (sent: Buffer) => boolean][] = [
    ['before the documents are sent', () => (sent) => sent.includes('/_bulk')],
    [
      'while the documents are sent',
      () => {
        let bytes = 0;
        return (sent) => {
          bytes += sent.length;
          return bytes > 150_000;
        };
      },
    ],
    ['while they are percolated', () => (sent) => sent.includes('/_msearch?')],
  ];

  for (const [index, [when, trigger]] of moments.entries()) {
    it(`${when}: all are stored, and decided when it is back`, async () => {
      // Half of them move, the others stay: a query that lost nearly all of its members would be guarded.
      const moving = index % 2 === 0 ? 'Advanced' : 'Introductory';
      const levels = ['Advanced', 'Introductory', moving, moving];
      const documents = Array.from({ length: 300 }, (_, number) =>
        course(`Batch+${String(number)}`, { level_type: levels[number % 4], title: `${when} ${String(number)}` }),
      );
      world.proxies.opensearch.cutWhen(trigger());
      const { status, body } = await soon('store', world.store(documents));
      expect(status).to.equal(200);
      expect(body.results).to.have.length(300);
      expect(body.results.filter(({ membership }) => membership === 'pending').length).to.be.greaterThan(0);
      expect(await world.contains('Out+1')).to.equal(true);
      await world.proxies.opensearch.restore();
      await world.expectCaughtUp();
      expect(await world.contains('Batch+0')).to.equal(true);
      expect(await world.contains('Batch+1')).to.equal(false);
      expect(await world.contains('Batch+2')).to.equal(moving === 'Advanced');
    });
  }
});
