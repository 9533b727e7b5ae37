import type { StepName } from '../../src/kernel/steps.ts';
import type { QueryImport } from '../../src/inclusion/port.ts';
import { parseJson } from '../../src/kernel/json.ts';
import { randomUUID } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { makeService, makeStores, sql, type TestService, type TestStores } from '../support/service.ts';
import { Gate } from '../support/gate.ts';
import { LockWaits } from '../support/lock-waits.ts';
import { author } from '../support/writers.ts';

/** Where a writer can be held, in the order in which it passes them. */
export const itemSteps: StepName[] = [
  'item:claimed',
  'item:before-document',
  'item:document-written',
  'item:members-read',
  'item:filters-read',
  'item:percolated',
  'item:evaluated',
  'item:rows-locked',
  'item:difference-written',
  'item:committed',
];
export const querySteps: StepName[] = [
  'query:claimed',
  'query:announced',
  'query:registered',
  'query:registration-recorded',
  'query:content-visible',
  'query:matched',
  'query:searched',
  'query:rows-locked',
  'query:difference-written',
  'query:chunk-committed',
  'query:committed',
];

/** What one side holds before and after: a level, `none` (not there) or `gone` (removed). */
export interface Case {
  name: string;
  item: [before: string | null, after: string | null];
  filter: [before: string | null, after: string];
}

export const cases: Case[] = [
  { name: 'both move together, a member all along', item: ['a', 'b'], filter: ['a', 'b'] },
  { name: 'they pass each other, never a member', item: ['a', 'b'], filter: ['b', 'a'] },
  { name: 'the item is new, the filter comes to it', item: [null, 'b'], filter: ['a', 'b'] },
  { name: 'the filter is new, the item comes to it', item: ['a', 'b'], filter: [null, 'b'] },
  { name: 'both are new', item: [null, 'b'], filter: [null, 'b'] },
  { name: 'the item is removed while the filter comes to it', item: ['a', null], filter: ['b', 'a'] },
  { name: 'the item leaves while the filter changes its words only', item: ['b', 'a'], filter: ['b', 'b again'] },
  { name: 'the item enters while the filter changes its words only', item: ['a', 'b'], filter: ['b', 'b again'] },
  { name: 'a new filter looks at texts, the item comes to it', item: ['a', 'b'], filter: [null, 'b in words'] },
  { name: 'the filter goes over to texts while the item enters', item: ['a', 'b'], filter: ['b', 'b in words'] },
  { name: 'the filter goes over to texts while the item leaves', item: ['b', 'a'], filter: ['b', 'b in words'] },
  { name: 'the filter leaves texts while the item enters', item: ['a', 'b'], filter: ['b in words', 'b'] },
  { name: 'a restricted run moves with the filter that sees it', item: ['a run', 'b run'], filter: ['a run', 'b run'] },
  { name: 'a new filter sees a restricted run that comes to it', item: ['a run', 'b run'], filter: [null, 'b run'] },
  { name: 'the filter begins to see a restricted run that enters', item: ['a run', 'b run'], filter: ['b', 'b run'] },
  { name: 'the filter sees a restricted run no more, and it leaves', item: ['b run', 'a run'], filter: ['b run', 'b'] },
];

/** The level that an item has, or a filter asks for, however it says so. */
export function levelOf(words: string): string {
  return words.replace(/ again$| in words$| run$/, '');
}

/** Stores and two writers on them, each in a composition of its own, as two processes would be. */
export class World {
  readonly stores: TestStores;
  readonly lockWaits: LockWaits;
  readonly #services: Record<'item' | 'query', TestService>;
  readonly #gates: Record<'item' | 'query', Gate>;

  private constructor(
    stores: TestStores,
    lockWaits: LockWaits,
    services: Record<'item' | 'query', TestService>,
    gates: Record<'item' | 'query', Gate>,
  ) {
    this.stores = stores;
    this.lockWaits = lockWaits;
    this.#services = services;
    this.#gates = gates;
  }

