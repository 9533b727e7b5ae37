import type { ContentIndex } from '../../content-index/port.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { parseJson } from '../../kernel/json.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import { wholeMinute } from '../filter/moment.ts';
import { passedBetween } from '../filter/relative-bounds.ts';
import { readDatabaseClock } from '../queries/database-clock.mysql.ts';
import { reviseCompiled } from '../queries/query-row.mysql.ts';
import { readFilter } from '../queries/read-filter.ts';
import { registrable } from '../queries/registrable.ts';
import type { QueryClaim } from './query-decider.ts';
import { lockRelativeQueries, readRelativeQueries, type RelativeQuery } from './relative-queries.mysql.ts';

/** However few items fall due, `now` in a filter is at most this old. */
const oldest = 15 * 60_000;

/** Filters moved in one transaction, and decided together. */
const mostMoved = 50;

/** Bounds looked for in one search; each is a query of its own to the engine. */
const boundsOfOneSearch = 200;

export interface RelativeQueriesDeps {
  database: Database;
  contentIndex: Pick<ContentIndex, 'fresh'>;
  /** `queries/due.json`: how many items each of several clauses has. */
  due: RequestTemplate;
  claimSeconds: number;
  now: (databaseNow: Date) => number;
}

/**
 * Moves the filters that say `now`. Such a filter is compiled for a whole minute, its `as_of`; item, filter and search all use that. It
 * moves to the minute at hand, as an edit by nobody, when one of the index's items has passed one of its bounds since, and at least
 * every 15 minutes. Looked at once a minute by each worker; an item that is stored meanwhile is evaluated `as_of` like all others.
 */
export class RelativeQueries {
  readonly #deps: RelativeQueriesDeps;
  /** The last minute for which everything that was due has been moved. */
  #done = -Infinity;

  constructor(deps: RelativeQueriesDeps) {
    this.#deps = deps;
  }

  /** @returns the moved filters, claimed: the caller decides them and asks again, until there are none */
  async moveDue(): Promise<QueryClaim[]> {
    const { database } = this.#deps;
    const minute = wholeMinute(this.#deps.now(await readDatabaseClock(database)));
    if (minute === this.#done) {
      return [];
    }
    const due = await this.#findDue(await readRelativeQueries(database, new Date(minute)), minute);
    const ids = due.slice(0, mostMoved);
    const claims = ids.length === 0 ? [] : await database.transaction((tx) => this.#move(tx, ids, minute));
    if (due.length === ids.length) {
      this.#done = minute;
    }
    return claims;
  }

  /** Ids in order. Filters of the same bound and `as_of`, and there are many, share one clause. */
  async #findDue(queries: readonly RelativeQuery[], minute: number): Promise<number[]> {
    const due = new Set(queries.filter(({ asOf }) => asOf <= minute - oldest).map(({ id }) => id));
    const clauses = new Map<string, { clause: object; ids: number[] }>();
    for (const { id, asOf, bounds } of queries.filter((query) => !due.has(query.id))) {
      for (const bound of bounds) {
        const clause = passedBetween(bound, asOf, minute);
        const text = JSON.stringify(clause);
        const entry = clauses.get(text) ?? { clause, ids: [] };
        entry.ids.push(id);
        clauses.set(text, entry);
      }
    }
    const entries = [...clauses.values()];
    if (entries.length === 0) {
      return [...due].sort((a, b) => a - b);
    }
    // An item that was written a moment ago may be the one that is due.
    const content = await this.#deps.contentIndex.fresh();
    for (let start = 0; start < entries.length; start += boundsOfOneSearch) {
      const some = entries.slice(start, start + boundsOfOneSearch);
      const counts = await this.#count(
        content,
        some.map(({ clause }) => clause),
      );
      for (const { ids } of some.filter((_, position) => (counts[position] ?? 0) > 0)) {
        ids.forEach((id) => due.add(id));
      }
    }
    return [...due].sort((a, b) => a - b);
  }

  async #count(content: Pick<ContentIndex, 'search'>, clauses: readonly object[]): Promise<number[]> {
    const { aggregations } = await content.search<{
      aggregations: { due: { buckets: { doc_count: number }[] } };
    }>(this.#deps.due({ clauses }));
    return aggregations.due.buckets.map(({ doc_count }) => doc_count);
  }

  async #move(tx: Tx, ids: readonly number[], minute: number): Promise<QueryClaim[]> {
    const claims: QueryClaim[] = [];
    for (const row of await lockRelativeQueries(tx, ids, new Date(minute))) {
      const filter = readFilter({ text: row.content_filter, node: parseJson(row.content_filter) }, minute);
      await reviseCompiled(tx, row.id, filter, { cause: 'clock', claimSeconds: this.#deps.claimSeconds });
      claims.push({
        queryId: row.id,
        revision: row.revision + 1,
        ticket: row.claim_ticket + 1,
        ...registrable(filter),
      });
    }
    return claims;
  }
}
