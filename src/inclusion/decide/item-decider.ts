import type { Database, Tx } from '../../kernel/database.ts';
import type { Logger } from '../../kernel/log.ts';
import type { Step } from '../../kernel/steps.ts';
import type { ItemClaim, WhileStoring } from '../../replication/port.ts';
import { Guard } from '../guard/guard.ts';
import { holdPairs, releaseHeld, type HeldPair } from '../guard/held-pairs.mysql.ts';
import { ItemHistory } from '../history/item-history.ts';
import { recordChanges } from '../history/record-changes.mysql.ts';
import { CourseChanges } from '../inherit/course-changes.ts';
import { markAbove } from '../inherit/inherit-pending.mysql.ts';
import { readRegistrations } from '../rebuild/index-target.mysql.ts';
import {
  evaluatedBeside,
  ItemEvaluation,
  untaken,
  type Evaluated,
  type ItemEvaluationDeps,
} from './item-evaluation.ts';
import {
  deletePairs,
  insertPairs,
  findOvertaken,
  holdItems,
  markItemsDecided,
  markItemsDecidedAhead,
  markItemsIndexed,
  shareQueries,
  type HeldItems,
} from './item-rows.mysql.ts';
import { noteRefusals } from './note-refusals.mysql.ts';
import { wasAsked } from './was-asked.ts';

/**
 * `decided`: the memberships of this revision are committed. `superseded`: a newer revision exists, and its own writer
 * decides. `failed`: the engine refused the document; `reason` says why.
 */
export type ItemDecision =
  | { outcome: 'decided'; entered: number; left: number }
  | { outcome: 'superseded' }
  | { outcome: 'failed'; reason: string };

/** By content id; or nothing was, since a filter came into force after items were percolated. */
type Written = ReadonlyMap<number, ItemDecision> | 'in force meanwhile';

/** Items in one transaction. */
const chunk = 100;

/**
 * The item's side of the consistency protocol (docs/architecture.md, Consistency):
 *
 *   write the document → percolate → lock it, its members' queries and hits → no filter came into force since → write the difference
 *
 * How the first two come to be beside each other, and what is done where one was, says `ItemEvaluation`. An item that is decided and only has to get another document ends
 * with that: filters see it as they did. Where somebody waits for it, the difference is written in the transaction that stores the item, and its document after that
 * (docs/decisions/0071): then it is decided once more if a filter came into force until the document was written.
 *
 * A pair is written only when the item's and the filter's revision **as evaluated** equal their rows' now. Every other pair
 * belongs to the filter's writer, who becomes visible after us and is certain to see our document.
 */
export class ItemDecider {
  readonly #database: Database;
  readonly #evaluation: ItemEvaluation;
  readonly #logger: Logger;
  readonly #step: Step;
  readonly #guard = new Guard();
  /** What was decided in transactions that store; of those that were not committed nobody has the claims. */
  readonly #ahead = new WeakMap<ItemClaim, ItemDecision>();

  constructor(deps: ItemEvaluationDeps & { logger: Logger }) {
    this.#database = deps.database;
    this.#evaluation = new ItemEvaluation(deps);
    this.#logger = deps.logger;
    this.#step = deps.step;
  }

  /** See `Inclusion.whileStoring` in port.ts. */
  whileStoring(items: number): WhileStoring | undefined {
    if (items > evaluatedBeside) {
      return undefined;
    }
    const filters = untaken(this.#evaluation.readFilters());
    return {
      begin: (states) => this.#evaluation.begin(states, filters),
      decide: (tx, claims) =>
        this.#decideAhead(
          tx,
          claims.filter(({ decided }) => !decided),
        ),
    };
  }