  static async open(): Promise<World> {
    const stores = await makeStores({ DATABASE_CONNECTIONS: '3' });
    const gates = { item: new Gate(), query: new Gate() };
    const services = {
      item: await makeService({ stores, step: (name) => gates.item.step(name) }),
      query: await makeService({ stores, step: (name) => gates.query.step(name) }),
    };
    // Nothing becomes visible by the engine's own clock: only the protocol's refreshes count.
    const answer = await fetch(`${stores.config.opensearchUrl}/${stores.config.indexPrefix}*/_settings`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ index: { refresh_interval: '-1' } }),
    });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
    return new World(stores, await LockWaits.open(stores), services, gates);
  }

  /** Holds one side's next writer at a step; the gate is opened by the caller. */
  hold(side: 'item' | 'query', step?: StepName): Gate {
    const gate = new Gate(step);
    this.#gates[side] = gate;
    return gate;
  }

  /** What both are before anything happens, decided and registered. */
  async begin(
    { item, filter }: Pick<Case, 'item' | 'filter'>,
    { key, uuid }: { key: string; uuid: string },
  ): Promise<void> {
    if (item[0] !== null) {
      await this.writeItem(key, item[0]);
    }
    if (filter[0] !== null) {
      await this.writeFilter(uuid, key, filter[0]);
      await this.registerFilters();
    }
  }

  /** @param options.others so many more items change with it @param options.ahead they are decided while they are stored */
  async writeItem(
    key: string,
    level: string | null,
    { others = 0, ahead = false }: { others?: number; ahead?: boolean } = {},
  ): Promise<void> {
    const { replication, inclusion } = this.#services.item;
    const whileStoring = ahead ? inclusion.whileStoring.bind(inclusion) : undefined;
    const more = Array.from({ length: others }, () => itemOf(freshNames().key, 'other'));
    const claims =
      level === null
        ? await replication.remove([key], author)
        : (await replication.store([itemOf(key, level), ...more], { author, whileStoring })).claims;
    await inclusion.decideItems(claims, { waitForSearch: true });
  }

  /**
   * Each case has a filter of its own: it asks for its item's key and a level.
   * @param options.filters so many more filters change with it: they are registered before they are decided, as those of words are anyhow
   */
  async writeFilter(
    uuid: string,
    key: string,
    level: string,
    { filters = 0 }: { filters?: number } = {},
  ): Promise<void> {
    const more = level.endsWith(' again') ? { content_type: 'course' } : {};
    const asked = level.endsWith(' in words')
      ? { title: `level ${levelOf(level)}` }
      : level.endsWith(' run')
        ? { pacing_type: levelOf(level), restricted_runs_allowed: { [key]: [`${key}-run`] } }
        : { level_type: levelOf(level) };
    const others = Array.from({ length: filters }, () => queryOf(randomUUID(), { key: randomUUID() }));
    // Of one item: an edit that drops it is meant.
    const [outcome] = await this.#services.query.inclusion.importQueries(
      [queryOf(uuid, { key: [key, 'another'], ...asked, ...more }), ...others],
      { force: true },
    );
    if (outcome?.outcome === 'refused') {
      throw new Error(outcome.reason);
    }
  }

  /** Registers the filters that are announced by now, as their writer does a moment later. */
  async registerFilters(): Promise<void> {
    await this.#services.query.inclusion.registerAnnounced({ abandoned: false });
  }

  /** Keeps an item's writer from committing, once it has its row. @returns what lets it go on */
  async keepFromStoring(key: string): Promise<() => Promise<void>> {
    const connection = await createConnection({ uri: this.stores.config.databaseUrl });
    await connection.query('START TRANSACTION');
    const [item] = await sql<{ id: number }>(this.stores, 'SELECT id FROM content WHERE content_key = ?', [key]);
    await connection.query('SELECT content_id FROM content_body WHERE content_id = ? FOR UPDATE', [item?.id]);
    return () => connection.end();
  }

  async isMember(uuid: string, key: string): Promise<boolean> {
    const rows = await sql(
      this.stores,
      `SELECT 1 FROM membership m JOIN catalog_query q ON q.id = m.query_id JOIN content c ON c.id = m.content_id
       WHERE q.uuid = ? AND c.content_key = ?`,
      [uuid, key],
    );
    return rows.length > 0;
  }

  /** How many members ever left a query. */
  async departures(uuid: string): Promise<number> {
    const [row] = await sql<{ departures: number }>(
      this.stores,
      `SELECT COUNT(*) AS departures FROM membership_change_pair p JOIN membership_change m ON m.id = p.change_id
       JOIN catalog_query q ON q.id = m.query_id WHERE q.uuid = ? AND p.entered = 0`,
      [uuid],
    );
    return row?.departures ?? 0;
  }

  /** Makes all documents visible, as the engine may at any time. */
  async refreshContent(): Promise<void> {
    await this.#services.item.search.refresh();
  }

  async undecided(): Promise<number> {
    const { items, queries } = await this.#services.item.inclusion.backlog();
    return items + queries;
  }

  async close(): Promise<void> {
    await this.lockWaits.close();
    await this.#services.item.stop();
    await this.#services.query.stop();
  }
}

let keys = 0;

/** Names that no other case uses. */
export function freshNames(): { key: string; uuid: string } {
  keys += 1;
  return { key: `Case+${String(keys)}`, uuid: randomUUID() };
}

function queryOf(uuid: string, filter: object): QueryImport {
  const text = JSON.stringify(filter);
  return { uuid, title: null, filter: { text, node: parseJson(text) } };
}

/** Of a level, or with a restricted run that is of it. */
export function itemOf(key: string, words: string): object {
  const level = levelOf(words);
  const run = { key: `${key}-run`, restriction_type: 'custom-b2b-enterprise', pacing_type: level };
  return {
    content_type: 'course',
    key,
    uuid: uuidFrom(key),
    title: `Of level ${level}`,
    level_type: level,
    ...(words.endsWith(' again') ? { min_effort: 7 } : {}),
    ...(words.endsWith(' run') ? { course_runs: [run, { key: `${key}-open` }] } : {}),
  };
}

function uuidFrom(key: string): string {
  return `00000000-0000-4000-8000-${key.replace(/\D/g, '').padStart(12, '0')}`;
}
