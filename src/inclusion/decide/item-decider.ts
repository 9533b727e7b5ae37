import type { ContentIndex, DocumentOutcome } from '../../content-index/port.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import type { Logger } from '../../kernel/log.ts';
import type { Step } from '../../kernel/steps.ts';
import { documentOf, type ItemClaim, type Projection, type Replication } from '../../replication/port.ts';
import { Guard } from '../guard/guard.ts';
import { holdPairs, releaseHeld, type HeldPair } from '../guard/held-pairs.mysql.ts';
import { ItemHistory } from '../history/item-history.ts';
import { recordChanges } from '../history/record-changes.mysql.ts';
import { CourseChanges } from '../inherit/course-changes.ts';
import { markAbove } from '../inherit/inherit-pending.mysql.ts';
import { readSights } from '../queries/sights.mysql.ts';
import type { Percolator } from '../percolator/percolator.ts';
import { readRegistered, type RegisteredFilters } from '../rebuild/index-target.mysql.ts';
import { noteRefusals } from './note-refusals.mysql.ts';
import {
  deletePairs,
  insertPairs,
  lockItems,
  markItemsDecided,
  markItemsIndexed,
  readMembersBefore,
  readMemberships,
  shareQueries,
  type MembersBefore,
} from './item-rows.mysql.ts';

/**
 * `decided`: the memberships of this revision are committed. `superseded`: a newer revision exists, and its own writer
 * decides. `failed`: the engine refused the document; `reason` says why.
 */
export type ItemDecision =
  | { outcome: 'decided'; entered: number; left: number }
  | { outcome: 'superseded' }
  | { outcome: 'failed'; reason: string };

/** Items in one transaction. */
const chunk = 100;

/**
 * So few items are percolated while their documents are written: somebody waits for them. Of more, one is likely to be percolated twice,
 * and they take their time anyway.
 */
const evaluatedBeside = 8;

interface SeenBySome {
  contentId: number;
  contentKey: string;
  revision: number;
  projection: Projection;
}

interface Evaluated {
  claim: ItemClaim;
  /** Query id → revision as evaluated. */
  hits: Map<number, number>;
  before: MembersBefore;
}

/**
 * The item's side of the consistency protocol (docs/architecture.md, Consistency):
 *
 *   which filters are registered → write the document; beside it, read its members and percolate → are they still those → write the difference
 *
 * Where a filter was registered meanwhile, its members are read and it is percolated again: after the document is written, that needs no
 * second look. An item that is decided and only has to get another document ends with that: filters see it as they did.
 *
 * A pair is written only when the item's and the filter's revision **as evaluated** equal their rows' now. Every other pair
 * belongs to the filter's writer, who becomes visible after us and is certain to see our document.
 */
export class ItemDecider {
  readonly #database: Database;
  readonly #contentIndex: ContentIndex;
  readonly #percolator: Percolator;
  readonly #replication: Pick<Replication, 'seenItems'>;
  readonly #logger: Logger;
  readonly #step: Step;
  readonly #guard = new Guard();

  constructor(deps: {
    database: Database;
    contentIndex: ContentIndex;
    percolator: Percolator;
    replication: Pick<Replication, 'seenItems'>;
    logger: Logger;
    step: Step;
  }) {
    this.#database = deps.database;
    this.#contentIndex = deps.contentIndex;
    this.#percolator = deps.percolator;
    this.#replication = deps.replication;
    this.#logger = deps.logger;
    this.#step = deps.step;
  }

