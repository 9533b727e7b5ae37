import { expect } from 'chai';
import { Client, type Answer, type CatalogBody } from '../support/client.ts';
import { course, run, uuidOf } from '../support/documents.ts';
import { makeProxies, type Proxies } from '../support/proxy.ts';
import { eventually, makeService, makeStores, serve, type TestService, type TestStores } from '../support/service.ts';
import { compareMembership } from '../support/compare-membership.ts';

/** How long a client may be kept waiting for an engine that is away, ms. */
export const patience = 8_000;

/** Ways in which an engine is away. */
export const ways = ['cut', 'hang'] as const;

export interface Found {
  count: number;
  results: { content_key: string }[];
}

/** A service whose engines can be taken away, with a few items and a catalog in it, its worker working. */
export class OutageWorld {
  readonly stores: TestStores;
  readonly proxies: Proxies;
  readonly service: TestService;
  readonly api: Client;
  readonly catalog = uuidOf('advanced');
  readonly customer = uuidOf('a customer');
  readonly #close: () => Promise<void>;

  private constructor(world: Pick<OutageWorld, 'stores' | 'proxies' | 'service' | 'api'>, close: () => Promise<void>) {
    this.stores = world.stores;
    this.proxies = world.proxies;
    this.service = world.service;
    this.api = world.api;
    this.#close = close;
  }

  static async open(settings: Record<string, string> = {}): Promise<OutageWorld> {
    const stores = await makeStores({
      OPENSEARCH_TIMEOUT_MILLISECONDS: '1000',
      DATABASE_TIMEOUT_MILLISECONDS: '2000',
      POLL_MILLISECONDS: '100',
      CLAIM_SECONDS: '2',
      DATABASE_CONNECTIONS: '4',
      ...settings,
    });
    const proxies = await makeProxies(stores);
    const service = await makeService({ stores: proxies.stores });
    const served = await serve(service);
    const world = new OutageWorld({ stores, proxies, service, api: new Client(served.url) }, served.close);
    await world.expectStored([
      course('Out+1', { level_type: 'Advanced', title: 'Weaving' }),
      run('Out+1', '2026'),
      course('Out+2', { level_type: 'Introductory', title: 'Knitting' }),
    ]);
    const created = await world.createCatalog('advanced', { level_type: 'Advanced' });
    expect(created.body.membership).to.include({ state: 'committed', matched: 1 });
    service.worker.start();
    return world;
  }

  async close(): Promise<void> {
    await this.#close();
    await this.service.worker.stop();
    await this.service.stop();
    await this.proxies.close();
  }

  createCatalog(name: string, content_filter: object): Promise<Answer<CatalogBody>> {
    return this.api.post<CatalogBody>('/api/v1/enterprise-catalogs/', {
      uuid: uuidOf(name),
      title: name,
      enterprise_customer: this.customer,
      content_filter,
    });
  }

  async store(
    documents: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<{ results: { membership: string }[] }>> {
    return this.api.post('/api/v1/content-metadata/?refresh=true', documents, headers);
  }

  async expectStored(documents: unknown, membership = 'committed'): Promise<void> {
    const { status, body } = await this.store(documents);
    expect(status, JSON.stringify(body)).to.equal(200);
    expect([...new Set(body.results.map((result) => result.membership))]).to.deep.equal([membership]);
  }

  async contains(key: string, catalog = this.catalog): Promise<boolean> {
    const { status, body } = await this.api.get<{ contains_content_items: boolean }>(
      `/api/v1/enterprise-catalogs/${catalog}/contains_content_items/?course_run_ids=${key}`,
    );
    expect(status, JSON.stringify(body)).to.equal(200);
    return body.contains_content_items;
  }

  search(query: string): Promise<Answer<Found>> {
    return this.api.get<Found>(`/api/v1/search?show=all&${query}`);
  }

  /** Everything is decided within seconds, by nobody but the worker, and as the evaluator says. */
  async expectCaughtUp(): Promise<void> {
    await eventually(
      'everything decided',
      async () => {
        const { items, queries } = await this.service.inclusion.backlog();
        return items + queries === 0;
      },
      15,
    );
    const { lost, extra } = await compareMembership(this.stores, Date.now());
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
  }
}

/** Fails when `work` takes longer than a client may be kept waiting. */
export async function soon<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(patience)} ms: ${what}`));
    }, patience);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}
