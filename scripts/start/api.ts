import { asRecord } from '../stack/files.ts';

/** The few questions that `npm start` asks the service it has started. */
export class Api {
  readonly base: string;
  readonly #token: string;

  /** @param token of one who may do everything */
  constructor(base: string, token: string) {
    this.base = base;
    this.#token = token;
  }

  /** How many catalogs there are, and the first `size` of them with their customers. */
  async catalogs(size: number): Promise<{ count: number; catalogs: { uuid: string; customer: string }[] }> {
    const body = asRecord(await this.#get(`/api/v1/enterprise-catalogs/?page_size=${size.toString()}`));
    const results = Array.isArray(body['results']) ? body['results'].map(asRecord) : [];
    return {
      count: Number(body['count']),
      catalogs: results.map(({ uuid, enterprise_customer: customer }) => ({
        uuid: String(uuid),
        customer: String(customer),
      })),
    };
  }

  /** Keys of some courses in a catalog, as its search gives them. */
  async coursesOf(catalog: string): Promise<string[]> {
    const body = asRecord(await this.#get(`/api/v1/search?catalog=${catalog}&content_type=course&page_size=5`));
    const results = Array.isArray(body['results']) ? body['results'].map(asRecord) : [];
    return results.map((hit) => String(hit['content_key']));
  }

  /** A content item's document as text, as a client reads it. */
  async document(key: string): Promise<string> {
    return (await this.#ask(`/api/v1/content-metadata/${encodeURIComponent(key)}/`)).text();
  }

  /** Stores a document; resolves when its memberships are decided. */
  async store(document: string): Promise<void> {
    await this.#ask('/api/v1/content-metadata/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: document,
    });
  }

  /** Path of the question which catalogs of a customer hold an item. */
  catalogListPath(customer: string, key: string): string {
    return `/api/v1/enterprise-customer/${customer}/contains_content_items/?course_run_ids=${encodeURIComponent(key)}&get_catalogs_containing_specified_content_ids=true`;
  }

  /** The catalogs of a customer that hold an item, sorted. */
  async catalogList(customer: string, key: string): Promise<string[]> {
    const list = asRecord(await this.#get(this.catalogListPath(customer, key)))['catalog_list'];
    return Array.isArray(list) ? list.map(String).sort() : [];
  }

  async #get(path: string): Promise<unknown> {
    return (await this.#ask(path)).json();
  }

  async #ask(
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Response> {
    const answer = await fetch(this.base + path, {
      ...init,
      headers: { ...init.headers, authorization: `JWT ${this.#token}` },
      signal: AbortSignal.timeout(30_000),
    });
    if (!answer.ok) {
      throw new Error(
        `${init.method ?? 'GET'} ${path} was answered ${answer.status.toString()}: ${await answer.text()}`,
      );
    }
    return answer;
  }
}