  /**
   * Decides claimed items, whose ids differ, or only writes their documents. The answer has one entry a claim, in order.
   * @throws UnavailableError when an engine does not answer; the claims stay undecided and may be decided again
   */
  async decide(claims: readonly ItemClaim[]): Promise<ItemDecision[]> {
    if (claims.length === 0) {
      return [];
    }
    await this.#step('item:claimed');
    const { written, evaluated } = await this.#writeAndEvaluate(claims);
    const refusals = await noteRefusals(this.#database, claims, written);
    if (refusals > 0) {
      const reason = written.find((outcome) => 'reason' in outcome)?.reason;
      this.#logger.error({ items: refusals, reason }, 'the engine refuses documents or their search fields');
    }
    const decisions = new Map<number, ItemDecision>();
    const open = claims.filter((claim, position) => {
      const outcome = written[position];
      if (outcome?.state === 'refused') {
        decisions.set(claim.contentId, { outcome: 'failed', reason: outcome.reason });
      }
      return outcome?.state !== 'refused';
    });
    const indexed = open.filter(({ decided }) => decided);
    if (indexed.length > 0) {
      const bare = claims.filter((_, position) => written[position]?.state === 'bare');
      await this.#database.transaction((tx) => markItemsIndexed(tx, indexed, bare));
      await this.#step('item:committed');
      for (const { contentId } of indexed) {
        decisions.set(contentId, { outcome: 'decided', entered: 0, left: 0 });
      }
    }
    const accepted = evaluated.filter(({ claim }) => !decisions.has(claim.contentId));
    for (let start = 0; start < accepted.length; start += chunk) {
      const some = accepted.slice(start, start + chunk);
      const committed = await this.#database.transaction((tx) => this.#writeDifference(tx, some));
      await this.#step('item:committed');
      for (const [id, decision] of committed) {
        decisions.set(id, decision);
      }
    }
    return claims.map(({ contentId }) => decisions.get(contentId) ?? { outcome: 'superseded' });
  }

  async #writeAndEvaluate(
    claims: readonly ItemClaim[],
  ): Promise<{ written: DocumentOutcome[]; evaluated: Evaluated[] }> {
    const undecided = claims.filter(({ decided }) => !decided);
    if (undecided.length === 0 || undecided.length > evaluatedBeside) {
      const written = await this.#writeDocuments(claims);
      return { written, evaluated: await this.#evaluate(undecided) };
    }
    const filters = await readRegistered(this.#database);
    const [written, members, hits] = await Promise.all([
      this.#writeDocuments(claims),
      this.#readMembers(undecided),
      this.#percolate(undecided, filters),
    ]);
    // A filter that is registered from here on finds the documents. One that was while they were on their way may have missed them, and we it.
    const now = await readRegistered(this.#database);
    await this.#step('item:evaluated');
    const isSame = now.count === filters.count;
    return { written, evaluated: isSame ? join(undecided, members, hits) : await this.#evaluate(undecided) };
  }

  /** The filter's writer refreshes the index for itself; searches see the documents within the index's `refresh_interval`. */
  async #writeDocuments(claims: readonly ItemClaim[]): Promise<DocumentOutcome[]> {
    await this.#step('item:before-document');
    const written = await this.#contentIndex.write(claims.map(documentOf));
    await this.#step('item:document-written');
    return written;
  }

  /**
   * Items whose documents are written. Members are read before they are percolated: a member that is no hit is none any more if its filter
   * was registered by then.
   */
  async #evaluate(claims: readonly ItemClaim[]): Promise<Evaluated[]> {
    if (claims.length === 0) {
      return [];
    }
    const filters = await readRegistered(this.#database);
    const members = await this.#readMembers(claims);
    return join(claims, members, await this.#percolate(claims, filters));
  }

  async #readMembers(claims: readonly ItemClaim[]): Promise<Map<number, MembersBefore>> {
    const members = await readMembersBefore(
      this.#database,
      claims.map(({ contentId }) => contentId),
    );
    await this.#step('item:members-read');
    return members;
  }

  /**
   * @param filters read before: of a filter that looks at words and was stored later, the registration comes later still
   * @returns content id → query id → revision as evaluated; removed items are left out
   */
  async #percolate(
    claims: readonly ItemClaim[],
    { words }: RegisteredFilters,
  ): Promise<Map<number, Map<number, number>>> {
    const present = claims.flatMap(({ contentId, contentKey, revision, state }) =>
      state === 'removed' ? [] : [{ contentId, contentKey, revision, ...state }],
    );
    const plain = present.filter(({ restricted }) => !restricted);
    const matches =
      plain.length === 0
        ? []
        : await this.#percolator.percolate(
            plain.map(({ projection }) => projection),
            { words },
          );
    const hits = await this.#percolateSeen(
      present.filter(({ restricted }) => restricted),
      { words },
    );
    for (const [position, { contentId }] of plain.entries()) {
      hits.set(contentId, matches[position] ?? new Map<number, number>());
    }
    await this.#step('item:percolated');
    return hits;
  }

