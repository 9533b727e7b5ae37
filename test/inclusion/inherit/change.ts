import { expect } from 'chai';
import { parseJson } from '../../../src/kernel/json.ts';
import type { TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';

/** Changes content and filters, and waits for what follows from that. */
export class Change {
  readonly #service: TestService;

  constructor(service: TestService) {
    this.#service = service;
  }

  async store(...documents: object[]): Promise<void> {
    const { claims, documents: stored } = await this.#service.replication.store(documents, { author });
    expect(stored.filter(({ outcome }) => outcome === 'refused')).to.deep.equal([]);
    await this.#service.inclusion.decideItems(claims, { waitForSearch: true });
  }

  async remove(...keys: string[]): Promise<void> {
    const claims = await this.#service.replication.remove(keys, author);
    await this.#service.inclusion.decideItems(claims, { waitForSearch: true });
  }

  /** @param uuid of the query, also told by an entry that means nothing: no two queries have one filter */
  async filter(uuid: string, value: object): Promise<void> {
    const text = JSON.stringify({ ...value, aggregation_key__exclude: uuid });
    const [outcome] = await this.#service.inclusion.importQueries(
      [{ uuid, title: null, filter: { text, node: parseJson(text) } }],
      { force: true },
    );
    expect(outcome?.outcome).to.not.equal('refused');
  }
}
