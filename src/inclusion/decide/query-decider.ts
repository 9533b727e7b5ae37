import type { ContentIndex, Matching } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import type { Logger } from '../../kernel/log.ts';
import type { Step } from '../../kernel/steps.ts';
import { findRoom } from '../guard/find-room.mysql.ts';
import { clearHeld, holdPairs, readHeldIds } from '../guard/held-pairs.mysql.ts';
import { isAskedFor, isWritten, recordChanges } from '../history/record-changes.mysql.ts';
import { markQueries } from '../inherit/inherit-pending.mysql.ts';
import { canBeAnnounced } from '../percolator/announced-filters.ts';
import type { Registration } from '../percolator/percolator.ts';
import type { InForce, Registrar } from '../rebuild/registrar.ts';
import { evaluateQuery, type Difference, type EvaluationDeps } from './evaluate-query.ts';
import {
  deleteMembers,
  insertMembers,
  lockQueries,
  lockQuery,
  markQueriesDecided,
  readMembersAmong,
  shareItems,
  type LockedQuery,
} from './query-rows.mysql.ts';

/** A changed filter and the right to decide it. */
export interface QueryClaim extends Registration {
  ticket: number;
}

/** A claim whose filter items ask by now, with its row at that moment. */
interface ClaimInForce extends QueryClaim {
  row: LockedQuery;
}

export type QueryDecision =
  | { outcome: 'decided'; matched: number; entered: number; left: number }
  | { outcome: 'superseded' }
  | { outcome: 'failed'; reason: string };

/** Items of one transaction: the difference of a large filter must not hold its locks for seconds. */
const chunk = 1_000;

/** More filters take their time anyway, and items would ask each of them meanwhile. */
const announcedTogether = 8;

/** Filters evaluated at the same time: one waits for the engine, one for the database, and one for its disk. */
const lanes = 3;

interface Unchanged {
  claim: QueryClaim;
  /** How many match: all of its members. */
  matched: number;
}

/**
 * The filter's side of the consistency protocol (docs/architecture.md, Consistency):
 *
 *   announce, or register and refresh → refresh the content index → search it → write the difference
 *
 * A pair is written only when both revisions **as evaluated** equal the rows' now. A pair left out belongs to the item's
 * writer: its document was not visible to us, so it is decided after our filter came into force, and asks it.
 */
export class QueryDecider {
  readonly #database: Database;
  readonly #contentIndex: Pick<ContentIndex, 'fresh'>;
  readonly #evaluation: EvaluationDeps;
  readonly #registrar: Registrar;
  readonly #itemsWritten: () => Promise<void>;
  readonly #logger: Logger;
  readonly #step: Step;

  /** @param deps.itemsWritten see `ItemDecisions.written` */
  constructor(
    deps: EvaluationDeps & {
      contentIndex: Pick<ContentIndex, 'fresh'>;
      registrar: Registrar;
      itemsWritten: () => Promise<void>;
      logger: Logger;
    },
  ) {
    this.#database = deps.database;
    this.#contentIndex = deps.contentIndex;
    this.#evaluation = deps;
    this.#registrar = deps.registrar;
    this.#itemsWritten = deps.itemsWritten;
    this.#logger = deps.logger;
    this.#step = deps.step;
  }

