import { Client } from 'undici';
import { authorizationOf } from '../stack/authorization-of.ts';

/** OpenSearch through one kept connection, as directly as Node allows: what the floors are measured with. */
export class Engine {
  readonly #client: Client;
  readonly #authorization: Record<string, string>;

  constructor(url: string) {
    const address = new URL(url);
    const authorization = authorizationOf(address);
    this.#authorization = authorization === undefined ? {} : { authorization };
    this.#client = new Client(address.origin, { bodyTimeout: 60_000, headersTimeout: 60_000 });
  }

  /**
   * @param body JSON, or NDJSON for a bulk request
   * @throws Error when the answer is not a success
   */
  async request(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: string | Buffer | null = null,
  ): Promise<unknown> {
    const answer = await this.#client.request({
      method,
      path,
      body,
      headers: {
        ...this.#authorization,
        ...(body === null
          ? {}
          : { 'content-type': path.endsWith('/_bulk') ? 'application/x-ndjson' : 'application/json' }),
      },
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) {
      throw new Error(`OpenSearch answered ${String(answer.statusCode)} to ${method} ${path}: ${text.slice(0, 500)}`);
    }
    return JSON.parse(text);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
