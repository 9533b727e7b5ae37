import { expect } from 'chai';
import { Client, type Answer } from '../support/client.ts';
import { makeService, serve, type TestService } from '../support/service.ts';
import { catalogue } from './catalogue.ts';
import { author } from '../support/writers.ts';

export interface Found {
  count: number;
  num_pages: number;
  current_page: number;
  results: { content_key: string; content_type: string; title: string }[];
  facets: Record<string, Record<string, number>>;
  stats: Record<string, object>;
  next_cursor: string | null;
  relaxed: string | null;
  locale: string;
}

type Query = Record<string, string | string[]>;

/** A service that holds the catalogue, and ways to search it. */
export class Searcher {
  readonly service: TestService;
  readonly api: Client;
  readonly close: () => Promise<void>;

  private constructor(service: TestService, served: { url: string; close: () => Promise<void> }) {
    this.service = service;
    this.api = new Client(served.url);
    this.close = async () => {
      await served.close();
      await service.stop();
    };
  }

  /** @param more documents beside those of the catalogue */
  static async open(more: readonly object[] = []): Promise<Searcher> {
    const service = await makeService();
    const searcher = new Searcher(service, await serve(service));
    const stored = await searcher.api.post('/api/v1/content-metadata/?refresh=true', [
      ...Object.values(catalogue),
      ...more,
    ]);
    expect(stored.status).to.equal(200);
    return searcher;
  }

  search(query: Query): Promise<Answer<Found>> {
    const pairs = Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    return this.api.get<Found>(`/api/v1/search?${new URLSearchParams(pairs).toString()}`);
  }

  /** What is found; the search must succeed. */
  async find(query: Query): Promise<Found> {
    const { status, body } = await this.search(query);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body;
  }

  /** Keys of what is found, the best first. */
  async keys(query: Query): Promise<string[]> {
    return (await this.find(query)).results.map(({ content_key }) => content_key);
  }

  async remove(key: string): Promise<void> {
    await this.service.inclusion.decideItems(await this.service.replication.remove([key], author));
    await this.service.search.refresh();
  }
}
