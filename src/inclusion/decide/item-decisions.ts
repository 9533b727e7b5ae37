import type { Database } from '../../kernel/database.ts';
import type { Logger } from '../../kernel/log.ts';
import type { ItemClaim, Replication, WhileStoring } from '../../replication/port.ts';
import { BesideAnswers } from './beside-answers.ts';
import { ItemDecider, type ItemDecision } from './item-decider.ts';
import type { ItemEvaluationDeps } from './item-evaluation.ts';
import { findUnwritten } from './item-rows.mysql.ts';
import { settle } from './settle.ts';

export interface ItemDecisionsDeps extends ItemEvaluationDeps {
  database: Database;
  replication: Pick<Replication, 'seenItems' | 'readClaims'>;
  logger: Logger;
  /** So many items are decided. Resolves when what follows from that is worked out, or left to the workers. */
  inheritAfter: (items: number) => Promise<void>;
}

/** Who brings more than can be written waits for that. */
const mostUnwritten = 200;

/** Decides items so that no claim is lost, and writes the documents of those that were decided ahead of them, beside the answers. */
export class ItemDecisions {
  readonly #deps: ItemDecisionsDeps;
  readonly #decider: ItemDecider;
  readonly #writing: BesideAnswers;
  /** Items that were decided ahead of their documents, by their ids, until those are written. What is lost of it is found in their rows. */
  readonly #unwritten = new Map<number, ItemClaim>();

  constructor(deps: ItemDecisionsDeps) {
    this.#deps = deps;
    this.#decider = new ItemDecider(deps);
    this.#writing = new BesideAnswers({
      name: 'documents of items',
      work: () => this.#writeAll(),
      logger: deps.logger,
    });
  }

  /** See `Inclusion.whileStoring` in port.ts. */
  whileStoring(items: number): WhileStoring | undefined {
    return this.#decider.whileStoring(items);
  }

  /** See `Inclusion.decideItems` in port.ts. */
  async decide(
    claims: readonly ItemClaim[],
    { waitForSearch }: { waitForSearch: boolean },
  ): Promise<(ItemDecision | undefined)[]> {
    const ahead = claims.map((claim) => this.#decider.decidedAhead(claim));
    this.#writeLater(claims.filter((_, position) => ahead[position]));
    const decisions = await this.#settle(claims.filter((_, position) => !ahead[position]));
    const inherited = this.#deps.inheritAfter(claims.length);
    if (waitForSearch || this.#unwritten.size > mostUnwritten) {
      await this.#writing.asked();
    }
    if (waitForSearch) {
      await inherited;
    }
    return ahead.map((decision) => decision ?? decisions.shift());
  }

  /**
   * Until the documents are written of what was committed before now, by any process: who looks into the index after that finds what was
   * answered as stored. Those of others are written here as well, since nobody can say when they will be.
   */
  async written(): Promise<void> {
    await this.#writing.asked();
    const unwritten = await findUnwritten(this.#deps.database);
    const others = unwritten.filter(({ contentId, ticket }) => !this.#isOurs(contentId, ticket));
    if (others.length > 0) {
      const claims = await this.#deps.replication.readClaims(others.map(({ contentId }) => contentId));
      await this.#settle(claims.filter(({ decided }) => decided));
    }
  }

  /** Until no document is on its way. */
  idle(): Promise<void> {
    return this.#writing.idle();
  }

  /** Whether a document of this ticket or a later one is on its way from here. */
  #isOurs(contentId: number, ticket: number): boolean {
    return (this.#unwritten.get(contentId)?.ticket ?? 0) >= ticket;
  }

  /** Of an item that two requests stored the later document. */
  #writeLater(claims: readonly ItemClaim[]): void {
    for (const claim of claims) {
      if (!this.#isOurs(claim.contentId, claim.ticket)) {
        this.#unwritten.set(claim.contentId, { ...claim, decided: true });
      }
    }
    if (claims.length > 0) {
      void this.#writing.wake();
    }
  }

  async #writeAll(): Promise<{ more: boolean }> {
    const claims = [...this.#unwritten.values()];
    const decisions = await this.#settle(claims);
    for (const claim of claims) {
      // A later one may have come in its place.
      if (this.#unwritten.get(claim.contentId) === claim) {
        this.#unwritten.delete(claim.contentId);
      }
    }
    const changed = decisions.filter((one) => one?.outcome === 'decided' && one.entered + one.left > 0);
    if (changed.length > 0) {
      void this.#deps.inheritAfter(changed.length);
    }
    return { more: false };
  }

  #settle(claims: readonly ItemClaim[]): Promise<(ItemDecision | undefined)[]> {
    return settle<ItemClaim, ItemDecision>(
      this.#deps,
      {
        kind: 'item',
        idOf: ({ contentId, ticket }) => ({ id: contentId, ticket }),
        decide: (some) => this.#decider.decide(some),
      },
      claims,
    );
  }
}