  /**
   * Decides claimed filters, whose ids differ, against the content of now. The answer has one entry a claim, in order.
   * @param options.awaited somebody waits for it: filters that can be are announced, for the caller to have them registered
   * @throws UnavailableError when an engine does not answer; the claims stay undecided and may be decided again
   */
  async decide(claims: readonly QueryClaim[], { awaited }: { awaited: boolean }): Promise<QueryDecision[]> {
    if (claims.length === 0) {
      return [];
    }
    await this.#step('query:claimed');
    const decisions = new Map<number, QueryDecision>();
    if (awaited) {
      // Else items that were stored before would be decided after it, when their documents are written: nothing lost, but the answer tells less.
      await this.#itemsWritten();
    }
    const isAnnounced = awaited && claims.length <= announcedTogether && claims.every(canBeAnnounced);
    const announced = isAnnounced ? await this.#announce(claims) : undefined;
    const { current, refused } = announced ?? (await this.#registrar.register(claims));
    for (const [queryId, reason] of refused) {
      decisions.set(queryId, { outcome: 'failed', reason });
    }
    const inForce = claims.flatMap((claim): ClaimInForce[] => {
      const row = current.get(claim.queryId);
      return row === undefined ? [] : [{ ...claim, row }];
    });
    if (inForce.length > 0) {
      const content = await this.#contentIndex.fresh();
      await this.#step('query:content-visible');
      await this.#decideAll(inForce, { content, decisions });
    }
    return claims.map(({ queryId }) => decisions.get(queryId) ?? { outcome: 'superseded' });
  }

  async #announce(claims: readonly QueryClaim[]): Promise<InForce | undefined> {
    const announced = await this.#registrar.announce(claims);
    await this.#step('query:announced');
    return announced;
  }

