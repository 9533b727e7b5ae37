import { course, uuidOf } from '../../support/documents.ts';
import { EmbeddingServer } from '../../support/embedding-server.ts';
import { eventually, sql } from '../../support/service.ts';
import { OutageWorld } from '../../outages/world.ts';
import { readExposition, valueOf, type Sample } from './exposition.ts';

/**
 * What a service exposes after traffic of each kind, of which some failed. `job` and `instance` are added as Prometheus does
 * when it scrapes, and its own `up`.
 */
export async function readBusyExposition(): Promise<Sample[]> {
  // Engines are cut off here, which is noticed at once; a slow one is no outage.
  const provider = await EmbeddingServer.open();
  const world = await OutageWorld.open({
    OPENSEARCH_TIMEOUT_MILLISECONDS: '15000',
    RATE_LIMITS: 'search=4',
    ...provider.settings,
  });
  try {
    const contains = (): Promise<unknown> =>
      world.api.get(`/api/v1/enterprise-catalogs/${world.catalog}/contains_content_items/?course_run_ids=Out+1`);
    await contains();
    await world.search('q=weaving');
    await world.store(course('Busy+1', { level_type: 'Advanced' }), { Prefer: 'respond-async' });
    await world.expectCaughtUp();
    await world.service.reconcile({ apply: false });
    await sql(
      world.stores,
      `INSERT INTO poll_run (kind, tick, state, progress, counts, due_at, created_at, finished_at)
       VALUES ('full', UTC_TIMESTAMP(3), 'done', '{}', '{}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    );
    await world.proxies.mysql.cut();
    await contains();
    await world.proxies.mysql.restore();
    await world.proxies.opensearch.cut();
    await world.search('q=weaving');
    await world.proxies.opensearch.restore();
    await eventually('all is well again', async () => (await world.api.get('/health/ready')).status === 200);
    // More often than is allowed.
    for (let times = 0; times < 4; times += 1) {
      await world.api.post('/1/events', {
        events: [{ eventType: 'view', eventName: 'Seen', index: 'enterprise_catalog' }],
      });
    }
    let samples: Sample[] = [];
    await eventually('all is read', async () => {
      samples = readExposition((await world.api.get<string>('/metrics')).body);
      return valueOf(samples, 'membership_failing') === 0;
    });
    const scraped = { job: 'percolog', instance: uuidOf('an instance') };
    return [...samples, { name: 'up', labels: {}, value: 1 }].map(({ name, labels, value }) => ({
      name,
      labels: { ...labels, ...scraped },
      value,
    }));
  } finally {
    await world.close();
    await provider.close();
  }
}
