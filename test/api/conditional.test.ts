import { expect } from 'chai';
import type { Client } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import type { TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';
import { propose } from './support/propose.ts';

/** What clients ask again and again: 304 while nothing has changed, and the new answer at once when something has. */
describe('conditional requests', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const [catalog, query, customer] = ['catalog', 'query', 'customer'].map((name) => uuidOf(`conditional ${name}`)) as [
    string,
    string,
    string,
  ];
  const filter = (level: string): object => ({ content_type: 'course', level_type: level });

  before(async () => {
    ({ service, api, close } = await servedService());
    await api.post('/api/v1/content-metadata/', [course('Polled+1', { level_type: 'in' }), course('OWN+1')]);
    await api.post('/api/v1/enterprise-catalogs/', {
      uuid: catalog,
      title: 'Polled',
      enterprise_customer: customer,
      catalog_query_uuid: query,
      content_filter: filter('in'),
    });
  });
  after(() => close());

  const ask = (path: string, etag: string) => api.ask('GET', path, { headers: { 'If-None-Match': etag } });
  async function tagOf(path: string): Promise<string> {
    const { status, headers } = await api.get(path);
    expect(status, path).to.equal(200);
    return headers.get('etag') ?? '';
  }
  /** 304 as long as nothing has changed, 200 with another tag when `change` is done. */
  async function expectConditional(paths: readonly string[], change: () => Promise<unknown>): Promise<void> {
    const tags = new Map<string, string>();
    for (const path of paths) {
      const etag = await tagOf(path);
      expect(etag, path).to.match(/^"[\w-]+"$/);
      expect((await ask(path, etag)).status, path).to.equal(304);
      tags.set(path, etag);
    }
    await change();
    for (const [path, etag] of tags) {
      const changed = await ask(path, etag);
      expect(changed.status, path).to.equal(200);
      expect(changed.headers.get('etag'), path).to.not.equal(etag);
    }
  }

  it('of the feeds of changes', async () => {
    const scopes = ['changes/', `enterprise-customer/${customer}/changes/`, `enterprise-catalogs/${catalog}/changes/`];
    const paths: string[] = [];
    for (const scope of scopes) {
      const { body } = await api.get<{ next: string }>(`/api/v1/${scope}?since=now`);
      paths.push(`/api/v1/${scope}?since=${encodeURIComponent(body.next)}`);
    }
    await expectConditional(paths, () =>
      api.post('/api/v1/content-metadata/', [course('Polled+2', { level_type: 'in' })]),
    );
  });

  it('of queries, which catalogs hold an item, and proposals', async () => {
    const paths = [
      '/api/v1/catalog-queries/',
      `/api/v1/catalog-queries/${query}/`,
      `/api/v1/content-metadata/Polled+1/catalogs`,
    ];
    await expectConditional(paths, () =>
      api.ask('PUT', `/api/v1/enterprise-catalogs/${catalog}/`, {
        body: {
          title: 'Polled anew',
          enterprise_customer: customer,
          catalog_query_uuid: query,
          content_filter: filter('elsewhere'),
        },
      }),
    );
    await expectConditional(['/api/v1/filter-proposals/'], () =>
      propose(api, { title: 'Proposed', enterprise_customer: customer }),
    );
  });

  it('of held memberships', async () => {
    const [own, level] = [uuidOf('held by condition'), 'to be held'];
    const keys = Array.from({ length: 51 }, (_, index) => `Cond+${String(index)}`);
    await api.post(
      '/api/v1/content-metadata/',
      keys.map((key) => course(key, { level_type: level })),
    );
    await api.post('/api/v1/enterprise-catalogs/', {
      title: 'Held',
      enterprise_customer: customer,
      catalog_query_uuid: own,
      content_filter: filter(level),
    });
    await expectConditional(['/api/v1/held-memberships/', `/api/v1/catalog-queries/${own}/held/`], async () =>
      service.inclusion.decideItems(await service.replication.remove(keys, author)),
    );
  });

  it('of jobs', async () => {
    const { body: one } = await api.post<{ id: string }>('/api/v1/content-metadata/refresh/', {
      content_keys: ['Polled+1'],
    });
    const { body: all } = await api.post<{ async_task_id: string }>(
      `/api/v1/enterprise-catalogs/${catalog}/refresh_metadata/`,
      {},
    );
    for (const path of [
      `/api/v1/content-metadata/refresh/${one.id}/`,
      `/api/v1/enterprise-catalogs/${catalog}/refresh_metadata/${all.async_task_id}/`,
    ]) {
      expect((await ask(path, await tagOf(path))).status, path).to.equal(304);
      expect((await ask(path, '"another"')).status, path).to.equal(200);
    }
  });
});