  async #decideAll(
    claims: readonly ClaimInForce[],
    { content, decisions }: { content: Matching; decisions: Map<number, QueryDecision> },
  ): Promise<void> {
    const ids = claims.map(({ queryId }) => queryId);
    const held = readHeldIds(this.#database, ids);
    const unchanged: Unchanged[] = [];
    const queue = claims.values();
    const lane = async (): Promise<void> => {
      for (const claim of queue) {
        const difference = await evaluateQuery(this.#evaluation, claim, {
          content,
          held: held.then((ofAll) => ofAll.get(claim.queryId) ?? new Set()),
        });
        await this.#step('query:searched');
        if (difference.additions.length + difference.removals.length === 0) {
          unchanged.push({ claim, matched: difference.matched });
        } else {
          decisions.set(claim.queryId, await this.#writeDifference(claim, difference));
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(lanes, claims.length) }, lane));
    const decided = unchanged.length === 0 ? new Set<number>() : await this.#markUnchanged(unchanged);
    for (const { claim, matched } of unchanged) {
      const { queryId } = claim;
      const decision: QueryDecision = { outcome: 'decided', matched, entered: 0, left: 0 };
      decisions.set(queryId, decided.has(queryId) ? decision : { outcome: 'superseded' });
    }
  }

  /** @returns those whose revision is still the one that was evaluated */
  async #markUnchanged(unchanged: readonly Unchanged[]): Promise<Set<number>> {
    const decided = await this.#database.transaction(async (tx) => {
      const rows = await lockQueries(
        tx,
        unchanged.map(({ claim }) => claim.queryId),
      );
      await this.#step('query:rows-locked');
      const current = unchanged.flatMap(({ claim: { queryId, revision }, matched }) => {
        const row = rows.get(queryId);
        return row?.revision === revision ? [{ queryId, members: matched, row }] : [];
      });
      await markQueriesDecided(tx, current);
      await markQueries(
        tx,
        current.filter(({ row }) => isWritten(row.cause)).map(({ queryId }) => queryId),
      );
      await this.#step('query:difference-written');
      return new Set(current.map(({ queryId }) => queryId));
    });
    await this.#step('query:chunk-committed');
    await this.#step('query:committed');
    return decided;
  }

  async #writeDifference(claim: ClaimInForce, difference: Difference): Promise<QueryDecision> {
    const { additions, removals, matched } = difference;
    const { decided_revision, cause } = claim.row;
    // The cause belongs to the revision; whether that is still the row's is seen again under its lock, before anything is written.
    const isJudged = removals.length > 0 && decided_revision > 0 && !isAskedFor(cause);
    const isHeldBack = isJudged ? await this.#guard(claim, difference) : () => false;
    const changes = [
      ...additions.map(([id, revision]) => ({ id, revision, member: true, hold: false })),
      ...removals.map(([id, revision]) => ({ id, revision, member: false, hold: isHeldBack(id) })),
    ].sort((a, b) => a.id - b.id);

    let entered = 0;
    let left = 0;
    for (let start = 0; start < changes.length; start += chunk) {
      const isLast = start + chunk >= changes.length;
      const written = await this.#writeChunk(claim, changes.slice(start, start + chunk), isLast ? matched : undefined);
      if (written === 'superseded') {
        return { outcome: 'superseded' };
      }
      entered += written.entered;
      left += written.left;
      await this.#step('query:chunk-committed');
    }
    await this.#step('query:committed');
    return { outcome: 'decided', matched, entered, left };
  }

  /**
   * Which removals that nobody asked for are held back (docs/architecture.md, Guardrail): those that are already, and all where they would be
   * too much.
   */
  async #guard({ queryId }: QueryClaim, { removals, held }: Difference): Promise<(contentId: number) => boolean> {
    const fresh = removals.filter(([id]) => !held.has(id)).length;
    const state = await this.#database.transaction(async (tx) => {
      await lockQuery(tx, queryId);
      // Where all that leaves is held already, nothing new is judged.
      const room = fresh === 0 ? undefined : (await findRoom(tx, new Map([[queryId, fresh]]))).get(queryId);
      return room !== undefined && room < 0 ? 'guarded' : 'as held';
    });
    if (state === 'guarded') {
      this.#logger.error({ queryId, removals: fresh }, 'removals held back: confirm or drop them');
    }
    return (id) => state === 'guarded' || held.has(id);
  }

  /** @param matched all that match, with the last chunk, whose transaction also marks the query as decided */
  #writeChunk(
    claim: QueryClaim,
    changes: readonly { id: number; revision: number; member: boolean; hold: boolean }[],
    matched: number | undefined,
  ): Promise<{ entered: number; left: number } | 'superseded'> {
    return this.#database.transaction(async (tx) => {
      const [items, row] = await Promise.all([
        shareItems(
          tx,
          changes.map(({ id }) => id),
        ),
        lockQuery(tx, claim.queryId),
      ]);
      await this.#step('query:rows-locked');
      if (row?.revision !== claim.revision) {
        return 'superseded';
      }
      const current = changes.filter((change) => items.get(change.id) === change.revision);
      const ids = (wanted: { member: boolean; hold: boolean }): number[] =>
        current.filter(({ member, hold }) => member === wanted.member && hold === wanted.hold).map(({ id }) => id);
      const entering = ids({ member: true, hold: false });
      const leaving = ids({ member: false, hold: false });
      const heldBack = ids({ member: false, hold: true });
      await holdPairs(
        tx,
        heldBack.map((contentId) => ({ queryId: claim.queryId, contentId, cause: row.cause })),
      );
      await clearHeld(tx, claim.queryId, row.decided_revision > 0 ? [...leaving, ...entering] : leaving);
      // What it has from before its first evaluation is part of the baseline.
      if (row.decided_revision > 0) {
        const members = await readMembersAmong(tx, claim.queryId, [...entering, ...leaving]);
        await recordChanges(tx, [
          {
            queryId: claim.queryId,
            cause: row.cause,
            entered: entering.filter((id) => !members.has(id)),
            left: leaving.filter((id) => members.has(id)),
          },
        ]);
      }
      const entered = await insertMembers(tx, claim.queryId, entering);
      const left = await deleteMembers(tx, claim.queryId, leaving);
      if (matched !== undefined) {
        await markQueriesDecided(tx, [{ queryId: claim.queryId, members: matched, row }]);
      }
      // With each chunk: another writer may come by before the next one, and find nothing to change.
      if (entered + left > 0 || (matched !== undefined && isWritten(row.cause))) {
        await markQueries(tx, [claim.queryId]);
      }
      await this.#step('query:difference-written');
      return { entered, left };
    });
  }
}
