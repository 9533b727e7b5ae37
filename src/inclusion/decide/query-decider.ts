import type { ContentIndex, Snapshot } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import type { Logger } from '../../kernel/log.ts';
import type { Step } from '../../kernel/steps.ts';
import type { Replication } from '../../replication/port.ts';
import { findGuarded } from '../guard/find-guarded.mysql.ts';
import { clearHeld, holdPairs, readHeldIds } from '../guard/held-pairs.mysql.ts';
import { isAskedFor, recordChanges } from '../history/record-changes.mysql.ts';
import type { Percolator, Registration } from '../percolator/percolator.ts';
import type { Registrar } from '../rebuild/registrar.ts';
import { judgeSeen, type SeenVerdict } from './judge-seen.ts';
import {
  deleteMembers,
  insertMembers,
  lockQuery,
  markQueryDecided,
  readQuery,
  readMemberIds,
  readMembersAmong,
  shareItems,
} from './query-rows.mysql.ts';

/** A changed filter and the right to decide it. */
export interface QueryClaim extends Registration {
  ticket: number;
}

export type QueryDecision =
  | { outcome: 'decided'; matched: number; entered: number; left: number }
  | { outcome: 'superseded' }
  | { outcome: 'failed'; reason: string };

/** Items of one transaction: the difference of a large filter must not hold its locks for seconds. */
const chunk = 1_000;

/** Filters evaluated at the same time: one waits for the database while the other waits for the engine. */
const lanes = 2;

function seenRevision(id: number, seen: ReadonlyMap<number, SeenVerdict>): [number, number][] {
  const verdict = seen.get(id);
  return verdict === undefined ? [] : [[id, verdict.revision]];
}

interface Difference {
  /** Content id → revision as evaluated. */
  additions: [number, number][];
  removals: [number, number][];
  matched: number;
  /** Members that are held back from removal. */
  held: Set<number>;
}

/**
 * The filter's side of the consistency protocol (docs/architecture.md, Consistency):
 *
 *   register and refresh → refresh the content index → search one point in time → write the difference
 *
 * A pair is written only when both revisions **as evaluated** equal the rows' now. A pair left out belongs to the item's
 * writer: its document was not visible to us, so it percolates after our registration was.
 */
export class QueryDecider {
  readonly #database: Database;
  readonly #contentIndex: ContentIndex;
  readonly #percolator: Percolator;
  readonly #registrar: Registrar;
  readonly #replication: Pick<Replication, 'seenItems'>;
  readonly #logger: Logger;
  readonly #step: Step;

  constructor(deps: {
    database: Database;
    contentIndex: ContentIndex;
    percolator: Percolator;
    registrar: Registrar;
    replication: Pick<Replication, 'seenItems'>;
    logger: Logger;
    step: Step;
  }) {
    this.#database = deps.database;
    this.#contentIndex = deps.contentIndex;
    this.#percolator = deps.percolator;
    this.#registrar = deps.registrar;
    this.#replication = deps.replication;
    this.#logger = deps.logger;
    this.#step = deps.step;
  }

  /**
   * Decides claimed filters, whose ids differ, against one point in time. The answer has one entry a claim, in order.
   * @throws UnavailableError when an engine does not answer; the claims stay undecided and may be decided again
   */
  async decide(claims: readonly QueryClaim[]): Promise<QueryDecision[]> {
    if (claims.length === 0) {
      return [];
    }
    await this.#step('query:claimed');
    const decisions = new Map<number, QueryDecision>();
    const registered = await this.#register(claims, decisions);
    if (registered.length > 0) {
      await this.#contentIndex.refresh();
      await this.#step('query:content-visible');
      const snapshot = await this.#contentIndex.snapshot();
      try {
        const queue = registered.values();
        const lane = async (): Promise<void> => {
          for (const claim of queue) {
            decisions.set(claim.queryId, await this.#decideOne(claim, snapshot));
          }
        };
        await Promise.all(Array.from({ length: Math.min(lanes, registered.length) }, lane));
      } finally {
        // Nobody waits for this: it does not fail, and an open one ends by itself.
        void snapshot.close();
      }
    }
    return claims.map(({ queryId }) => decisions.get(queryId) ?? { outcome: 'superseded' });
  }

  /** @returns the claims whose registration is visible and recorded */
  async #register(claims: readonly QueryClaim[], decisions: Map<number, QueryDecision>): Promise<QueryClaim[]> {
    const { current, refused } = await this.#registrar.register(claims);
    for (const [queryId, reason] of refused) {
      decisions.set(queryId, { outcome: 'failed', reason });
    }
    return claims.filter(({ queryId }) => current.has(queryId));
  }

