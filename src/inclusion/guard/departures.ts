import type { Tx } from '../../kernel/database.ts';
import { Lru } from '../../kernel/lru.ts';
import { readDepartures } from './departures.mysql.ts';

/** What left one query. */
interface Known {
  /** Minutes before this one are final. */
  settled: number;
  /** Minute → how many. */
  minutes: ReadonlyMap<number, number>;
}

const minutesOfAnHour = 60;
/** A transaction that wrote what left has ended so many minutes after it, or is counted by nobody who has counted that minute. */
const settlesIn = 1;
/** Minutes of queries that are kept, some twenty megabytes. */
const minutesKept = 200_000;

/**
 * How many memberships left queries within the hour, whose removal nobody asked for. Minutes that are over are read once, so in a stream of changes
 * a look costs the same after an hour as after a minute.
 */
export class Departures {
  readonly #known = new Lru<Known>(minutesKept, ({ minutes }) => minutes.size + 1);

  /** @returns by query id; up to a minute more than an hour is counted */
  async count(tx: Tx, queryIds: readonly number[]): Promise<Map<number, number>> {
    if (queryIds.length === 0) {
      return new Map();
    }
    const known = new Map(queryIds.map((id) => [id, this.#known.get(String(id))]));
    const { now, rows } = await readDepartures(
      tx,
      Map.groupBy(queryIds, (id) => known.get(id)?.settled),
    );
    const isAhead = ({ settled }: Known): boolean => settled > now - settlesIn;
    if ([...known.values()].some((one) => one !== undefined && isAhead(one))) {
      // The database's clock was set back: what is known of later minutes is of no use.
      for (const id of queryIds) {
        this.#known.delete(String(id));
      }
      return this.count(tx, queryIds);
    }
    const read = Map.groupBy(rows, ({ queryId }) => queryId);
    return new Map(
      queryIds.map((id) => {
        const { settled, minutes } = known.get(id) ?? { settled: 0, minutes: new Map<number, number>() };
        const all = new Map(
          [
            ...[...minutes].filter(([minute]) => minute < settled),
            ...(read.get(id) ?? []).map(({ minute, count }): [number, number] => [minute, count]),
          ].filter(([minute]) => minute >= now - minutesOfAnHour),
        );
        this.#known.set(String(id), { settled: now - settlesIn, minutes: all });
        return [id, [...all.values()].reduce((sum, count) => sum + count, 0)];
      }),
    );
  }
}
