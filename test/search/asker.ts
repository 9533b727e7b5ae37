import type { SearchRequest, SearchResult } from '../../src/search/port.ts';
import { author } from '../support/writers.ts';
import { makeService, type TestService } from '../support/service.ts';

/**
 * Asks the room's port, on a service that holds some documents; what is not discoverable is searched
 * too, and nothing is relaxed, unless a test asks otherwise.
 */
export class Asker {
  readonly service: TestService;

  private constructor(service: TestService) {
    this.service = service;
  }

  static async open(documents: readonly object[]): Promise<Asker> {
    const asker = new Asker(await makeService());
    await asker.store(documents);
    return asker;
  }

  async store(documents: readonly object[]): Promise<void> {
    const stored = await this.service.replication.store(documents, { author });
    const refused = stored.documents.filter(({ outcome }) => outcome === 'refused');
    if (refused.length > 0) {
      throw new Error(`refused: ${JSON.stringify(refused)}`);
    }
    await this.service.inclusion.decideItems(stored.claims, { waitForSearch: true });
    await this.service.search.refresh();
  }

  ask(text: string, more: Partial<SearchRequest> = {}): Promise<SearchResult> {
    return this.service.search.search({ text, page: 1, pageSize: 100, show: 'everything', strict: true, ...more });
  }

  /** Keys of what is found, the best first. */
  async keys(text: string, more: Partial<SearchRequest> = {}): Promise<string[]> {
    return (await this.ask(text, more)).hits.map(({ content_key }) => content_key);
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}
