import { Client } from '../../support/client.ts';
import { uuidOf } from '../../support/documents.ts';
import { makeProxies, type Proxies } from '../../support/proxy.ts';
import { makeService, makeStores, serve, sql, type TestService, type TestStores } from '../../support/service.ts';
import { makeToken } from '../../support/token.ts';
import { catalogue } from '../catalogue.ts';
import type { Found } from '../searcher.ts';

export const [anna, bruno] = [uuidOf('customer Anna'), uuidOf('customer Bruno')];

/** What the portals of these tests sign their keys with. */
export const secret = 'a secret of the portals of these tests, long enough';

export interface ReportRow {
  text: string;
  day: string;
  users: number;
  searches: number;
  no_results: number;
  relaxed: number;
  tracked: number;
  clicked: number;
  clicks: number;
  converted: number;
  conversions: number;
  click_through_rate: number | null;
  conversion_rate: number | null;
  mean_click_position: number | null;
}

export interface Report {
  others: number;
  least_users: number;
  results: ReportRow[];
}

export type FoundNamed = Found & { query_id: string };

/** A service whose engines can be taken away, and whose clock for analytics can be moved; two customers have some courses each. */
export class AnalyticsWorld {
  readonly service: TestService;
  readonly proxies: Proxies;
  /** The stores without proxies. */
  readonly direct: TestStores;
  readonly operator: Client;
  readonly clock: { later: number };
  readonly #close: () => Promise<void>;

  private constructor(
    service: TestService,
    { proxies, direct }: { proxies: Proxies; direct: TestStores },
    url: string,
    clock: { later: number },
    close: () => Promise<void>,
  ) {
    this.service = service;
    this.proxies = proxies;
    this.direct = direct;
    this.operator = new Client(url);
    this.clock = clock;
    this.#close = close;
  }

  static async open(): Promise<AnalyticsWorld> {
    const clock = { later: 0 };
    const direct = await makeStores({
      PORTAL_KEY_SECRET: secret,
      SEARCH_ANALYTICS_LEAST_USERS: '2',
      DATABASE_TIMEOUT_MILLISECONDS: '2500',
    });
    const proxies = await makeProxies(direct);
    const service = await makeService({ stores: proxies.stores, now: (now) => now.getTime() + clock.later });
    const served = await serve(service);
    const world = new AnalyticsWorld(service, { proxies, direct }, served.url, clock, async () => {
      await served.close();
      await service.stop();
      await proxies.close();
    });
    await world.operator.post('/api/v1/content-metadata/?refresh=true', [
      ...[catalogue.pythonForData, catalogue.dataEngineering, catalogue.programming],
    ]);
    await world.#save('first', anna, ['Find+1', 'Find+2']);
    await world.#save('second', bruno, ['Find+1', 'Find+3']);
    return world;
  }

  /** Somebody of a customer, signed in. */
  learner(username: string, customer = anna, role = 'enterprise_learner'): Client {
    return new Client(this.operator.url, makeToken({ username, roles: [`${role}:${customer}`] }));
  }

  /** What somebody finds; stored at once, so that the clock may be moved after it. */
  async search(client: Client, q: string, more: Record<string, string> = {}): Promise<FoundNamed> {
    const address = new URLSearchParams({ q, ...more }).toString();
    const { status, body } = await client.get<FoundNamed>(`/api/v1/search?${address}`);
    if (status !== 200) {
      throw new Error(JSON.stringify(body));
    }
    await this.service.analytics.flush();
    return body;
  }

  /** Lets so much time go by that everything is settled, and rolls it up. */
  async settle(): Promise<void> {
    await this.service.analytics.flush();
    this.clock.later += 60_000;
    await this.tend();
  }

  tend(service: Pick<TestService, 'analytics'> = this.service): Promise<void> {
    return service.analytics.tend(new AbortController().signal);
  }

  today(): string {
    return new Date(Date.now() + this.clock.later).toISOString().slice(0, 10);
  }

  async report(name: string, more: Record<string, string> = {}, client = this.operator): Promise<Report> {
    const address = new URLSearchParams({ until: this.today(), ...more }).toString();
    const { status, body } = await client.get<Report>(`/api/v1/search-analytics/${name}?${address}`);
    if (status !== 200) {
      throw new Error(JSON.stringify(body));
    }
    return body;
  }

  /** Text → how many searches, in the report of a customer. */
  async top(customer: string): Promise<Record<string, number>> {
    const { results } = await this.report('top', { customer });
    return Object.fromEntries(results.map(({ text, searches }) => [text, searches]));
  }

  /** Searches of a customer, by the reports of days. */
  async searches(customer: string): Promise<number> {
    const { results } = await this.report('days', { customer });
    return results.reduce((sum, { searches }) => sum + searches, 0);
  }

  sql<Row>(statement: string, values: unknown[] = []): Promise<Row[]> {
    return sql<Row>(this.service.stores, statement, values);
  }

  async count(table: string): Promise<number> {
    const [row] = await this.sql<{ count: number }>('SELECT COUNT(*) AS count FROM ??', [table]);
    return row?.count ?? 0;
  }

  /** Forgets everything that was searched, and begins on a Wednesday at noon: no day or week ends in a test that does not want it. */
  async forget(): Promise<void> {
    await this.service.analytics.flush();
    for (const table of [
      'search_event',
      'search_feedback',
      'search_seen',
      'search_salt',
      'search_day',
      'search_day_text',
    ]) {
      await this.sql('DELETE FROM ??', [table]);
    }
    await this.sql(`UPDATE turn SET value = 0 WHERE name = 'search-merge'`);
    const noon = new Date();
    noon.setUTCHours(12, 0, 0, 0);
    noon.setUTCDate(noon.getUTCDate() + 7 - ((noon.getUTCDay() + 4) % 7));
    this.clock.later = noon.getTime() - Date.now();
  }

  /** Value of a metric of this process. */
  async metric(name: string, outcome?: string): Promise<number> {
    const { body } = await this.service.metrics.render();
    const label = outcome === undefined ? '' : `{outcome="${outcome}"}`;
    const line = body.split('\n').find((one) => one.startsWith(`${name}${label} `));
    return Number(line?.split(' ').at(-1));
  }

  async #save(name: string, customer: string, key: string[]): Promise<void> {
    const { status, body } = await this.operator.post('/api/v1/enterprise-catalogs/', {
      uuid: uuidOf(`${name} catalog`),
      title: name,
      enterprise_customer: customer,
      content_filter: { key },
    });
    if (status !== 201) {
      throw new Error(JSON.stringify(body));
    }
  }

  close(): Promise<void> {
    return this.#close();
  }
}
