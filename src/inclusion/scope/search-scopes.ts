import { Lru } from '../../kernel/lru.ts';
import type { FilterScope, SearchScope } from '../port.ts';
import { storedSights } from '../queries/sights.ts';
import {
  readDerived,
  readHeld,
  readScopeFilters,
  readScopeQueries,
  readSeenMembers,
  type Reads,
  type ScopeQueryRow,
} from './scope-rows.mysql.ts';

/** Ids that are kept, 8 bytes each: those of some 6,000 queries, of 500 where there are a million items. */
const remembered = 2_000_000;
/** What a query weighs besides, in ids: its filter. */
const filterWeighs = 100;

/** What is known of a query. */
interface KnownQuery {
  /** Of the rows that it was read from, or of older ones: never of newer ones. */
  stamp: string;
  filter: object;
  restrictedRuns: string | null;
  /** What is inherited, and courses by their runs; content ids. */
  derived: readonly number[];
}

/**
 * What is in some catalogs, as a search asks for it: as the database says now. A query's filter and its thousands of ids are kept
 * under the revision of the one and the version of the others, which are read for each search; what has moved is read again.
 */
export class SearchScopes {
  readonly #on: Reads;
  readonly #known = new Lru<KnownQuery>(remembered, ({ derived }) => derived.length + filterWeighs);

  constructor(on: Reads) {
    this.#on = on;
  }

  async read(scope: FilterScope): Promise<SearchScope> {
    const rows = await readScopeQueries(this.#on, scope);
    const holding = rows.filter(({ held }) => held === 1).map(({ id }) => id);
    const [queries, held] = await Promise.all([
      this.#knownOf(rows),
      holding.length === 0 ? [] : readHeld(this.#on, holding),
    ]);
    const found = await Promise.all(queries.map(([id, query]) => this.#seen(id, query)));
    return {
      filters: found.map(({ filter }) => filter),
      shownIds: found.flatMap(({ shown }) => shown),
      contentIds: [...new Set([...queries.map(([, { derived }]) => derived), held].flat())],
    };
  }

  /** What is known of each of these, read where it is not, or no more. One that has gone meanwhile is left out. */
  async #knownOf(rows: readonly ScopeQueryRow[]): Promise<[number, KnownQuery][]> {
    const known = new Map<number, KnownQuery>();
    const unknown = new Map<number, string>();
    for (const row of rows) {
      const query = this.#known.get(String(row.id));
      const stamp = stampOf(row);
      if (query?.stamp === stamp) {
        known.set(row.id, query);
      } else {
        unknown.set(row.id, stamp);
      }
    }
    for (const [id, query] of unknown.size === 0 ? [] : await this.#readQueries(unknown)) {
      this.#known.set(String(id), query);
      known.set(id, query);
    }
    return rows.flatMap(({ id }): [number, KnownQuery][] => {
      const query = known.get(id);
      return query === undefined ? [] : [[id, query]];
    });
  }

  /** Read after the stamps: what is newer than its stamp is read again by the next search, which sees another one. */
  async #readQueries(stamps: ReadonlyMap<number, string>): Promise<Map<number, KnownQuery>> {
    const ids = [...stamps.keys()];
    const [filters, pairs] = await Promise.all([readScopeFilters(this.#on, ids), readDerived(this.#on, ids)]);
    const derived = Map.groupBy(pairs, ([queryId]) => queryId);
    return new Map(
      filters.map(({ id, compiled, restricted_runs: restrictedRuns }) => [
        id,
        {
          stamp: stamps.get(id) ?? '',
          filter: JSON.parse(compiled) as object,
          restrictedRuns,
          derived: (derived.get(id) ?? []).map(([, contentId]) => contentId),
        },
      ]),
    );
  }

  /** The index holds items as everybody sees them: those that the query sees otherwise are in it when they are members. */
  async #seen(id: number, { filter, restrictedRuns }: KnownQuery): Promise<{ filter: object; shown: number[] }> {
    if (restrictedRuns === null) {
      return { filter, shown: [] };
    }
    const keys = storedSights(restrictedRuns).map(({ contentKey }) => contentKey);
    const members = await readSeenMembers(this.#on, id);
    return {
      filter: {
        bool: {
          should: [
            { bool: { filter: [filter], must_not: [{ terms: { content_key: keys } }] } },
            { terms: { content_id: members.map(({ content_id }) => content_id) } },
          ],
          minimum_should_match: 1,
        },
      },
      shown: members
        .filter(({ shown_with, runs }) => shown_with !== null && (JSON.parse(runs) as string[]).includes(shown_with))
        .map(({ content_id }) => content_id),
    };
  }
}

/** The moment beside the revision: a database that was restored counts on from an older one. */
function stampOf({ revision, revised_at, version }: ScopeQueryRow): string {
  return `${String(revision)} ${String(revised_at.getTime())} ${String(version)}`;
}
