import { Client, type Answer } from '../../support/client.ts';
import { uuidOf } from '../../support/documents.ts';
import { makeService, serve, type TestService } from '../../support/service.ts';
import { makeToken } from '../../support/token.ts';
import { catalogue } from '../../search/catalogue.ts';

export const portalSecret = 'what the portals of these tests sign their keys with';
export const portalOrigin = 'https://portal.example.com';
export const [anna, bruno] = [uuidOf('customer Anna'), uuidOf('customer Bruno')];
export const [annasFirst, annasSecond, brunos] = ['first', 'second', 'third'].map((name) => ({
  catalog: uuidOf(`${name} catalog`),
  query: uuidOf(`${name} query`),
  title: `The ${name}`,
})) as [CatalogOfTest, CatalogOfTest, CatalogOfTest];

/** Without the program, which would be in both customers' catalogs by what it inherits. */
const courses = Object.values(catalogue).filter((document) => document !== catalogue.dataProgram);

interface CatalogOfTest {
  catalog: string;
  query: string;
  title: string;
}

interface Value {
  value: string;
  matchLevel: string;
  matchedWords: string[];
  fullyHighlighted?: boolean;
}

export interface PortalHit extends Record<string, unknown> {
  objectID: string;
  title: string;
  key: string;
  partners: { name: string }[];
  _highlightResult?: Record<string, Value> & { skill_names?: Value[]; partners?: { name: Value }[] };
}

export interface PortalAnswer {
  hits: PortalHit[];
  nbHits: number;
  page: number;
  nbPages: number;
  facets?: Record<string, Record<string, number>>;
  queryID?: string;
  relaxed?: string;
  unsupported?: string[];
  message?: string;
  status?: number;
  facetHits?: { value: string; highlighted: string; count: number }[];
  results?: PortalAnswer[];
}

/** A service with the catalogue of the search tests, of which each of two customers has a part. */
export class PortalWorld {
  readonly service: TestService;
  readonly api: Client;
  /** Moves the clock by which keys end, ms. */
  readonly clock: { later: number };
  readonly #close: () => Promise<void>;

  private constructor(service: TestService, url: string, clock: { later: number }, close: () => Promise<void>) {
    this.service = service;
    this.api = new Client(url);
    this.clock = clock;
    this.#close = close;
  }

  static async open(settings: Record<string, string> = {}): Promise<PortalWorld> {
    const clock = { later: 0 };
    const service = await makeService({
      settings: {
        PORTAL_KEY_SECRET: portalSecret,
        PORTAL_INDICES: 'enterprise_catalog,i,by_title=title',
        CORS_ORIGINS: portalOrigin,
        ...settings,
      },
      accessNow: () => Date.now() + clock.later,
    });
    const { url, close } = await serve(service);
    const world = new PortalWorld(service, url, clock, close);
    await world.api.post('/api/v1/content-metadata/?refresh=true', courses);
    await world.saveCatalog(annasFirst, anna, ['Find+1', 'Find+2']);
    await world.saveCatalog(annasSecond, anna, ['Find+4']);
    await world.saveCatalog(brunos, bruno, ['Find+1', 'Find+3', 'Find+5']);
    return world;
  }

  async saveCatalog({ catalog, query, title }: CatalogOfTest, customer: string, key: string[]): Promise<void> {
    const { status, body } = await this.api.post('/api/v1/enterprise-catalogs/', {
      uuid: catalog,
      title,
      enterprise_customer: customer,
      catalog_query_uuid: query,
      query_title: title,
      content_filter: { key },
    });
    if (status !== 201) {
      throw new Error(JSON.stringify(body));
    }
  }

  /** A secured key as the service gives it to an operator. */
  async keyOf(customer: string): Promise<string> {
    const { body } = await this.api.get<{ algolia: { secured_api_key: string } }>(
      `/api/v1/enterprise-customer/${customer}/secured-algolia-api-key/`,
    );
    return body.algolia.secured_api_key;
  }

  /** As the full build of the library does: the key in a header. */
  ask(
    key: string,
    path: string,
    body: unknown,
    type = 'application/x-www-form-urlencoded',
  ): Promise<Answer<PortalAnswer>> {
    return new Client(this.api.url, null).ask<PortalAnswer>('POST', `/1/indexes/${path}`, {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'x-algolia-api-key': key, 'x-algolia-application-id': 'any', 'Content-Type': type },
    });
  }

  async search(key: string, members: Record<string, unknown> = {}): Promise<PortalAnswer> {
    const { status, body } = await this.ask(key, 'enterprise_catalog/query', members);
    if (status !== 200) {
      throw new Error(JSON.stringify(body));
    }
    return body;
  }

  /** Keys of what is found. */
  async keys(key: string, members: Record<string, unknown> = {}): Promise<string[]> {
    return (await this.search(key, members)).hits.map((hit) => hit.key).sort();
  }

  /** Somebody of this customer, signed in. */
  callerOf(customer: string, { username = 'learner', role = 'enterprise_learner' } = {}): Client {
    return new Client(this.api.url, makeToken({ username, roles: [`${role}:${customer}`] }));
  }

  /** Keys of what a caller finds with a token of his own. */
  async keysBy(client: Client, members: Record<string, unknown> = {}): Promise<string[]> {
    const { body } = await client.post<PortalAnswer>('/1/indexes/enterprise_catalog/query', members);
    return body.hits.map((hit) => hit.key).sort();
  }

  close(): Promise<void> {
    return this.#close().then(() => this.service.stop());
  }
}