  /** What was decided of a claim in the transaction that stored it; its document is to be written yet, by deciding it as one that is `decided`. */
  decidedAhead(claim: ItemClaim): ItemDecision | undefined {
    return this.#ahead.get(claim);
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
    const { written, evaluated } = await this.#evaluation.run(claims);
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
      for (const [id, decision] of await this.#markIndexed(indexed, bare)) {
        decisions.set(id, decision);
      }
    }
    const accepted = evaluated.items.filter(({ claim }) => !decisions.has(claim.contentId));
    for (let start = 0; start < accepted.length; start += chunk) {
      const items = accepted.slice(start, start + chunk);
      for (const [id, decision] of await this.#decideSome({ ...evaluated, items })) {
        decisions.set(id, decision);
      }
    }
    return claims.map(({ contentId }) => decisions.get(contentId) ?? { outcome: 'superseded' });
  }

  /** Those that were decided ahead of their documents, and overtaken by filters meanwhile, are decided once more. */
  async #markIndexed(
    indexed: readonly ItemClaim[],
    bare: readonly ItemClaim[],
  ): Promise<ReadonlyMap<number, ItemDecision>> {
    const overtaken = await this.#database.transaction(async (tx) => {
      const ids = await findOvertaken(
        tx,
        indexed.map(({ contentId }) => contentId),
      );
      await markItemsIndexed(
        tx,
        indexed.filter(({ contentId }) => !ids.has(contentId)),
        bare,
      );
      return indexed.filter(({ contentId }) => ids.has(contentId));
    });
    await this.#step('item:committed');
    const decisions = new Map<number, ItemDecision>(
      indexed.map(({ contentId }) => [contentId, { outcome: 'decided', entered: 0, left: 0 }]),
    );
    if (overtaken.length > 0) {
      for (const [id, decision] of await this.#decideSome(await this.#evaluation.again(overtaken))) {
        decisions.set(id, decision);
      }
      await this.#database.transaction((tx) => markItemsIndexed(tx, overtaken, bare));
    }
    return decisions;
  }

  async #decideAhead(tx: Tx, claims: readonly ItemClaim[]): Promise<void> {
    const ids = claims.map(({ contentId }) => contentId).sort((a, b) => a - b);
    const [held, evaluated] = await Promise.all([
      ids.length === 0 ? undefined : holdItems(tx, ids),
      this.#evaluation.ahead(claims),
    ]);
    if (held === undefined || evaluated === undefined) {
      return;
    }
    const written = await this.#writeDifference(tx, evaluated, { held, isAhead: true });
    if (written === 'in force meanwhile') {
      return;
    }
    for (const claim of claims) {
      const decision = written.get(claim.contentId);
      if (decision !== undefined) {
        this.#ahead.set(claim, decision);
      }
    }
  }

  async #decideSome(evaluated: Evaluated): Promise<ReadonlyMap<number, ItemDecision>> {
    const write = (some: Evaluated): Promise<Written> =>
      this.#database.transaction(async (tx) => {
        const held = await holdItems(
          tx,
          some.items.map(({ claim }) => claim.contentId),
        );
        return this.#writeDifference(tx, some, { held, isAhead: false });
      });
    let written = await write(evaluated);
    while (written === 'in force meanwhile') {
      written = await write(await this.#evaluation.again(evaluated.items.map(({ claim }) => claim)));
    }
    await this.#step('item:committed');
    return written;
  }

  /** @param how.isAhead the documents are yet to be written: a registration that is recorded until then is noticed by who writes them */
  async #writeDifference(
    tx: Tx,
    { items, registrations }: Evaluated,
    { held: { rows, memberships }, isAhead }: { held: HeldItems; isAhead: boolean },
  ): Promise<Written> {
    const current = items.filter(({ claim }) => rows.get(claim.contentId)?.revision === claim.revision);

    const wanted = current.map(({ claim, hits, before }) => {
      const members = memberships.get(claim.contentId) ?? new Map<number, boolean>();
      return {
        claim,
        members,
        /** Matched again. */
        returns: [...hits].filter(([queryId]) => members.get(queryId) === true),
        additions: [...hits].filter(([queryId]) => !members.has(queryId)),
        removals: [...members.keys()].filter((queryId) => !hits.has(queryId)),
        before,
      };
    });
    const queryIds = new Set(
      wanted.flatMap(({ additions, removals, returns }) => [
        ...[...additions, ...returns].map(([queryId]) => queryId),
        ...removals,
      ]),
    );
    const [queries, recorded, losses] = await Promise.all([
      shareQueries(
        tx,
        [...queryIds].sort((a, b) => a - b),
      ),
      readRegistrations(tx),
      this.#guard.look(
        tx,
        wanted.flatMap(({ removals, members }) => removals.filter((queryId) => members.get(queryId) !== true)),
      ),
    ]);
    await this.#step('item:rows-locked');
    if (registrations !== undefined && registrations !== recorded) {
      return 'in force meanwhile';
    }

    const judged = wanted.map(({ claim, additions, removals, before, ...rest }) => ({
      ...rest,
      claim,
      entered: additions.filter(([queryId, revision]) => queries.revisions.get(queryId) === revision),
      // A removed item matches nothing, whatever the filter; else the filter must have been asked.
      leaving: removals.filter((queryId) =>
        claim.state === 'removed' ? queries.revisions.has(queryId) : wasAsked(queryId, queries, before),
      ),
    }));
    const guarded = await this.#guard.find(
      tx,
      judged.flatMap(({ leaving, members }) =>
        leaving.flatMap((queryId) =>
          members.get(queryId) === true
            ? []
            : [
                {
                  queryId,
                  revision: queries.revisions.get(queryId) ?? 0,
                  decided: queries.decided.has(queryId),
                },
              ],
        ),
      ),
      losses,
    );

    const decisions = new Map<number, ItemDecision>();
    const entering: [number, number][] = [];
    const gone: [number, number[]][] = [];
    const held: HeldPair[] = [];
    const changedKeys: string[] = [];
    const courses = new CourseChanges();
    const history = new ItemHistory(queries.unevaluated);
    for (const { claim, entered, leaving, returns, members } of judged) {
      const row = rows.get(claim.contentId);
      const cause = row?.cause ?? 'item';
      const left = leaving.filter((queryId) => members.get(queryId) !== true && !guarded.has(queryId));
      held.push(
        ...leaving
          .filter((queryId) => guarded.has(queryId))
          .map((queryId) => ({ queryId, contentId: claim.contentId, cause })),
      );
      await releaseHeld(
        tx,
        claim.contentId,
        returns
          .filter(([queryId, revision]) => queries.revisions.get(queryId) === revision)
          .map(([queryId]) => queryId),
      );
      entering.push(...entered.map(([queryId]): [number, number] => [queryId, claim.contentId]));
      gone.push([claim.contentId, left]);
      courses.add({
        ...claim,
        parentKey: row?.parentKey ?? null,
        movedFrom: row?.movedFrom ?? null,
        isFresh: row?.decidedRevision === 0,
        queryIds: [...entered.map(([queryId]) => queryId), ...left],
      });
      if (entered.length + left.length > 0) {
        changedKeys.push(claim.contentKey);
        history.add(claim.contentId, cause, {
          entered: entered.map(([queryId]) => queryId),
          left,
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
    const currentIds = current.map(({ claim }) => claim.contentId);
    if (isAhead && registrations !== undefined) {
      await markItemsDecidedAhead(tx, currentIds, registrations);
    } else {
      await markItemsDecided(tx, currentIds);
    }
    const decided = current.filter(({ claim }) => hasParts(claim)).map(({ claim }) => claim.contentId);
    await markAbove(tx, { changedKeys, decided, courses });
    await this.#step('item:difference-written');
    return decisions;
  }
}

/** Its parts may have changed with it. */
function hasParts({ contentType }: ItemClaim): boolean {
  return contentType === 'program' || contentType === 'learnerpathway';
}
