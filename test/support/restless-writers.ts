import { randomUUID } from 'node:crypto';
import { parseJson } from '../../src/kernel/json.ts';
import { generateContent, mutateContent } from '../oracle/generate-content.ts';
import { generateFilter, mutateFilter } from '../oracle/generate-filter.ts';
import type { JsonObject } from '../oracle/json.ts';
import type { Random } from '../oracle/random.ts';
import { readItem } from '../oracle/read-fields.ts';
import { eventually, type TestService } from './service.ts';
import { author } from './writers.ts';

/** Changes items and filters at random, removes items, makes filters and prunes them, until it is told to stop. */
export class RestlessWriters {
  readonly #service: TestService;
  readonly #random: Random;
  readonly #now: number;
  readonly #items: JsonObject[];
  readonly #filters: { uuid: string; filter: JsonObject }[];
  #writing: Promise<unknown> | undefined;
  #stopped = false;
  #failed: Error | undefined;
  /** Writes that were answered. */
  written = 0;

  constructor(service: TestService, options: { random: Random; now: number }) {
    this.#service = service;
    this.#random = options.random;
    this.#now = options.now;
    this.#items = generateContent(this.#random, { now: this.#now, count: 20 });
    const read = this.#items.map((item) => readItem(item, { now: this.#now, defaultPartner: 'edx' }));
    this.#filters = this.#random.times(10, () => ({ uuid: randomUUID(), filter: generateFilter(this.#random, read) }));
  }

  /** Items and filters from which the changes start. The filters have catalogs, so that they are not pruned. */
  async seed(): Promise<void> {
    const { claims } = await this.#service.replication.store(this.#items, { author });
    await this.#service.inclusion.decideItems(claims);
    await this.#write(this.#filters);
    await this.#service.inclusion.importCatalogs(
      this.#filters.map(({ uuid }) => ({
        uuid,
        title: uuid,
        enterpriseUuid: randomUUID(),
        enterpriseName: null,
        queryUuid: uuid,
      })),
    );
  }

  start(): void {
    this.#stopped = false;
    const lane = async (): Promise<void> => {
      while (!this.#stopped) {
        await this.#once();
        this.written += 1;
      }
    };
    this.#writing = Promise.all([lane(), lane()]).catch((error: unknown) => {
      this.#failed = error instanceof Error ? error : new Error('a writer threw what is no error');
    });
  }

  /** Resolves when so many more writes were answered. @throws what a writer threw */
  async more(count: number): Promise<void> {
    const wanted = this.written + count;
    await eventually(`${String(count)} writes`, () => {
      this.#rethrow();
      return Promise.resolve(this.written >= wanted);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#writing;
    this.#rethrow();
  }

  async #once(): Promise<void> {
    const random = this.#random;
    if (random.chance(0.1)) {
      const { key, uuid } = random.pick(this.#items);
      const claims = await this.#service.replication.remove([String(key ?? uuid)], author);
      await this.#service.inclusion.decideItems(claims);
    } else if (random.chance(0.5)) {
      const documents = random.times(random.pick([1, 1, 3]), () =>
        mutateContent(random, random.pick(this.#items), this.#now),
      );
      const whileStoring = this.#service.inclusion.whileStoring.bind(this.#service.inclusion);
      const { claims } = await this.#service.replication.store(documents, { author, whileStoring });
      await this.#service.inclusion.decideItems(claims);
    } else if (random.chance(0.1)) {
      await this.#service.inclusion.pruneQueries({ apply: true, author });
    } else {
      const { uuid, filter } = random.pick(this.#filters);
      await this.#write([{ uuid: random.chance(0.3) ? randomUUID() : uuid, filter: this.#mutate(filter) }]);
    }
  }

  #mutate(filter: JsonObject): JsonObject {
    const read = this.#items.map((item) => readItem(item, { now: this.#now, defaultPartner: 'edx' }));
    return mutateFilter(this.#random, filter, read);
  }

  async #write(queries: readonly { uuid: string; filter: JsonObject }[]): Promise<void> {
    await this.#service.inclusion.importQueries(
      queries.map(({ uuid, filter }) => {
        const text = JSON.stringify(filter);
        return { uuid, title: null, filter: { text, node: parseJson(text) } };
      }),
      { force: true },
    );
  }

  #rethrow(): void {
    if (this.#failed !== undefined) {
      throw this.#failed;
    }
  }
}
