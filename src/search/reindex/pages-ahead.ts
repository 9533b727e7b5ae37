import type { Replication } from '../../replication/port.ts';

type Page = Awaited<ReturnType<Replication['itemsToIndex']>>;

/**
 * Items page by page, the next one read while the last one is written. What is written of an item between is written to both indices, and
 * bears a later ticket.
 */
export class PagesAhead {
  readonly #replication: Pick<Replication, 'itemsToIndex'>;
  readonly #limit: number;
  #ahead: { after: number; page: Promise<Page> } | undefined;

  constructor(replication: Pick<Replication, 'itemsToIndex'>, limit: number) {
    this.#replication = replication;
    this.#limit = limit;
  }

  /** The page after an id. @throws what reading it threw, in its turn */
  async read(after: number): Promise<Page> {
    const page = await (this.#ahead?.after === after ? this.#ahead.page : this.#ask(after));
    if (page.last !== undefined) {
      const next = this.#ask(page.last);
      // Heard in its turn; without this a failure before that would end the process.
      next.catch(() => undefined);
      this.#ahead = { after: page.last, page: next };
    }
    return page;
  }

  #ask(after: number): Promise<Page> {
    return this.#replication.itemsToIndex({ after, limit: this.#limit });
  }
}
