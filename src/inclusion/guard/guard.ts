import type { Tx } from '../../kernel/database.ts';
import { Lru } from '../../kernel/lru.ts';
import { Departures } from './departures.ts';
import { findRoom, readLost, type Lost } from './find-room.mysql.ts';

/** A membership that is about to be removed, by its query. */
interface Leaving {
  queryId: number;
  /** Of the query: another one may have other members. */
  revision: number;
  /** Whether its members are those of this revision: while they are not, its own writer removes some, and nobody counts them as departed. */
  decided: boolean;
}

/** How many members a query had, at the least. */
interface Counted {
  members: number;
  /** By this process's own clock that is never set, ms. */
  until: number;
}

/** What this process knows of a query. */
interface Watched {
  revision: number;
  /** How many it may remove without looking again. */
  left: number;
  /** And until when, by that clock. */
  until: number;
  counted: Counted | undefined;
}

/** Queries of which something is kept. */
const queriesKept = 50_000;
/** Of what may still go, so that other processes, which do the same, do not pass the share together. */
const shareOfRoom = 1 / 16;
const leftMilliseconds = 30_000;
/** Less than the hour in which what departs is counted. */
const countedMilliseconds = 55 * 60_000;

/**
 * The guardrail for items' writers, of which each takes a few of many queries (docs/architecture.md, Guardrail). To count what left a query
 * within the hour, and its members, costs more than the removal: so once it is counted, a small part of what may still go is removed without
 * looking again; and at the next look the members are as many as they were, less what departed.
 */
export class Guard {
  readonly #watched = new Lru<Watched>(queriesKept);
  readonly #departures = new Departures();

  /**
   * What `find` is likely to ask of these, to be read in one message with what locks the queries, behind that.
   * @param queryIds one entry a membership that may be removed
   */
  async look(tx: Tx, queryIds: readonly number[]): Promise<Lost & { ids: ReadonlySet<number> }> {
    const now = performance.now();
    const ids = [...Map.groupBy(queryIds, (id) => id)].flatMap(([id, { length }]) => {
      const watched = this.#watched.get(String(id));
      return watched !== undefined && hasRoom(watched, length, now) ? [] : [id];
    });
    return { ids: new Set(ids), ...(await readLost(tx, ids, this.#departures)) };
  }

  /**
   * @param leaving one entry a membership
   * @param looked what `look` found of these and others
   * @returns the queries that would lose too much
   */
  async find(tx: Tx, leaving: readonly Leaving[], looked: Lost & { ids: ReadonlySet<number> }): Promise<Set<number>> {
    const now = performance.now();
    const asked: (Leaving & { counted: Counted | undefined })[] = [];
    const losses = new Map<number, number>();
    for (const [queryId, some] of Map.groupBy(leaving, ({ queryId: id }) => id)) {
      const { revision = 0, decided = false } = some[0] ?? {};
      const watched = this.#watchedOf(queryId, revision);
      if (watched !== undefined && hasRoom(watched, some.length, now)) {
        watched.left -= some.length;
      } else {
        losses.set(queryId, some.length);
        asked.push({ queryId, revision, decided, counted: watched?.counted });
      }
    }
    const members = new Map(
      asked.flatMap(({ queryId, counted }): [number, number][] =>
        counted === undefined || counted.until < now ? [] : [[queryId, counted.members]],
      ),
    );
    const isLookedAt = asked.every(({ queryId }) => looked.ids.has(queryId));
    const lost = isLookedAt ? looked : await readLost(tx, [...losses.keys()], this.#departures);
    const rooms = await findRoom(tx, losses, { lost, members });
    for (const { queryId, revision, decided, counted } of asked) {
      const room = rooms.get(queryId) ?? 0;
      const known = members.get(queryId);
      const isNew = decided && known !== undefined && known !== counted?.members;
      this.#watched.set(String(queryId), {
        revision,
        left: Math.floor(room * shareOfRoom),
        until: now + leftMilliseconds,
        counted: isNew ? { members: known, until: now + countedMilliseconds } : counted,
      });
    }
    return new Set(asked.filter(({ queryId }) => (rooms.get(queryId) ?? 0) < 0).map(({ queryId }) => queryId));
  }

  #watchedOf(queryId: number, revision: number): Watched | undefined {
    const watched = this.#watched.get(String(queryId));
    return watched?.revision === revision ? watched : undefined;
  }
}

function hasRoom({ until, left }: Watched, leaving: number, now: number): boolean {
  return until > now && left >= leaving;
}