  /**
   * Items with restricted runs are percolated one by one, in every way in which some query sees them. Which ways there are is read after
   * the documents are written: a query that comes with another one is registered later, and its writer reads our rows after that.
   */
  async #percolateSeen(
    items: readonly SeenBySome[],
    { words }: { words: boolean },
  ): Promise<Map<number, Map<number, number>>> {
    const found = new Map<number, Map<number, number>>();
    if (items.length === 0) {
      return found;
    }
    const sights = await readSights(
      this.#database,
      items.map(({ contentKey }) => contentKey),
    );
    const seen = sights.length === 0 ? [] : await this.#replication.seenItems(sights);
    for (const item of items) {
      // What was read of a later revision is for its own writer: this decision will not be current.
      const ways = seen.filter(({ contentId, revision }) => contentId === item.contentId && revision === item.revision);
      found.set(item.contentId, await this.#percolator.percolateSeen({ ...item, seen: ways, words }));
    }
    return found;
  }

  async #writeDifference(tx: Tx, evaluated: readonly Evaluated[]): Promise<Map<number, ItemDecision>> {
    const ids = evaluated.map(({ claim }) => claim.contentId);
    const rows = await lockItems(tx, ids);
    const current = evaluated.filter(({ claim }) => rows.get(claim.contentId)?.revision === claim.revision);
    const memberships = await readMemberships(tx, ids);

    const wanted = current.map(({ claim, hits, before }) => {
      const members = memberships.get(claim.contentId) ?? new Map<number, boolean>();
      return {
        claim,
        members,
        /** Matched again. */
        returns: [...hits].filter(([queryId]) => members.get(queryId) === true),
        additions: [...hits].filter(([queryId]) => !members.has(queryId)),
        removals: [...before].filter(([queryId]) => members.has(queryId) && !hits.has(queryId)),
      };
    });
    const queryIds = new Set(
      wanted.flatMap(({ additions, removals, returns }) =>
        [...additions, ...removals, ...returns].map(([queryId]) => queryId),
      ),
    );
    const { revisions: queries, unevaluated } = await shareQueries(
      tx,
      [...queryIds].sort((a, b) => a - b),
    );
    await this.#step('item:rows-locked');

    const judged = wanted.map(({ claim, additions, removals, ...rest }) => ({
      ...rest,
      claim,
      entered: additions.filter(([queryId, revision]) => queries.get(queryId) === revision),
      leaving: removals.filter(
        ([queryId, before]) =>
          // A removed item matches nothing, whatever the filter; else the filter must have been visible when we percolated.
          claim.state === 'removed' ||
          (before.revision === before.registeredRevision && queries.get(queryId) === before.revision),
      ),
    }));
    const guarded = await this.#guard.find(
      tx,
      judged.flatMap(({ leaving, members }) =>
        leaving.flatMap(([queryId]) =>
          members.get(queryId) === true ? [] : [{ queryId, revision: queries.get(queryId) ?? 0 }],
        ),
      ),
    );

    const decisions = new Map<number, ItemDecision>();
    const entering: [number, number][] = [];
    const gone: [number, number[]][] = [];
    const held: HeldPair[] = [];
    const changedKeys: string[] = [];
    const courses = new CourseChanges();
    const history = new ItemHistory(unevaluated);
    for (const { claim, entered, leaving, returns, members } of judged) {
      const row = rows.get(claim.contentId);
      const cause = row?.cause ?? 'item';
      const left = leaving.filter(([queryId]) => members.get(queryId) !== true && !guarded.has(queryId));
      held.push(
        ...leaving
          .filter(([queryId]) => guarded.has(queryId))
          .map(([queryId]) => ({ queryId, contentId: claim.contentId, cause })),
      );
      await releaseHeld(
        tx,
        claim.contentId,
        returns.filter(([queryId, revision]) => queries.get(queryId) === revision).map(([queryId]) => queryId),
      );
      entering.push(...entered.map(([queryId]): [number, number] => [queryId, claim.contentId]));
      if (left.length > 0) {
        gone.push([claim.contentId, left.map(([queryId]) => queryId)]);
      }
      courses.add({
        ...claim,
        parentKey: row?.parentKey ?? null,
        movedFrom: row?.movedFrom ?? null,
        isFresh: row?.decidedRevision === 0,
        queryIds: [...entered, ...left].map(([queryId]) => queryId),
      });
      if (entered.length + left.length > 0) {
        changedKeys.push(claim.contentKey);
        history.add(claim.contentId, cause, {
          entered: entered.map(([queryId]) => queryId),
          left: left.map(([queryId]) => queryId),
        });
      }
      decisions.set(claim.contentId, { outcome: 'decided', entered: entered.length, left: left.length });
    }
    await holdPairs(tx, held);
    if (held.length > 0) {
      this.#logger.error({ queryIds: [...guarded], removals: held.length }, 'removals held back: confirm or drop them');
    }
    await deletePairs(tx, gone);
    await insertPairs(tx, entering);
    await recordChanges(tx, history.changes());
    if (current.length > 0) {
      await markItemsDecided(
        tx,
        current.map(({ claim }) => claim.contentId),
      );
    }
    const decided = current.filter(({ claim }) => hasParts(claim)).map(({ claim }) => claim.contentId);
    await markAbove(tx, { changedKeys, decided, courses });
    await this.#step('item:difference-written');
    return decisions;
  }
}

/** What was found out of the claims apart, in the order of their items, in which they are written. */
function join(
  claims: readonly ItemClaim[],
  members: ReadonlyMap<number, MembersBefore>,
  hits: ReadonlyMap<number, Map<number, number>>,
): Evaluated[] {
  return claims
    .map((claim) => ({
      claim,
      hits: hits.get(claim.contentId) ?? new Map<number, number>(),
      before: members.get(claim.contentId) ?? new Map<number, { revision: number; registeredRevision: number }>(),
    }))
    .sort((a, b) => a.claim.contentId - b.claim.contentId);
}

/** Its parts may have changed with it. */
function hasParts({ contentType }: ItemClaim): boolean {
  return contentType === 'program' || contentType === 'learnerpathway';
}
