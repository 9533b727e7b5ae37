import type { Queryable } from '../../kernel/database.ts';
import { Gathering } from '../../kernel/gathering.ts';
import { catalogsContainOneOf, type CatalogAnswer, type CatalogLookup } from './contains.mysql.ts';

/**
 * Statements under way, and look-ups of one. Each statement costs the process and the database as much as two or three look-ups in it; past
 * eight the database plans longer than it saves (docs/performance.md).
 */
const limits = { atOnce: 4, most: 8 };

/** Whether catalogs contain items: who asks while enough statements are under way is asked for together with the others who wait. */
export class CatalogLookups {
  readonly #on: Queryable;
  readonly #gathering: Gathering<CatalogLookup, CatalogAnswer | undefined>;

  constructor(on: Queryable) {
    this.#on = on;
    this.#gathering = new Gathering((lookups) => catalogsContainOneOf(on, lookups), limits);
  }

  /** As the database says from now on. @returns undefined for an unknown catalog */
  async ask(lookup: CatalogLookup): Promise<CatalogAnswer | undefined> {
    // With several keys each mixture would be a prepared statement of its own.
    const ask = lookup.keys.length === 1 ? this.#gathering.do([lookup]) : catalogsContainOneOf(this.#on, [lookup]);
    const [answer] = await ask;
    return answer;
  }
}