  async #decideOne(claim: QueryClaim, snapshot: Snapshot): Promise<QueryDecision> {
    const { additions, removals, matched, held } = await this.#evaluate(claim, snapshot);
    await this.#step('query:searched');
    const isHeldBack = await this.#guard(claim, removals.length === 0 ? undefined : { removals, held });
    const changes = [
      ...additions.map(([id, revision]) => ({ id, revision, member: true, hold: false })),
      ...removals.map(([id, revision]) => ({ id, revision, member: false, hold: isHeldBack(id) })),
    ].sort((a, b) => a.id - b.id);

    let entered = 0;
    let left = 0;
    for (let start = 0; start === 0 || start < changes.length; start += chunk) {
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

  async #evaluate(claim: QueryClaim, snapshot: Snapshot): Promise<Difference> {
    const hits = await snapshot.matching(claim.compiled);
    const seen = await judgeSeen({ replication: this.#replication, percolator: this.#percolator }, claim);
    for (const [contentId, { revision, matches }] of seen) {
      hits.delete(contentId);
      if (matches) {
        hits.set(contentId, revision);
      }
    }
    const members = new Set(await readMemberIds(this.#database, claim.queryId));
    const held = await readHeldIds(this.#database, claim.queryId);
    // Absence from the hits says nothing about an item that this moment does not hold: only what it holds can be removed.
    const gone = [...members].filter((id) => !hits.has(id));
    const missing = await snapshot.revisionsOf(gone.filter((id) => !seen.has(id)));
    return {
      // A member that was held back and matches again is written anew, so that it is held no longer.
      additions: [...hits].filter(([id]) => !members.has(id) || held.has(id)),
      removals: [...missing, ...gone.flatMap((id): [number, number][] => seenRevision(id, seen))],
      held,
      matched: hits.size,
    };
  }

  /**
   * Which removals are held back (docs/architecture.md, Guardrail): none that somebody asked for; else those that are already, and
   * all where they would be too much.
   */
  async #guard(
    { queryId, revision }: QueryClaim,
    leaving: { removals: readonly [number, number][]; held: ReadonlySet<number> } | undefined,
  ): Promise<(contentId: number) => boolean> {
    if (leaving === undefined) {
      return () => false;
    }
    const { removals, held } = leaving;
    const fresh = removals.filter(([id]) => !held.has(id)).map(() => queryId);
    // The cause belongs to the revision; whether that is still the row's is seen again under its lock, before anything is written.
    const row = await readQuery(this.#database, queryId);
    if (row?.revision !== revision || row.decided_revision === 0 || isAskedFor(row.cause)) {
      return () => false;
    }
    const state = await this.#database.transaction(async (tx) => {
      await lockQuery(tx, queryId);
      return (await findGuarded(tx, fresh)).has(queryId) ? 'guarded' : 'as held';
    });
    if (state === 'guarded') {
      this.#logger.error({ queryId, removals: fresh.length }, 'removals held back: confirm or drop them');
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
      const items = await shareItems(
        tx,
        changes.map(({ id }) => id),
      );
      const row = await lockQuery(tx, claim.queryId);
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
      await clearHeld(tx, claim.queryId, leaving);
      await clearHeld(tx, claim.queryId, row.decided_revision > 0 ? entering : []);
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
        await markQueryDecided(tx, claim, row, matched);
      }
      await this.#step('query:difference-written');
      return { entered, left };
    });
  }
}
