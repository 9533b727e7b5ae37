import type { ContentIndex, Snapshot } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import type { Step } from '../../kernel/steps.ts';
import type { Replication } from '../../replication/port.ts';
import { recordChanges } from '../history/record-changes.mysql.ts';
import type { Percolator, Registration } from '../percolator/percolator.ts';
import {
  deleteMembers,
  insertMembers,
  lockQuery,
  markQueryDecided,
  readMemberIds,
  readMembersAmong,
  recordRegistrations,
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

interface SeenVerdict {
  contentId: number;
  revision: number;
  matches: boolean;
}

function seenRevision(id: number, seen: ReadonlyMap<number, SeenVerdict>): [number, number][] {
  const verdict = seen.get(id);
  return verdict === undefined ? [] : [[id, verdict.revision]];
}

interface Difference {
  /** Content id → revision as evaluated. */
  additions: [number, number][];
  removals: [number, number][];
  matched: number;
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
  readonly #replication: Pick<Replication, 'seenItems'>;
  readonly #step: Step;

  constructor(deps: {
    database: Database;
    contentIndex: ContentIndex;
    percolator: Percolator;
    replication: Pick<Replication, 'seenItems'>;
    step: Step;
  }) {
    this.#database = deps.database;
    this.#contentIndex = deps.contentIndex;
    this.#percolator = deps.percolator;
    this.#replication = deps.replication;
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
        await snapshot.close();
      }
    }
    return claims.map(({ queryId }) => decisions.get(queryId) ?? { outcome: 'superseded' });
  }

  /** @returns the claims whose registration is visible and recorded */
  async #register(claims: readonly QueryClaim[], decisions: Map<number, QueryDecision>): Promise<QueryClaim[]> {
    const outcomes = await this.#percolator.register(claims);
    await this.#step('query:registered');
    const registered = claims.filter((claim, position) => {
      const outcome = outcomes[position];
      if (outcome?.state === 'refused') {
        decisions.set(claim.queryId, { outcome: 'failed', reason: outcome.reason });
      }
      return outcome?.state === 'written';
    });
    if (registered.length === 0) {
      return [];
    }
    await this.#percolator.refresh();
    await this.#step('query:registration-visible');
    const sorted = [...registered].sort((a, b) => a.queryId - b.queryId);
    const current = await this.#database.transaction((tx) => recordRegistrations(tx, sorted));
    await this.#step('query:registration-recorded');
    return registered.filter(({ queryId }) => current.has(queryId));
  }

  async #decideOne(claim: QueryClaim, snapshot: Snapshot): Promise<QueryDecision> {
    const { additions, removals, matched } = await this.#evaluate(claim, snapshot);
    await this.#step('query:searched');
    const changes = [
      ...additions.map(([id, revision]) => ({ id, revision, member: true })),
      ...removals.map(([id, revision]) => ({ id, revision, member: false })),
    ].sort((a, b) => a.id - b.id);

    let entered = 0;
    let left = 0;
    for (let start = 0; start < changes.length; start += chunk) {
      const some = changes.slice(start, start + chunk);
      const written = await this.#writeChunk(claim, some);
      if (written === 'superseded') {
        return { outcome: 'superseded' };
      }
      entered += written.entered;
      left += written.left;
      await this.#step('query:chunk-committed');
    }
    const decided = await this.#database.transaction((tx) => markQueryDecided(tx, claim, matched));
    await this.#step('query:committed');
    return decided ? { outcome: 'decided', matched, entered, left } : { outcome: 'superseded' };
  }

  async #evaluate(claim: QueryClaim, snapshot: Snapshot): Promise<Difference> {
    const hits = await snapshot.matching(claim.compiled);
    const seen = await this.#judgeSeen(claim);
    for (const { contentId, revision, matches } of seen.values()) {
      hits.delete(contentId);
      if (matches) {
        hits.set(contentId, revision);
      }
    }
    const members = new Set(await readMemberIds(this.#database, claim.queryId));
    // Absence from the hits says nothing about an item that this moment does not hold: only what it holds can be removed.
    const gone = [...members].filter((id) => !hits.has(id));
    const missing = await snapshot.revisionsOf(gone.filter((id) => !seen.has(id)));
    return {
      additions: [...hits].filter(([id]) => !members.has(id)),
      removals: [...missing, ...gone.flatMap((id): [number, number][] => seenRevision(id, seen))],
      matched: hits.size,
    };
  }

  /**
   * Items with restricted runs that the query sees otherwise than everybody are not judged by the index, but by their rows as they are
   * now: the filter is registered, so whoever stores one of them later percolates it himself.
   */
  async #judgeSeen(claim: QueryClaim): Promise<Map<number, SeenVerdict>> {
    if (claim.sights.length === 0) {
      return new Map();
    }
    const items = await this.#replication.seenItems(claim.sights);
    const matches = await this.#percolator.matchesOf(
      claim.queryId,
      items.map(({ projection }) => projection),
    );
    return new Map(
      items.map(({ contentId, revision }, position) => [
        contentId,
        // Of a later revision of the filter, this decision will not be current.
        { contentId, revision, matches: matches[position] === claim.revision },
      ]),
    );
  }

  #writeChunk(
    claim: QueryClaim,
    changes: readonly { id: number; revision: number; member: boolean }[],
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
      const ids = (member: boolean): number[] =>
        current.filter((change) => change.member === member).map(({ id }) => id);
      const [entering, leaving] = [ids(true), ids(false)];
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
      await this.#step('query:difference-written');
      return { entered, left };
    });
  }
}
