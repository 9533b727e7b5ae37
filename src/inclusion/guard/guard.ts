import type { Tx } from '../../kernel/database.ts';
import { Lru } from '../../kernel/lru.ts';
import { findRoom } from './find-room.mysql.ts';

/** A membership that is about to be removed, by its query. */
interface Leaving {
  queryId: number;
  /** Of the query: another one may have other members. */
  revision: number;
}

/** What this process may remove of a query without looking again. */
interface Allowance {
  revision: number;
  left: number;
  /** By this process's own clock that is never set, ms. */
  until: number;
}

/** Queries whose allowances are kept. */
const queriesKept = 50_000;
/** Of what may still go, so that other processes, which do the same, do not pass the share together. */
const shareOfRoom = 1 / 16;
const longestMilliseconds = 30_000;

/**
 * The guardrail for items' writers, of which each takes a few of many queries (docs/architecture.md, Guardrail). To count what left a query
 * within the hour costs more than the removal, the more the longer a stream goes on: so once it is counted, a small part of what may still go is
 * removed without looking again.
 */
export class Guard {
  readonly #allowances = new Lru<Allowance>(queriesKept);

  /** @param leaving one entry a membership @returns the queries that would lose too much */
  async find(tx: Tx, leaving: readonly Leaving[]): Promise<Set<number>> {
    const now = performance.now();
    const guarded = new Set<number>();
    const losses = new Map<number, number>();
    const revisions = new Map<number, number>();
    for (const [queryId, some] of Map.groupBy(leaving, ({ queryId: id }) => id)) {
      const revision = some[0]?.revision ?? 0;
      const allowance = this.#allowances.get(String(queryId));
      if (allowance?.revision === revision && allowance.until > now && allowance.left >= some.length) {
        allowance.left -= some.length;
      } else {
        losses.set(queryId, some.length);
        revisions.set(queryId, revision);
      }
    }
    for (const [queryId, room] of await findRoom(tx, losses)) {
      if (room < 0) {
        guarded.add(queryId);
        this.#allowances.delete(String(queryId));
      } else {
        this.#allowances.set(String(queryId), {
          revision: revisions.get(queryId) ?? 0,
          left: Math.floor(room * shareOfRoom),
          until: now + longestMilliseconds,
        });
      }
    }
    return guarded;
  }
}
